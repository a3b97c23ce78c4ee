#include "core/mariadb_gtid.hpp"

#include <map>
#include <random>
#include <utility>

#include <gtest/gtest.h>

namespace cutover::mariadb_gtid_test {
namespace {

MariadbGtidPosition position_of(const std::string& text) {
    const auto position = parse_mariadb_position(text);
    EXPECT_TRUE(position) << text;
    return position.value_or(MariadbGtidPosition());
}

MariadbGtidState state_of(const std::string& text) {
    const auto state = parse_mariadb_state(text);
    EXPECT_TRUE(state) << text;
    return state.value_or(MariadbGtidState());
}

TEST(MariadbGtid, TextComesBack) {
    for (const char* text : {"0-1-42", "0-0-0", "4294967295-4294967295-18446744073709551615"}) {
        const auto gtid = parse_mariadb_gtid(text);
        ASSERT_TRUE(gtid) << text;
        EXPECT_EQ(to_text(*gtid), text);
    }
    EXPECT_EQ(parse_mariadb_gtid("7-8-9"), (MariadbGtid{7, 8, 9}));
}

TEST(MariadbGtid, HasNoOtherText) {
    for (const char* text :
         {"", "0", "0-1", "0-1-", "-1-1", "0--1", "0-1-2-3", "0-1-x", "+0-1-2", "0-1-2 ",
          "4294967296-1-1", "0-4294967296-1", "0-1-18446744073709551616", "0,1,2"}) {
        EXPECT_FALSE(parse_mariadb_gtid(text)) << text;
    }
}

struct TextCase {
    const char* name;
    std::string text;
    std::string expected;
};

TEST(MariadbGtidPosition, TextIsCanonical) {
    const TextCase cases[] = {
        {"the beginning", "", ""},
        {"blanks", " \n", ""},
        {"one", "0-1-100", "0-1-100"},
        {"as the server prints it", "0-1-100,1-2-30", "0-1-100,1-2-30"},
        {"unordered", "10-1-5,9-1-5,0-1-5", "0-1-5,9-1-5,10-1-5"},
        {"blanks around", " 0-1-100 ,\n1-2-30\t", "0-1-100,1-2-30"},
    };
    for (const TextCase& test : cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(to_text(position_of(test.text)), test.expected);
        EXPECT_EQ(position_of(test.text), position_of(test.expected));
        EXPECT_EQ(position_of(test.text).empty(), test.expected.empty());
    }
}

TEST(MariadbGtidPosition, MalformedTextIsRefused) {
    for (const char* text :
         {",", "0-1-1,", ",0-1-1", "0-1-1,,1-1-1", "0-1-1 1-1-1", "0-1-1;1-1-1", "0 -1-1",
          "0-1-1,0-1-1", "0-1-1,1-1-1,0-2-5", "1eef6886-e592-11e4-a12f-84a6c8c6729e:1-5"}) {
        EXPECT_FALSE(parse_mariadb_position(text)) << text;
    }
}

TEST(MariadbGtidPosition, AdvancesWithinEachDomain) {
    MariadbGtidPosition position;
    EXPECT_TRUE(position.advance({1, 1, 5}));
    EXPECT_TRUE(position.advance({0, 1, 9}));
    EXPECT_TRUE(position.advance({1, 2, 6}));
    EXPECT_TRUE(position.advance({1, 1, 10}));
    EXPECT_EQ(to_text(position), "0-1-9,1-1-10");
}

TEST(MariadbGtidPosition, FollowsASequenceThatGoesBackAndSaysSo) {
    MariadbGtidPosition position = position_of("0-1-100,1-1-1");
    EXPECT_FALSE(position.advance({0, 2, 99}));
    EXPECT_EQ(to_text(position), "0-2-99,1-1-1");
    EXPECT_FALSE(position.advance({0, 2, 99})) << "the same one again";
    EXPECT_TRUE(position.advance({0, 1, 100}));
    EXPECT_FALSE(position.advance({0, 2, 100})) << "the same number of another server";
    EXPECT_EQ(to_text(position), "0-2-100,1-1-1");
}

struct ContainsCase {
    const char* name;
    std::string position;
    std::string other;
    bool expected;
};

TEST(MariadbGtidPosition, CoversWhatCameBeforeIt) {
    const ContainsCase cases[] = {
        {"the beginning", "", "", true},
        {"the beginning, of what has begun", "0-1-5", "", true},
        {"what has begun, of the beginning", "", "0-1-5", false},
        {"itself", "0-1-5,1-2-7", "0-1-5,1-2-7", true},
        {"a lower sequence of another server", "0-1-5", "0-2-4", true},
        {"the same sequence of another server", "0-1-5", "0-2-5", false},
        {"a higher sequence", "0-1-5", "0-1-6", false},
        {"one domain of two", "0-1-5,1-1-5", "1-1-2", true},
        {"two domains of one", "1-1-5", "0-1-2,1-1-2", false},
        {"behind in one of two", "0-1-5,1-1-5", "0-1-4,1-1-6", false},
    };
    for (const ContainsCase& test : cases) {
        EXPECT_EQ(position_of(test.position).covers(position_of(test.other)), test.expected)
            << test.name;
    }
}

TEST(MariadbGtidState, TextIsCanonicalWithTheLastOfADomainBehindTheOthers) {
    const TextCase cases[] = {
        {"empty", "", ""},
        {"one server", "0-1-5,1-1-7", "0-1-5,1-1-7"},
        {"the order within a domain tells", "0-1-5,0-2-4", "0-1-5,0-2-4"},
        {"the other order tells otherwise", "0-2-4,0-1-5", "0-2-4,0-1-5"},
        {"the others by server", "0-3-1,0-1-2,0-2-3", "0-1-2,0-3-1,0-2-3"},
        {"domains in any order", " 1-3-1, 0-9-9 ,1-1-2", "0-9-9,1-3-1,1-1-2"},
        {"a server again", "0-1-5,0-2-6,0-1-7", "0-2-6,0-1-7"},
    };
    for (const TextCase& test : cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(to_text(state_of(test.text)), test.expected);
        EXPECT_EQ(state_of(test.expected), state_of(test.text));
    }
    EXPECT_NE(state_of("0-1-5,0-2-4"), state_of("0-2-4,0-1-5"));
    for (const char* text : {",", "0-1-1,", "0-1", "0-1-1 0-2-2"}) {
        EXPECT_FALSE(parse_mariadb_state(text)) << text;
    }
}

TEST(MariadbGtidState, KnowsEachServersNumbers) {
    const MariadbGtidState state = state_of("0-1-100,0-2-103,1-2-30");
    EXPECT_EQ(to_text(state.position()), "0-2-103,1-2-30");
    EXPECT_TRUE(state.contains({0, 1, 100}));
    EXPECT_TRUE(state.contains({0, 2, 101}));
    EXPECT_FALSE(state.contains({0, 1, 101})) << "that number was the other server's";
    EXPECT_FALSE(state.contains({0, 3, 1}));
    EXPECT_FALSE(state.contains({2, 1, 1}));
    EXPECT_TRUE(state.covers(position_of("0-1-99,1-2-30")));
    EXPECT_TRUE(state.covers(position_of("")));
    EXPECT_FALSE(state.covers(position_of("0-1-99,1-1-1")));
}

TEST(MariadbGtidState, PositionIsTheLogsEvenWhereItWentBack) {
    MariadbGtidState state = state_of("0-1-100");
    state.add({0, 2, 7});
    EXPECT_EQ(to_text(state.position()), "0-2-7");
    EXPECT_EQ(to_text(state), "0-1-100,0-2-7");
}

/// A random log: what the types keep of it must be what a walk over all of it finds.
TEST(MariadbGtidProperty, PositionAndStateAreWhatTheLogSays) {
    std::mt19937_64 random(20260229);
    for (int round = 0; round < 300; ++round) {
        MariadbGtidPosition position;
        MariadbGtidState state;
        std::map<std::uint32_t, MariadbGtid> last;
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> by_server;
        for (std::uint64_t left = random() % 30; left > 0; --left) {
            const MariadbGtid gtid{
                static_cast<std::uint32_t>(random() % 3), static_cast<std::uint32_t>(random() % 4),
                random() % 20};
            const auto before = last.find(gtid.domain);
            const bool increases = before == last.end() || gtid.sequence > before->second.sequence;
            ASSERT_EQ(position.advance(gtid), increases);
            state.add(gtid);
            last[gtid.domain] = gtid;
            by_server[{gtid.domain, gtid.server}] = gtid.sequence;
        }
        ASSERT_EQ(state.position(), position);
        ASSERT_EQ(position.gtids().size(), last.size());
        for (const MariadbGtid& gtid : position.gtids()) {
            ASSERT_EQ(gtid, last.at(gtid.domain));
            ASSERT_TRUE(position.contains(gtid) && state.contains(gtid));
        }
        ASSERT_EQ(state.gtids().size(), by_server.size());
        for (const MariadbGtid& gtid : state.gtids()) {
            ASSERT_EQ(gtid.sequence, by_server.at({gtid.domain, gtid.server}));
        }
        ASSERT_EQ(parse_mariadb_position(to_text(position)), position);
        ASSERT_EQ(parse_mariadb_state(to_text(state)), state);
    }
}

}  // namespace
}  // namespace cutover::mariadb_gtid_test
