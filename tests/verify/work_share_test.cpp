#include "verify/work_share.hpp"

#include <gtest/gtest.h>

namespace cutover::work_share_test {
namespace {

TableUnderWay table_of(std::uint64_t rows, std::uint64_t chunks) {
    TableUnderWay table;
    table.pair.estimated_rows = rows;
    table.tally.chunks_cut = chunks;
    return table;
}

TEST(WorkShare, GrowsWithTheChunksOfEachTableToOne) {
    TableUnderWay big = table_of(899, 9);
    TableUnderWay small = table_of(99, 1);
    WorkShare share;
    share.expect(big.pair);
    share.expect(small.pair);
    big.tally.chunks = 3;
    EXPECT_NEAR(share.done_with(big, 100), 0.3, 1e-9);
    EXPECT_NEAR(share.done_with(big, 100), 0.3, 1e-9) << "looking twice counts once";
    small.tally.chunks = 1;
    EXPECT_NEAR(share.done_with(small, 100), 0.4, 1e-9);
    big.tally.chunks = 9;
    EXPECT_NEAR(share.done_with(big, 100), 1, 1e-9);
}

TEST(WorkShare, ASampleIsAllThatIsAskedFor) {
    TableUnderWay table = table_of(1000, 100);
    WorkShare share;
    share.expect(table.pair);
    table.tally.chunks = 5;
    EXPECT_NEAR(share.done_with(table, 10), 0.5, 1e-9);
    table.tally.chunks = 11;
    EXPECT_NEAR(share.done_with(table, 10), 1, 1e-9);
}

}  // namespace
}  // namespace cutover::work_share_test
