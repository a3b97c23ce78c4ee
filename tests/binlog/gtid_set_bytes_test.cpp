#include "binlog/gtid_set_bytes.hpp"

#include <random>

#include <gtest/gtest.h>

#include "binlog/damaged_log.hpp"
#include "core/hex.hpp"
#include "tests/binlog/hex_bytes.hpp"

namespace cutover::gtid_set_bytes_test {
namespace {

GtidSet decode(const std::string& bytes) {
    ByteReader reader(view(bytes));
    GtidSet set = decode_gtid_set(reader);
    reader.expect_end();
    return set;
}

GtidSet set_of(const std::string& text) {
    const auto set = parse_gtid_set(text);
    EXPECT_TRUE(set) << text;
    return set.value_or(GtidSet());
}

/// The bodies of PREVIOUS_GTIDS events of real logs.
const std::string body_of_8_0_40 =
    "0100000000000000 b9b88c66075511f198994a9da94c4d71"
    "0100000000000000 0100000000000000 0300000000000000";
const std::string body_of_9_6_0 =
    "0102000000000001 55778904029911f1b1b84ef0c4956feb 00"
    "0100000000000000 0100000000000000 0e00000000000000"
    "55778904029911f1b1b84ef0c4956feb 0a6d79746167"
    "0100000000000000 0100000000000000 0300000000000000";
const std::string body_of_5_7_40 =
    "0100000000000000 58cf650263db11ed80790242ac110002"
    "0100000000000000 0100000000000000 3500000000000000";

struct BytesCase {
    const char* name;
    std::string hex;
    std::string text;
};

TEST(GtidSetBytes, AreThoseOfRealLogs) {
    const BytesCase cases[] = {
        {"a log with nothing before it", "0000000000000000", ""},
        {"MySQL 8.0.40", body_of_8_0_40, "b9b88c66-0755-11f1-9899-4a9da94c4d71:1-2"},
        {"MySQL 9.6.0, tagged", body_of_9_6_0,
         "55778904-0299-11f1-b1b8-4ef0c4956feb:1-13:mytag:1-2"},
        {"MySQL 5.7.40", body_of_5_7_40, "58cf6502-63db-11ed-8079-0242ac110002:1-52"},
    };
    for (const BytesCase& test : cases) {
        SCOPED_TRACE(test.name);
        const std::string bytes = bytes_of(test.hex);
        EXPECT_EQ(to_text(decode(bytes)), test.text);
        EXPECT_EQ(to_hex(encode_gtid_set(set_of(test.text))), to_hex(bytes));
    }
}

TEST(GtidSetBytes, LeaveWhatFollows) {
    const std::string bytes = bytes_of(body_of_9_6_0) + "next";
    ByteReader reader(view(bytes));
    EXPECT_EQ(decode_gtid_set(reader).count(), 15U);
    EXPECT_EQ(reader.text(4), "next");
}

const std::string uuid = "000102030405060708090a0b0c0d0e0f";

TEST(GtidSetBytes, MayNameSourcesTwiceAndInAnyOrder) {
    const std::string hex = "0300000000000000 ff" + uuid.substr(2) +
                            "0100000000000000 0100000000000000 0200000000000000" + uuid +
                            "0100000000000000 0900000000000000 0a00000000000000" + uuid +
                            "0100000000000000 0100000000000000 0900000000000000";
    EXPECT_EQ(
        to_text(decode(bytes_of(hex))),
        "00010203-0405-0607-0809-0a0b0c0d0e0f:1-9,ff010203-0405-0607-0809-0a0b0c0d0e0f:1");
}

TEST(GtidSetBytes, EndWithTheLastNumberThereIs) {
    const std::string text = "00010203-0405-0607-0809-0a0b0c0d0e0f:1:9223372036854775806";
    const std::string bytes = encode_gtid_set(set_of(text));
    EXPECT_EQ(to_hex(bytes.substr(bytes.size() - 16)), "feffffffffffff7fffffffffffffff7f");
    EXPECT_EQ(to_text(decode(bytes)), text);
}

TEST(GtidSetBytes, AreRefusedWhereNoServerWritesThem) {
    const std::string one = "0100000000000000";
    const std::string two = "0200000000000000";
    const std::string first_to_two = one + one + two;
    const std::string tagged = "0101000000000001" + uuid;
    const BytesCase cases[] = {
        {"nothing at all", "", {}},
        {"an unknown form", "0100000000000002" + uuid + first_to_two, {}},
        {"tagged in its last byte alone", "0001000000000001" + uuid + "00" + first_to_two, {}},
        {"a count of sources beyond all bytes", "ffffffffffffff00" + uuid + first_to_two, {}},
        {"a count of tagged ones beyond all bytes", "01ffffffffffff01" + uuid, {}},
        {"a count of intervals beyond all bytes", one + uuid + "ffffffffffffffff" + one + two, {}},
        {"the number 0", one + uuid + one + "0000000000000000" + two, {}},
        {"an empty interval", one + uuid + one + two + two, {}},
        {"a backward interval", one + uuid + one + two + one, {}},
        {"beyond the last number", one + uuid + one + one + "0000000000000080", {}},
        {"all ones", one + uuid + one + one + "ffffffffffffffff", {}},
        {"intervals that touch", one + uuid + two + one + two + two + "0300000000000000", {}},
        {"intervals that go back",
         one + uuid + two + "0500000000000000" + "0600000000000000" + one + two,
         {}},
        {"the length of a tag in two bytes", tagged + "1500" + "6162636465" + first_to_two, {}},
        {"a tag in upper case", tagged + "0254" + first_to_two, {}},
        {"a tag that begins with a digit", tagged + "0430" + "61" + first_to_two, {}},
        {"a tag with a colon", tagged + "04613a" + first_to_two, {}},
        {"a tag too long",
         tagged + "42" + "616161616161616161616161616161616161616161616161616161616161616161" +
             first_to_two,
         {}},
    };
    for (const BytesCase& test : cases) {
        EXPECT_THROW(decode(bytes_of(test.hex)), DamagedLog) << test.name;
    }
}

TEST(GtidSetBytes, AreRefusedWhereverTheyAreCutOff) {
    for (const std::string& hex : {body_of_8_0_40, body_of_9_6_0}) {
        const std::string whole = bytes_of(hex);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            EXPECT_THROW(decode(whole.substr(0, size)), DamagedLog) << size << " of " << hex;
        }
    }
}

TEST(GtidSetBytes, ComeBackAsTheSetTheyWereMadeOf) {
    std::mt19937_64 random(20260229);
    const std::vector<std::string> tags{"", "", "x", "abcdefghijklmnopqrstuvwxyz_01234"};
    for (int round = 0; round < 500; ++round) {
        GtidSet set;
        const bool with_tags = round % 2 == 0;
        for (std::uint64_t left = random() % 20; left > 0; --left) {
            Uuid source;
            source.bytes.back() = static_cast<std::uint8_t>(random() % 3);
            const std::uint64_t first = 1 + random() % (round % 3 == 0 ? last_gtid_number : 50);
            const std::uint64_t last = std::min(first + random() % 9, last_gtid_number);
            set.add(source, with_tags ? tags[random() % tags.size()] : "", {first, last});
        }
        const std::string bytes = encode_gtid_set(set);
        ASSERT_EQ(decode(bytes), set) << to_text(set);
        ASSERT_EQ(encode_gtid_set(decode(bytes)), bytes);
    }
}

TEST(GtidSetBytes, MayBeDamagedAnywhere) {
    std::mt19937_64 random(7);
    std::size_t refused = 0;
    for (int round = 0; round < 5'000; ++round) {
        std::string bytes = bytes_of(round % 2 == 0 ? body_of_9_6_0 : body_of_8_0_40);
        for (std::uint64_t left = 1 + random() % 3; left > 0; --left) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        try {
            const GtidSet set = decode(bytes);
            ASSERT_EQ(parse_gtid_set(to_text(set)), set) << to_hex(bytes);
            ASSERT_EQ(decode(encode_gtid_set(set)), set) << to_hex(bytes);
        } catch (const DamagedLog&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 1'000U);
    EXPECT_LT(refused, 5'000U) << "a changed UUID is no damage that can be seen";
}

}  // namespace
}  // namespace cutover::gtid_set_bytes_test
