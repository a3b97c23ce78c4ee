#include "mysql/stream_place.hpp"

#include <gtest/gtest.h>

#include "binlog/damaged_log.hpp"

namespace cutover::stream_place_test {
namespace {

Event event_of(EventType type, std::uint32_t size, std::uint32_t end, EventBody body) {
    Event event;
    event.header.type = type;
    event.header.size = size;
    event.header.end_position = end;
    event.body = std::move(body);
    return event;
}

Event silent(std::uint32_t size, std::uint32_t end) {
    return event_of(EventType::binlog_checkpoint, size, end, SilentEvent{});
}

Event rotate(std::string_view file, std::uint64_t position) {
    return event_of(EventType::rotate, 40, 0, RotateEvent{file, position});
}

Event gtid(std::uint64_t sequence, std::uint32_t size, std::uint32_t end) {
    MariadbGtidEvent body;
    body.gtid = {0, 1, sequence};
    return event_of(EventType::mariadb_gtid, size, end, body);
}

TEST(StreamPlace, MovesOverAGroupAtItsEndOnly) {
    StreamPlace place(Flavour::mariadb, {"b.000001", 100, "0-1-5"});
    place.arrive(gtid(6, 40, 140));
    place.arrive(silent(60, 200));
    EXPECT_EQ(to_text(place.complete()), "b.000001:100 0-1-5");
    place.end_group();
    EXPECT_EQ(to_text(place.complete()), "b.000001:200 0-1-6");
    place.arrive(silent(10, 210));
    EXPECT_EQ(to_text(place.complete()), "b.000001:210 0-1-6");
}

/// Asked by GTIDs a server begins at the beginning of a file and leaves out what is applied.
TEST(StreamPlace, NeverGoesBackwards) {
    StreamPlace place(Flavour::mariadb, {"b.000003", 5000, "0-1-5"});
    place.arrive(rotate("b.000003", 4));
    place.arrive(silent(252, 256));
    EXPECT_EQ(to_text(place.complete()), "b.000003:5000 0-1-5");
    place.arrive(gtid(6, 40, 5040));
    EXPECT_EQ(to_text(place.complete()), "b.000003:5000 0-1-5");
    place.end_group();
    EXPECT_EQ(to_text(place.complete()), "b.000003:5040 0-1-6");
}

TEST(StreamPlace, ReadByFileAGapIsDamage) {
    StreamPlace place(Flavour::mysql, {"b.000001", 100, ""});
    place.arrive(silent(40, 140));
    EXPECT_THROW(place.arrive(silent(40, 181)), DamagedLog);
    EXPECT_THROW(place.arrive(rotate("b.000003", 4)), DamagedLog);
    place.arrive(rotate("b.000002", 4));
    EXPECT_EQ(to_text(place.complete()), "b.000002:4");
}

TEST(StreamPlace, OffsetsGoOnBeyondFourGigabytes) {
    constexpr std::uint64_t four_gigabytes = 1ULL << 32U;
    StreamPlace place(Flavour::mysql, {"b.000001", four_gigabytes - 10, ""});
    place.arrive(silent(30, 20));
    EXPECT_EQ(place.complete().offset, four_gigabytes + 20);
}

TEST(StreamPlace, GtidsOfTheOtherFlavourAreRefused) {
    EXPECT_THROW(StreamPlace(Flavour::mysql, {"b.000001", 4, "0-1-5"}), DamagedLog);
    EXPECT_THROW(StreamPlace(Flavour::mariadb, {"b.000001", 4, "nothing"}), DamagedLog);
}

}  // namespace
}  // namespace cutover::stream_place_test
