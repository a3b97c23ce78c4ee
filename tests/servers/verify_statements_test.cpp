/// A source that logs statements (MIXED is MariaDB's default, STATEMENT was MySQL's) and is written
/// to while it is verified.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::verify_statements_test {
namespace {

/// Of sessions that begin meanwhile.
class StatementsAreLogged {
  public:
    explicit StatementsAreLogged(const PrivateServer& server) : server_(server) {
        server_.execute("SET GLOBAL binlog_format = 'STATEMENT'");
    }

    ~StatementsAreLogged() { server_.execute("SET GLOBAL binlog_format = 'ROW'"); }

    StatementsAreLogged(const StatementsAreLogged&) = delete;
    StatementsAreLogged& operator=(const StatementsAreLogged&) = delete;

  private:
    const PrivateServer& server_;
};

std::string rows_of(const char* table) {
    std::string sql = std::string("INSERT INTO ") + table + " VALUES (0, 0);";
    for (int rows = 1; rows < 4096; rows *= 2) {
        sql += std::string("INSERT INTO ") + table + " SELECT id + " + std::to_string(rows) +
               ", v FROM " + table + ";";
    }
    return sql;
}

/// The log cannot say which rows they changed. The snapshots show none of them.
TEST(VerifyStatements, ThatWriteMeanwhileChangeNoVerdict) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_statements");
        pair.at_both(
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT) ENGINE=InnoDB;" + rows_of("t") +
            "CREATE TABLE written (id INT NOT NULL PRIMARY KEY, v INT) ENGINE=InnoDB");
        pair.at_destination("UPDATE t SET v = -1 WHERE id = 77");
        const StatementsAreLogged logged(pair.source());
        std::atomic<int> written{0};
        const std::jthread writing([&](const std::stop_token& stopping) {
            while (!stopping.stop_requested()) {
                pair.at_source(
                    "INSERT INTO written VALUES (" + std::to_string(++written) +
                    ", 0); UPDATE t SET v = v + 1 WHERE id = 5");
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            }
        });
        ASSERT_TRUE(comes_true([&] { return written > 1; }));
        const int before = written;
        PairVerification verification(pair);
        verification.request.rows_per_second = 2000;
        verification.task.objects.databases[pair.database()].tables["t"] = {};
        const VerifyReport report = verification.run();
        EXPECT_GT(written, before + 5) << "hardly anything was written meanwhile";
        ASSERT_EQ(report.tables.size(), 1U);
        EXPECT_EQ(report.tables[0].verdict, TableVerdict::different) << verdicts(report);
        EXPECT_EQ(report.discrepancy_count, 2U) << verdicts(report);
    }
}

}  // namespace
}  // namespace cutover::test::verify_statements_test
