/// XA transactions of the source. Servers since MySQL 5.7.7 and MariaDB 10.5 log them in two
/// halves: their rows with XA PREPARE, and what became of them later.
#include <gtest/gtest.h>

#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::follow_xa_test {
namespace {

class XaCase {
  public:
    explicit XaCase(const PairOfKinds& kinds) : servers_(kinds) {
        task_ = folder_.write(
            "task.json",
            R"({"name": "xa", "types": ["schema", "full", "incremental"], "objects": {"copy": {}},
                "ignore_checks": {"binlog.retention": "-"}, "source": )" +
                endpoint_json(servers_.source) + R"(, "destination": )" +
                endpoint_json(servers_.destination) + "}");
        source().execute(
            "CREATE TABLE `copy`.t (id INT NOT NULL PRIMARY KEY, v LONGTEXT) "
            "CHARACTER SET utf8mb4; INSERT INTO `copy`.t VALUES (1, 'one'), (2, 'two'), (3, 'x')");
    }

    [[nodiscard]] const PrivateServer& source() const { return servers_.source; }

    [[nodiscard]] const std::string& task() const { return task_; }

    [[nodiscard]] ProgramRun migrate() const {
        return run_cutover({"migrate", task_, "--until", "caught-up"});
    }

    /// Applies what there is, and compares.
    void expect_level() const {
        const ProgramRun run = migrate();
        EXPECT_EQ(run.exit_code, 0) << run.err;
        EXPECT_EQ(contents(servers_.destination, "copy"), contents(servers_.source, "copy"));
    }

    /// The session ends behind XA PREPARE, and the transaction stays.
    void prepare(const std::string& xid, const std::string& statements) const {
        source().execute(
            "XA START " + xid + "; USE `copy`; " + statements + "; XA END " + xid +
            "; XA PREPARE " + xid);
    }

  private:
    CopyServers servers_;
    TemporaryFolder folder_{};
    std::string task_{};
};

TEST(FollowXa, RowsCountWhereTheyAreCommitted) {
    const XaCase xa(pairs_of_kinds[0]);
    xa.expect_level();

    xa.prepare("'a','b',7", "INSERT INTO t VALUES (10, 'a'); UPDATE t SET v = 'new' WHERE id = 1");
    xa.source().execute("INSERT INTO `copy`.t VALUES (11, 'meanwhile')");
    xa.expect_level();
    xa.source().execute("UPDATE `copy`.t SET v = 'on' WHERE id = 11; XA COMMIT 'a','b',7");
    xa.expect_level();

    SCOPED_TRACE("a rolled back one, and its name again");
    xa.prepare("'r'", "DELETE FROM t WHERE id = 2");
    xa.source().execute("XA ROLLBACK 'r'");
    xa.prepare("'r'", "DELETE FROM t WHERE id = 3");
    xa.source().execute("XA COMMIT 'r'");
    xa.expect_level();

    SCOPED_TRACE("one that is larger than what is held");
    xa.prepare("'big'", "INSERT INTO t SELECT seq, REPEAT('b', 100000) FROM seq_1000_to_1099");
    xa.source().execute("INSERT INTO `copy`.t VALUES (12, 'small')");
    xa.expect_level();
    xa.source().execute("XA COMMIT 'big'");
    xa.expect_level();

    SCOPED_TRACE("of no rows of the task's, and in one phase");
    xa.source().execute("CREATE DATABASE other; CREATE TABLE other.t (id INT PRIMARY KEY)");
    xa.prepare("'o'", "INSERT INTO other.t VALUES (1)");
    xa.source().execute(
        "XA COMMIT 'o'; XA START 'p'; INSERT INTO `copy`.t VALUES (13, 'p'); XA END 'p'; "
        "XA COMMIT 'p' ONE PHASE");
    xa.expect_level();
    const ProgramRun verified = run_cutover({"verify", xa.task()});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST(FollowXa, OneThatWasPreparedBeforeTheCopyStopsTheTask) {
    const XaCase xa(pairs_of_kinds[0]);
    xa.prepare("'early'", "INSERT INTO t VALUES (10, 'early')");
    const ProgramRun checked = run_cutover({"precheck", xa.task()});
    EXPECT_NE(checked.out.find("1 XA transaction prepared at this moment"), std::string::npos)
        << checked.out;
    xa.expect_level();
    xa.source().execute("INSERT INTO `copy`.t VALUES (11, 'before'); XA COMMIT 'early'");
    const ProgramRun run = xa.migrate();
    EXPECT_EQ(run.exit_code, 7) << run.err;
    EXPECT_NE(run.err.find("XA transaction x'6561726c79',x'',1"), std::string::npos) << run.err;
}

/// MySQL 5.6 logs the whole transaction where it is committed, and the session has to stay.
TEST(FollowXa, OlderServersLogItAsAWhole) {
    const XaCase xa(pairs_of_kinds[1]);
    xa.expect_level();
    xa.source().execute(
        "XA START 'a'; INSERT INTO `copy`.t VALUES (10, 'a'); XA END 'a'; XA PREPARE 'a'; "
        "XA COMMIT 'a'; XA START 'b'; DELETE FROM `copy`.t; XA END 'b'; XA PREPARE 'b'; "
        "XA ROLLBACK 'b'");
    xa.expect_level();
}

}  // namespace
}  // namespace cutover::test::follow_xa_test
