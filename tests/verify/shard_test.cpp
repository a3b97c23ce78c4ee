#include "verify/shard.hpp"

#include <gtest/gtest.h>

namespace cutover::test {
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

TEST(Shard, EveryChunkIsOneShardsAndSmallTablesAreSpread) {
    for (std::uint32_t of = 1; of <= 7; ++of) {
        std::vector<std::size_t> tables_of(of);
        for (std::size_t table = 0; table < 70; ++table) {
            for (std::size_t chunk = 0; chunk < 20; ++chunk) {
                std::size_t owners = 0;
                for (std::uint32_t number = 1; number <= of; ++number) {
                    const bool mine = Shard{number, of}.covers(table, chunk);
                    owners += mine ? 1 : 0;
                    tables_of[number - 1] += mine && chunk == 0 ? 1 : 0;
                }
                ASSERT_EQ(owners, 1U) << table << ' ' << chunk << " of " << of;
            }
        }
        for (const std::size_t tables : tables_of) {
            EXPECT_NEAR(static_cast<double>(tables), 70.0 / of, 1) << of;
        }
    }
}

}  // namespace
}  // namespace cutover::test
