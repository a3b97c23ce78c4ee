/// `limits.bytes_per_second` reaches what `cutover verify` reads, rows and logs: only how long it
/// takes at least is asked, which no busy machine changes.
#include <gtest/gtest.h>

#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test::verify_rates_test {
namespace {

constexpr int rows = 160;
constexpr int bytes_of_a_row = 1000;
constexpr int bytes_per_second = 80'000;

std::vector<std::string> at_that_rate() {
    return {"--set", "/limits/bytes_per_second=" + std::to_string(bytes_per_second)};
}

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
        std::vector<std::string> flags = at_that_rate();
        flags.insert(flags.end(), {"--tables", "copy.long"});
        const Json outcome = verify_outcome(follow, flags);
        EXPECT_EQ(table(outcome, "long")["source_rows"], rows);
        EXPECT_GE(outcome["seconds"], 1.0 * rows * bytes_of_a_row / bytes_per_second);
    }
}

/// One row changes again and again: there is hardly anything to read but the logs, which hold it
/// twice each time.
TEST(VerifyRates, BytesOfTheLogsArePaidForToo) {
    constexpr int changes = 200;
    constexpr double log_seconds = 2.0 * changes * bytes_of_a_row / bytes_per_second;
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const VerifiedCase verified(
            pair,
            "CREATE TABLE counted (id INT NOT NULL PRIMARY KEY, n INT, v TEXT) ENGINE=InnoDB; "
            "INSERT INTO counted VALUES (1, 0, REPEAT('x', " +
                std::to_string(bytes_of_a_row) + "))");
        std::string sql = "USE `copy`; ";
        for (int i = 0; i < changes; ++i) {
            sql += "UPDATE counted SET n=n+1; ";
        }
        verified.change(sql);
        std::vector<std::string> flags = at_that_rate();
        flags.emplace_back("--since-last");
        const Json outcome = verify_outcome(verified.follow, flags);
        const Json& texts = table(outcome, "text_keys");
        EXPECT_EQ(texts["rows_carried"], texts["source_rows"]);
        EXPECT_GE(outcome["seconds"], log_seconds - 1) << "a second is saved";
    }
}

}  // namespace
}  // namespace cutover::test::verify_rates_test
