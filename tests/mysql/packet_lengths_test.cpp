#include "mysql/packet_lengths.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace cutover::packet_lengths_test {
namespace {

constexpr std::size_t longest = 0xFFFFFF;
constexpr std::size_t large = 1000;

using Bytes = std::vector<unsigned char>;

void append_message(Bytes& stream, std::size_t length) {
    std::size_t packet = longest;
    do {
        packet = std::min(length, longest);
        for (unsigned shift = 0; shift < 24; shift += 8) {
            stream.push_back(static_cast<unsigned char>(packet >> shift));
        }
        stream.push_back(7);
        stream.insert(stream.end(), packet, 0xFF);
        length -= packet;
    } while (packet == longest);
}

std::size_t announced(const Bytes& stream, std::mt19937& random, std::size_t most) {
    PacketLengths lengths(large);
    std::size_t count = 0;
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t piece = std::min<std::size_t>(
            std::uniform_int_distribution<std::size_t>(0, most)(random), stream.size() - at);
        count += lengths.announced_in({stream.data() + at, piece});
        at += piece;
    }
    return count;
}

TEST(PacketLengths, CountsLargeMessagesHoweverTheBytesArrive) {
    std::mt19937 random(20261125);
    std::uniform_int_distribution<std::size_t> length(0, 2 * large);
    for (int round = 0; round < 200; ++round) {
        Bytes stream;
        std::size_t expected = 0;
        for (std::size_t message = 0; message < 20; ++message) {
            const std::size_t bytes = round % 2 == 0 ? length(random) : large - 1 + message % 3;
            expected += bytes >= large ? 1 : 0;
            append_message(stream, bytes);
        }
        EXPECT_EQ(announced(stream, random, 1 + static_cast<std::size_t>(round)), expected);
    }
}

TEST(PacketLengths, CountsAMessageOfSeveralPacketsOnce) {
    std::mt19937 random(5);
    for (const std::size_t bytes : {longest - 1, longest, longest + 1, 2 * longest + large}) {
        Bytes stream;
        append_message(stream, 3);
        append_message(stream, bytes);
        append_message(stream, large);
        append_message(stream, 0);
        EXPECT_EQ(announced(stream, random, 1U << 20U), 2U) << bytes;
    }
}

TEST(PacketLengths, AnnouncesBeforeTheBodyComes) {
    PacketLengths lengths(large);
    const Bytes head{0xE8, 0x03, 0x00};
    EXPECT_EQ(lengths.announced_in(head), 0U);
    EXPECT_EQ(lengths.announced_in(Bytes{0x01}), 1U);
}

}  // namespace
}  // namespace cutover::packet_lengths_test
