/// Online DDL tools at work on the source while it is followed: their statements in their order, as
/// gh-ost's documentation and log have them.
#include <csignal>
#include <string>

#include <gtest/gtest.h>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test::follow_online_ddl_test {
namespace {

std::string skipping(const std::string& online_ddl = R"({"mode": "gh-ost"})") {
    return std::string(followed_whole) + R"(, "online_ddl": )" + online_ddl;
}

/// A change of the table `keyed`, which others write to meanwhile.
class GhOst {
  public:
    explicit GhOst(const PrivateServer& source) : source_(source) {}

    void begin() const {
        execute(
            "CREATE /* gh-ost */ TABLE `copy`.`_keyed_ghc` (id BIGINT AUTO_INCREMENT, last_update "
            "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, hint "
            "VARCHAR(64) CHARSET ascii NOT NULL, value VARCHAR(4096) CHARSET ascii NOT NULL, "
            "PRIMARY KEY (id), UNIQUE KEY hint_uidx (hint)) AUTO_INCREMENT=256");
        execute("create /* gh-ost */ table `copy`.`_keyed_gho` like `copy`.`keyed`");
        execute(
            "alter /* gh-ost */ table `copy`.`_keyed_gho` ADD COLUMN extra INT NOT NULL DEFAULT 7 "
            "AFTER id, MODIFY f DOUBLE, ADD KEY of_extra (extra, u)");
        execute("alter /* gh-ost */ table `copy`.`_keyed_gho` MODIFY t VARCHAR(90) DEFAULT 'none'");
        execute("insert /* gh-ost */ into `copy`.`_keyed_ghc` (hint, value) VALUES ('state', 'x')");
    }

    void copy_rows(int from, int to) const {
        for (int first = from; first < to; first += 200) {
            execute_again(
                "insert /* gh-ost */ ignore into `copy`.`_keyed_gho` (id, u, t, f) (select id, u, "
                "t, f from `copy`.`keyed` force index (PRIMARY) where id > " +
                std::to_string(first) + " and id <= " + std::to_string(first + 200) +
                " lock in share mode)");
            execute("update `copy`.`_keyed_ghc` set value=CONCAT(value, 'y')");
        }
    }

    void apply_changes() const { execute_again(changes()); }

    /// While nobody writes. gh-ost sees to that by a lock, which the log does not show.
    void cut_over() const {
        execute("create table `copy`.`_keyed_del` (id INT PRIMARY KEY) comment='a sentry'");
        execute(changes());
        execute("drop table `copy`.`_keyed_del`");
        execute(
            "rename /* gh-ost */ table `copy`.`keyed` to `copy`.`_keyed_del`, `copy`.`_keyed_gho` "
            "to `copy`.`keyed`");
    }

    void clean_up() const {
        execute("drop table if exists `copy`.`_keyed_ghc`");
        execute("drop table if exists `copy`.`_keyed_del`");
    }

  private:
    void execute(const std::string& sql) const { source_.execute("SET sql_mode=''; " + sql); }

    /// Until it is not chosen to end a deadlock with the writers.
    void execute_again(const std::string& sql) const {
        for (int i = 0; i < 20; ++i) {
            if (source_.try_sql("SET sql_mode=''; " + sql).exit_code == 0) {
                return;
            }
        }
        ADD_FAILURE() << sql;
    }

    static std::string changes() {
        return "replace into `copy`.`_keyed_gho` (id, u, t, f) select id, u, t, f from "
               "`copy`.`keyed`; delete from `copy`.`_keyed_gho` where id not in (select id from "
               "`copy`.`keyed`)";
    }

    const PrivateServer& source_;
};

std::string tables_there(const CopyServers& servers) {
    return servers.destination.sql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema='copy' ORDER BY 1");
}

std::string columns_of_keyed(const PrivateServer& server) {
    return server.sql(
        "SELECT column_name, data_type FROM information_schema.columns WHERE "
        "table_schema='copy' AND table_name='keyed' ORDER BY ordinal_position");
}

constexpr const char* followed_tables = "keyed\nkeyless\nledger\ntext_keys\n";

TEST(FollowOnlineDdl, GhOstChangesATableUnderWrites) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers, 0, skipping());
        follow.source_may_fail = true;  // a writer may be chosen to end a deadlock
        follow.catch_up();
        const GhOst gh_ost(servers.source);
        follow.start_writing(500);
        gh_ost.begin();
        gh_ost.copy_rows(0, 1000);
        follow.catch_up();
        EXPECT_EQ(tables_there(servers), followed_tables);
        gh_ost.copy_rows(1000, 2000);
        gh_ost.apply_changes();
        CutoverProcess run = follow.start("forever");
        EXPECT_TRUE(follow.waits_for_more(run)) << run.output();
        follow.stop_writing();
        gh_ost.cut_over();
        follow.start_writing(600);
        EXPECT_TRUE(follow.has_applied_all(run)) << run.output();
        follow.stop_writing();
        servers.source.execute("UPDATE `copy`.keyed SET extra=id, f=f/3 WHERE id % 3 = 0");
        EXPECT_TRUE(follow.has_applied_all(run)) << run.output();
        EXPECT_EQ(tables_there(servers), followed_tables);
        gh_ost.clean_up();
        servers.source.execute(random_transactions(501, 50));
        EXPECT_TRUE(follow.has_applied_all(run)) << run.output();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
        follow.expect_equal();
        EXPECT_EQ(columns_of_keyed(servers.source), columns_of_keyed(servers.destination));
        const ProgramRun verified = follow.verify();
        EXPECT_EQ(verified.exit_code, 0) << verified.out;
    }
}

