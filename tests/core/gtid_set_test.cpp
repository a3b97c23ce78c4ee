#include "core/gtid_set.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

namespace cutover::gtid_set_test {
namespace {

// Three servers, in the order of their texts.
const std::string a = "1eef6886-e592-11e4-a12f-84a6c8c6729e";
const std::string b = "58cf6502-63db-11ed-8079-0242ac110002";
const std::string c = "efca80c9-323b-11e7-b857-00505622f032";

GtidSet set_of(const std::string& text) {
    const auto set = parse_gtid_set(text);
    EXPECT_TRUE(set) << text;
    return set.value_or(GtidSet());
}

Gtid gtid_of(const std::string& text) {
    const auto gtid = parse_gtid(text);
    EXPECT_TRUE(gtid) << text;
    return gtid.value_or(Gtid());
}

TEST(Uuid, IsReadInEitherCaseAndWrittenInLowerCase) {
    const auto uuid = parse_uuid("3E11FA47-71ca-11E1-9e33-C80AA9429562");
    ASSERT_TRUE(uuid);
    EXPECT_EQ(uuid->bytes.front(), 0x3E);
    EXPECT_EQ(uuid->bytes.back(), 0x62);
    EXPECT_EQ(to_text(*uuid), "3e11fa47-71ca-11e1-9e33-c80aa9429562");
    EXPECT_LT(*parse_uuid(a), *parse_uuid(b));
}

TEST(Uuid, HasNoOtherText) {
    const std::string malformed[] = {
        "",
        "3e11fa4771ca11e19e33c80aa9429562",
        "{3e11fa47-71ca-11e1-9e33-c80aa9429562}",
        "3e11fa47-71ca-11e1-9e33-c80aa942956",
        "3e11fa47-71ca-11e1-9e33-c80aa94295621",
        "3e11fa47-71ca-11e1-9e33-c80aa942956g",
        "3e11fa47171ca-11e1-9e33-c80aa9429562",
        "3e11fa4-771ca-11e1-9e33-c80aa9429562",
        " e11fa47-71ca-11e1-9e33-c80aa9429562",
    };
    for (const std::string& text : malformed) {
        EXPECT_FALSE(parse_uuid(text)) << text;
    }
}

TEST(Gtid, TextComesBack) {
    for (const std::string& text :
         {a + ":1", a + ":9223372036854775806", b + ":tag:7", b + ":_a1:7",
          c + ":abcdefghijklmnopqrstuvwxyz_01234:5"}) {
        EXPECT_EQ(to_text(gtid_of(text)), text);
    }
    EXPECT_EQ(gtid_of(a + ":Tag:7").tag, "tag");
    EXPECT_EQ(gtid_of(a + ":Tag:7").number, 7U);
}

TEST(Gtid, HasNoOtherText) {
    for (const std::string& text :
         {std::string(), a, a + ":", a + ":0", a + ":01", a + ":-1", a + ":9223372036854775807",
          a + ":1-2", a + ":1 ", a + ":tag", a + ":tag:", a + "::1", a + "x1:1", a + ":1tag:1",
          a + ":t-g:1", a + ":tag:x:1", a + ":abcdefghijklmnopqrstuvwxyz_012345:5",
          std::string(":1")}) {
        EXPECT_FALSE(parse_gtid(text)) << text;
    }
}

struct TextCase {
    const char* name;
    std::string text;
    std::string expected;
};

const TextCase text_cases[] = {
    {"nothing", "", ""},
    {"blanks", " \n\t", ""},
    {"commas alone, as the server allows", ",, ,", ""},
    {"one", a + ":1", a + ":1"},
    {"an interval of one", a + ":5-5", a + ":5"},
    {"as the server prints it", a + ":1-5:7,\n" + b + ":1-9", a + ":1-5:7," + b + ":1-9"},
    {"the last number there is", a + ":1-9223372036854775806", a + ":1-9223372036854775806"},
    {"unordered", b + ":9:3-4," + a + ":2", a + ":2," + b + ":3-4:9"},
    {"touching", a + ":1-4:5:6-9", a + ":1-9"},
    {"overlapping", a + ":10-20:1-5:3-12", a + ":1-20"},
    {"one inside another", a + ":1-20:3-12", a + ":1-20"},
    {"the same source again", a + ":1," + b + ":1," + a + ":2", a + ":1-2," + b + ":1"},
    {"a tag", a + ":tag:1-3", a + ":tag:1-3"},
    {"untagged and tags", a + ":1-3:tag:4-5:x:6", a + ":1-3:tag:4-5:x:6"},
    {"tags unordered", a + ":x:6:tag:4:x:7," + a + ":1", a + ":1:tag:4:x:6-7"},
    {"a tag of another source", a + ":tag:1," + b + ":tag:1", a + ":tag:1," + b + ":tag:1"},
    {"upper case", "1EEF6886-E592-11E4-A12F-84A6C8C6729E:TAG_1:7", a + ":tag_1:7"},
    {"blanks everywhere", "\t" + a + " :\n1 - 5 : tag : 7\r\n, " + b + ":2 ",
     a + ":1-5:tag:7," + b + ":2"},
    {"a comma at the end", a + ":1,", a + ":1"},
};

TEST(GtidSetText, IsCanonical) {
    for (const TextCase& test : text_cases) {
        SCOPED_TRACE(test.name);
        const GtidSet set = set_of(test.text);
        EXPECT_EQ(to_text(set), test.expected);
        EXPECT_EQ(set_of(test.expected), set);
        EXPECT_EQ(set.empty(), test.expected.empty());
    }
}

const TextCase malformed_cases[] = {
    {"no numbers", a, {}},
    {"no number", a + ":", {}},
    {"zero", a + ":0", {}},
    {"zero to five", a + ":0-5", {}},
    {"backwards, which the server takes for nothing", a + ":5-3", {}},
    {"octal to the server", a + ":010", {}},
    {"hexadecimal to the server", a + ":0x10", {}},
    {"negative", a + ":-5", {}},
    {"signed", a + ":+5", {}},
    {"beyond the last number", a + ":1-9223372036854775807", {}},
    {"beyond 64 bits", a + ":18446744073709551617", {}},
    {"no end", a + ":1-", {}},
    {"two ends", a + ":1-2-3", {}},
    {"a tag without numbers", a + ":1:tag", {}},
    {"a tag behind another", a + ":tag:other:1", {}},
    {"a tag too long", a + ":abcdefghijklmnopqrstuvwxyz_012345:1", {}},
    {"a tag that begins with a digit", a + ":1a:1", {}},
    {"a tag with a dash", a + ":a-b:1", {}},
    {"an empty part", a + "::1", {}},
    {"no comma", a + ":1 " + b + ":1", {}},
    {"a semicolon", a + ":1;" + b + ":1", {}},
    {"a number in two", a + ":1 2", {}},
    {"a short UUID", a.substr(1) + ":1", {}},
    {"no UUID", ":1", {}},
    {"a word", "none", {}},
    {"a sign in front, as only SET gtid_purged takes it", "+" + a + ":1", {}},
    {"a zero byte behind it", a + ":1" + std::string(1, '\0'), {}},
    {"MariaDB's", "0-1-42", {}},
};

TEST(GtidSetText, IsRefusedWhereItIsMalformed) {
    for (const TextCase& test : malformed_cases) {
        EXPECT_FALSE(parse_gtid_set(test.text)) << test.name;
        EXPECT_FALSE(parse_gtid_set(b + ":1," + test.text)) << test.name << ", behind another";
    }
}

TEST(GtidSet, AppendsTheNextNumberOfASource) {
    GtidSet set = set_of(a + ":1-3," + b + ":7");
    set.add(gtid_of(a + ":4"));
    set.add(gtid_of(a + ":6"));
    set.add(gtid_of(a + ":tag:1"));
    EXPECT_EQ(to_text(set), a + ":1-4:6:tag:1," + b + ":7");
    set.add(gtid_of(a + ":5"));
    set.add(gtid_of(a + ":5"));
    EXPECT_EQ(to_text(set), a + ":1-6:tag:1," + b + ":7");
}

TEST(GtidSet, TakesManyIntervalsInAnyOrder) {
    const Uuid source = *parse_uuid(a);
    GtidSet forwards;
    GtidSet backwards;
    constexpr std::uint64_t count = 5'000;
    for (std::uint64_t i = 1; i <= count; ++i) {
        forwards.add({source, "", 2 * i});
        backwards.add({source, "", 2 * (count + 1 - i)});
    }
    EXPECT_EQ(forwards, backwards);
    EXPECT_EQ(forwards.sources().front().intervals.size(), count);
    GtidSet all;
    all.add(source, "", {1, 2 * count});
    EXPECT_TRUE(all.contains(forwards));
    EXPECT_FALSE(forwards.contains(all));
    all.subtract(forwards);
    EXPECT_EQ(all.count(), count);
    all.unite(backwards);
    EXPECT_EQ(to_text(all), a + ":1-10000");
}

TEST(GtidSet, KeepsTagsApart) {
    const GtidSet set = set_of(a + ":1-9:tag:5");
    EXPECT_TRUE(set.contains(gtid_of(a + ":tag:5")));
    EXPECT_FALSE(set.contains(gtid_of(a + ":tag:6")));
    EXPECT_FALSE(set.contains(gtid_of(a + ":other:5")));
    EXPECT_FALSE(set.contains(set_of(a + ":other:5")));
    EXPECT_FALSE(set.contains(gtid_of(b + ":5")));
    EXPECT_EQ(set.count(), 10U);
}

TEST(GtidSet, CountsNoFurtherThanItCan) {
    GtidSet set;
    for (const std::string& source : {a, b, c}) {
        set.add(*parse_uuid(source), "", {1, last_gtid_number});
    }
    EXPECT_EQ(set.count(), ~std::uint64_t{0});
    set.subtract(set_of(c + ":1-9223372036854775806"));
    EXPECT_EQ(set.count(), 2 * last_gtid_number);
}

TEST(GtidSet, MayMeetItself) {
    GtidSet set = set_of(a + ":1-3:9," + b + ":tag:1");
    const GtidSet copy = set;
    set.unite(set);
    EXPECT_EQ(set, copy);
    EXPECT_TRUE(set.contains(set));
    set.subtract(set);
    EXPECT_TRUE(set.empty());
    EXPECT_TRUE(copy.contains(set));
}

TEST(GtidSet, ShowsItsFirstGap) {
    const TextCase cases[] = {
        {"nothing", "", ""},
        {"none", a + ":1-9," + b + ":1", ""},
        {"one number", a + ":1-5:7:9", a + ":6"},
        {"some numbers", a + ":1," + b + ":1-5:tag:1-3:8", b + ":tag:4-7"},
        {"the beginning", a + ":5-9", a + ":1-4"},
    };
    for (const TextCase& test : cases) {
        EXPECT_EQ(first_gap(set_of(test.text)), test.expected) << test.name;
    }
}

/// The same set as nothing but its members.
using Member = std::tuple<std::string, std::string, std::uint64_t>;
using Model = std::set<Member>;

constexpr std::uint64_t highest = 40;
const std::string sources[] = {a, b, c};
const std::string tags[] = {"", "blue", "green"};

Model members_of(const GtidSet& set) {
    Model model;
    for (const GtidNumbers& numbers : set.sources()) {
        for (const GtidInterval& interval : numbers.intervals) {
            for (std::uint64_t n = interval.first; n <= interval.last; ++n) {
                EXPECT_TRUE(model.emplace(to_text(numbers.source), numbers.tag, n).second);
            }
        }
    }
    return model;
}

class GtidSetProperty : public ::testing::Test {
  protected:
    std::uint64_t below(std::uint64_t end) { return random_() % end; }

