/// `limits.bytes_per_second` reaches what `cutover verify` reads: only how long it takes at least
/// is asked, which no busy machine changes.
#include <gtest/gtest.h>

#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test {
namespace {

constexpr int rows = 160;
constexpr int bytes_of_a_row = 1000;
constexpr int bytes_per_second = 80'000;

TEST(VerifyRates, BytesPerSecondHold) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        std::string sql =
            "USE `copy`; CREATE TABLE `long` (id INT NOT NULL PRIMARY KEY, v TEXT) ENGINE=InnoDB; ";
        for (int id = 0; id < rows; ++id) {
            sql += "INSERT INTO `long` VALUES (" + std::to_string(id) + ", REPEAT('x', " +
                   std::to_string(bytes_of_a_row) + ")); ";
        }
        servers.source.execute(sql);
        follow.catch_up();
        const Json outcome = verify_outcome(
            follow, {"--tables", "copy.long", "--set",
                     "/limits/bytes_per_second=" + std::to_string(bytes_per_second)});
        EXPECT_EQ(table(outcome, "long")["source_rows"], rows);
        EXPECT_GE(outcome["seconds"], 1.0 * rows * bytes_of_a_row / bytes_per_second);
    }
}

}  // namespace
}  // namespace cutover::test