/// A swap in two statements, under names of the task's own, and the trash stays on the source.
TEST(FollowOnlineDdl, CustomNamesAndTwoHalves) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(
            servers, 0,
            R"("types": ["schema", "full", "incremental"], "objects": {"copy": {"rename":
                "there"}}, "online_ddl": {"mode": "dms", "shadow": "^tp_\\d+_ogt_(.+)$",
                "trash": "^tp_\\d+_(?:del|ogl)_(.+)$"})");
        servers.destination.execute("DROP DATABASE IF EXISTS there");
        follow.catch_up();
        const auto at_source = [&](const std::string& sql) {
            servers.source.execute("USE `copy`; " + sql);
        };
        at_source("CREATE TABLE tp_7_ogl_text_keys (n INT) ENGINE=InnoDB");
        at_source("CREATE TABLE tp_7_ogt_text_keys LIKE text_keys");
        at_source("ALTER TABLE tp_7_ogt_text_keys ADD c INT DEFAULT 3 FIRST, DROP COLUMN n");
        at_source("CREATE INDEX of_c ON tp_7_ogt_text_keys (c)");
        follow.catch_up();
        at_source("INSERT IGNORE INTO tp_7_ogt_text_keys (a, b) SELECT a, b FROM text_keys");
        at_source("ALTER TABLE text_keys RENAME tp_7_del_text_keys");
        follow.catch_up();
        at_source("ALTER TABLE tp_7_ogt_text_keys RENAME TO text_keys");
        at_source("REPLACE INTO text_keys VALUES (5, 'new', 'x'), (6, 'newer', 'y')");
        follow.catch_up();
        const std::string rows = "SELECT c, HEX(a), HEX(b) FROM text_keys ORDER BY a, b";
        EXPECT_EQ(
            servers.source.sql("USE `copy`; " + rows),
            servers.destination.sql("USE there; " + rows));
        EXPECT_EQ(
            servers.destination.sql(
                "SELECT table_name FROM information_schema.tables WHERE table_schema='there' ORDER "
                "BY 1; SELECT column_name FROM information_schema.statistics WHERE "
                "table_schema='there' AND index_name='of_c'"),
            std::string(followed_tables) + "c\n");
        EXPECT_EQ(follow.verify().exit_code, 0);
        servers.destination.execute("DROP DATABASE there");
    }
}

void expect_stop(const FollowCase& follow, const std::vector<std::string>& texts) {
    for (int i = 0; i < 2; ++i) {
        CutoverProcess run = follow.start("caught-up");
        EXPECT_EQ(run.wait(), 1) << run.output();
        for (const std::string& text : texts) {
            EXPECT_NE(run.output().find(text), std::string::npos) << text << "\n" << run.output();
        }
    }
}

TEST(FollowOnlineDdl, ASwapWhoseBeginningWasNotSeenStops) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        const FollowCase follow(servers, 0, skipping());
        follow.catch_up();
        servers.source.execute(
            "USE `copy`; SET sql_log_bin=0; CREATE TABLE _ledger_gho LIKE ledger; SET "
            "sql_log_bin=1; ALTER TABLE _ledger_gho ADD x INT; RENAME TABLE ledger TO _ledger_del, "
            "_ledger_gho TO ledger");
        expect_stop(
            follow,
            {"RENAME TABLE ledger TO _ledger_del", "was not seen", " before ", "--restart"});
    }
}

TEST(FollowOnlineDdl, WhatCannotBeDoneToTheRealTableStops) {
    const CopyServers servers(pairs_of_kinds.front());
    const FollowCase follow(servers, 0, skipping());
    servers.source.execute(
        "USE `copy`; ALTER TABLE ledger ADD r BIGINT, ADD KEY (r), ADD FOREIGN KEY (r) REFERENCES "
        "ledger (n)");
    follow.catch_up();
    servers.source.execute(
        "USE `copy`; CREATE TABLE _ledger_gho LIKE ledger; RENAME TABLE ledger TO _ledger_del, "
        "_ledger_gho TO ledger");
    expect_stop(follow, {"RENAME TABLE ledger TO _ledger_del", "foreign keys", "--restart"});
}

TEST(FollowOnlineDdl, PtOnlineSchemaChangeStops) {
    for (const std::string& keys : {std::string(followed_whole), skipping()}) {
        SCOPED_TRACE(keys);
        const CopyServers servers(pairs_of_kinds.front());
        const FollowCase follow(servers, 0, keys);
        follow.catch_up();
        servers.source.execute(
            "USE `copy`; CREATE TABLE _ledger_new (n BIGINT NOT NULL PRIMARY KEY, x INT) "
            "ENGINE=InnoDB; CREATE TRIGGER `pt_osc_copy_ledger_ins` AFTER INSERT ON "
            "`copy`.`ledger` FOR EACH ROW REPLACE INTO _ledger_new (n) VALUES (NEW.n); INSERT INTO "
            "ledger VALUES (900); DROP TRIGGER pt_osc_copy_ledger_ins");
        expect_stop(
            follow, {"pt-online-schema-change", "copy.ledger", "TRIGGER `pt_osc_copy_ledger_ins`"});
    }
}

}  // namespace
}  // namespace cutover::test::follow_online_ddl_test