    /// Some intervals more in both; sparse or dense as it comes.
    void add_some(GtidSet& set, Model& model) {
        for (std::uint64_t left = below(30); left > 0; --left) {
            const std::string& source = sources[below(2)];
            const std::string& tag = tags[below(2)];
            const std::uint64_t first = 1 + below(highest);
            const std::uint64_t last = std::min(first + below(1 + below(9)), highest);
            set.add(*parse_uuid(source), tag, {first, last});
            for (std::uint64_t n = first; n <= last; ++n) {
                model.emplace(source, tag, n);
            }
        }
    }

  private:
    std::mt19937_64 random_{20260229};
};

TEST_F(GtidSetProperty, BehavesAsTheSetOfItsMembers) {
    for (int round = 0; round < 400; ++round) {
        GtidSet left;
        GtidSet right;
        Model left_members;
        Model right_members;
        add_some(left, left_members);
        add_some(right, right_members);
        SCOPED_TRACE(to_text(left) + " and " + to_text(right));
        ASSERT_EQ(members_of(left), left_members);
        ASSERT_EQ(left.count(), left_members.size());
        ASSERT_EQ(left == right, left_members == right_members);
        ASSERT_EQ(
            left.contains(right), std::includes(
                                      left_members.begin(), left_members.end(),
                                      right_members.begin(), right_members.end()));
        GtidSet both = left;
        both.unite(right);
        Model in_either = left_members;
        in_either.insert(right_members.begin(), right_members.end());
        ASSERT_EQ(members_of(both), in_either);
        ASSERT_TRUE(both.contains(left) && both.contains(right));
        GtidSet rest = left;
        rest.subtract(right);
        Model in_left_only = left_members;
        std::erase_if(in_left_only, [&](const Member& m) { return right_members.contains(m); });
        ASSERT_EQ(members_of(rest), in_left_only);
        rest.unite(right);
        ASSERT_EQ(rest, both);
    }
}

TEST_F(GtidSetProperty, KnowsItsMembers) {
    GtidSet set;
    Model model;
    for (int round = 0; round < 200; ++round) {
        add_some(set, model);
        const Member member{sources[below(3)], tags[below(3)], 1 + below(highest)};
        const auto& [source, tag, number] = member;
        ASSERT_EQ(set.contains({*parse_uuid(source), tag, number}), model.contains(member));
        if (round % 20 == 19) {
            set.subtract(set);
            model.clear();
        }
    }
}

TEST_F(GtidSetProperty, TextComesBackAndIsTheOnlyOne) {
    for (int round = 0; round < 150; ++round) {
        GtidSet set;
        Model model;
        add_some(set, model);
        const std::string text = to_text(set);
        ASSERT_EQ(parse_gtid_set(text), set) << text;
        // The members one by one, in an order of their own.
        std::string listed;
        std::vector<Member> members(model.begin(), model.end());
        for (; !members.empty(); members.pop_back()) {
            std::swap(members[below(members.size())], members.back());
            const auto& [source, tag, number] = members.back();
            listed += ",\n" + to_text(Gtid{*parse_uuid(source), tag, number});
        }
        ASSERT_EQ(to_text(set_of(listed)), text);
    }
}

}  // namespace
}  // namespace cutover::gtid_set_test
