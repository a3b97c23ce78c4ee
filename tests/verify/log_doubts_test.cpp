#include "verify/log_doubts.hpp"

#include <gtest/gtest.h>

namespace cutover::test::log_doubts_test {
namespace {

const TableName t{"d", "t"};
const TableName u{"d", "u"};

class Doubts : public testing::Test {
  protected:
    StatementReach after(decltype(Change::body) body) {
        Change change;
        change.body = std::move(body);
        return doubts.take(change);
    }

    StatementReach statement(const std::string& sql) {
        return after(StatementExecuted{.sql = sql, .database = "d"});
    }

    ServerFacts server{};
    LogDoubts doubts{server};
};

TEST_F(Doubts, AreOfTheTablesThatAStatementNamesOrMayChange) {
    EXPECT_TRUE(statement("TRUNCATE TABLE t").concerns(t));
    EXPECT_FALSE(statement("TRUNCATE TABLE t").concerns(u));
    EXPECT_TRUE(statement("ALTER TABLE t MODIFY COLUMN v INT FIRST").concerns(t));
    EXPECT_TRUE(statement("ALTER TABLE t DROP PARTITION p1").concerns(t));
    EXPECT_TRUE(statement("DROP DATABASE d").concerns(t));
    EXPECT_TRUE(statement("DELETE FROM u WHERE id=1").concerns(t)) << "a trigger may";
    EXPECT_TRUE(statement("what is this").concerns(t));
    EXPECT_EQ(statement("SAVEPOINT s").why, "");
}

TEST_F(Doubts, AreOfTheTablesWhoseRowsAreUndone) {
    EXPECT_EQ(after(RowsChanged{.table = t}).why, "");
    const StatementReach undone = statement("ROLLBACK TO `s`");
    EXPECT_FALSE(undone.is_undoing);
    EXPECT_TRUE(undone.concerns(t));
    EXPECT_FALSE(undone.concerns(u));
    EXPECT_EQ(after(TransactionBegun{}).why, "");
    EXPECT_FALSE(statement("ROLLBACK").concerns(t));
}

TEST_F(Doubts, AreOfTheTablesOfAPreparedTransaction) {
    EXPECT_EQ(after(RowsChanged{.table = t}).why, "");
    EXPECT_TRUE(after(TransactionPrepared{"x"}).concerns(t));
    const StatementReach committed = after(PreparedDecided{"x", true});
    EXPECT_TRUE(committed.concerns(t));
    EXPECT_FALSE(committed.concerns(u));
    EXPECT_TRUE(after(PreparedDecided{"of before", true}).concerns(u));
    EXPECT_EQ(after(PreparedDecided{"of before", false}).why, "");
}

}  // namespace
}  // namespace cutover::test::log_doubts_test
