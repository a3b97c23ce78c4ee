#include "verify/shard.hpp"

#include <map>
#include <vector>

#include <gtest/gtest.h>

namespace cutover::test::shard_test {
namespace {

TEST(Shard, IsReadFromTheCommandLine) {
    EXPECT_EQ(parse_shard("1/1"), (Shard{1, 1}));
    EXPECT_EQ(parse_shard("2/4"), (Shard{2, 4}));
    EXPECT_EQ(parse_shard("1000/1000"), (Shard{1000, 1000}));
    for (const char* const wrong :
         {"", "1", "/", "0/4", "5/4", "1/0", "1/1001", "-1/4", "+1/4", "1/4 ", " 1/4", "1/4/4",
          "1//4", "a/b", "1 of 4", "99999999999/99999999999"}) {
        EXPECT_FALSE(parse_shard(wrong)) << wrong;
    }
}

TEST(Shard, NamesItsPartOfAVerification) {
    const Shard shard{3, 12};
    const std::string name = part_name("ab12-cd34", shard);
    EXPECT_EQ(name, "ab12-cd34 shard 3 of 12");
    EXPECT_EQ(parse_part(name).verification, "ab12-cd34");
    EXPECT_EQ(parse_part(name).shard, shard);
    for (const char* const whole :
         {"ab12-cd34", "", "ab12 shard", "ab12 shard 3", "a shard 13 of 12"}) {
        EXPECT_EQ(parse_part(whole).verification, whole);
        EXPECT_FALSE(parse_part(whole).shard) << whole;
    }
}

/// The numbers of the shards that the chunk is of.
std::vector<std::uint32_t> owners(std::uint32_t of, std::size_t table, std::size_t chunk) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t number = 1; number <= of; ++number) {
        if (Shard{number, of}.covers(table, chunk)) {
            numbers.push_back(number);
        }
    }
    return numbers;
}

class ShardsOf : public testing::TestWithParam<std::uint32_t> {};

TEST_P(ShardsOf, EveryChunkIsOneShards) {
    for (std::size_t table = 0; table < 70; ++table) {
        for (std::size_t chunk = 0; chunk < 20; ++chunk) {
            ASSERT_EQ(owners(GetParam(), table, chunk).size(), 1U) << table << ' ' << chunk;
        }
    }
}

TEST_P(ShardsOf, SmallTablesAreSpread) {
    std::map<std::uint32_t, std::size_t> tables;
    for (std::size_t table = 0; table < 70; ++table) {
        ++tables[owners(GetParam(), table, 0).at(0)];
    }
    EXPECT_EQ(tables.size(), GetParam());
    for (const auto& [number, count] : tables) {
        EXPECT_NEAR(static_cast<double>(count), 70.0 / GetParam(), 1) << number;
    }
}

INSTANTIATE_TEST_SUITE_P(Numbers, ShardsOf, testing::Range(1U, 8U));

}  // namespace
}  // namespace cutover::test::shard_test
