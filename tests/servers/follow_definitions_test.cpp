/// Tasks that follow a part of the source's definitions: kinds of statements (`ddl`), columns, and
/// tables that stood there before.
#include <array>
#include <string>

#include <gtest/gtest.h>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test::follow_definitions_test {
namespace {

std::string task_of_tables(
    const std::string& tables, const std::string& types = R"("schema", "full", "incremental")") {
    return R"("types": [)" + types + R"(], "objects": {"copy": {"tables": {)" + tables + "}}}";
}

std::string made_table(const std::string& name) {
    return "CREATE TABLE " + name +
           " (id INT PRIMARY KEY, v CHAR(9)) ENGINE=InnoDB CHARACTER SET latin1; INSERT INTO " +
           name + " VALUES (1,'a'),(2,'b'); ";
}

std::string rows_there(const CopyServers& servers, const std::string& table) {
    return servers.destination.sql("SELECT * FROM `copy`." + table + " ORDER BY id");
}

TEST(FollowDefinitions, KindsOfStatementsArePassedOver) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        servers.source.execute(
            "USE `copy`; " + made_table("alters") + made_table("truncates") + made_table("drops") +
            made_table("stays"));
        const FollowCase follow(servers, 0, task_of_tables(R"("alters": {"ddl": ["alter_table"]},
                "truncates": {"ddl": ["truncate_table"]}, "drops": {"ddl": ["drop_table"]},
                "stays": {"ddl": ["create_index"]})"));
        follow.catch_up();
        servers.source.execute(
            "USE `copy`; ALTER TABLE alters ADD x INT; INSERT INTO alters VALUES (3,'c',5); "
            "TRUNCATE alters; INSERT INTO alters VALUES (1,'new',7);"
            "ALTER TABLE truncates ADD KEY of_v (v); INSERT INTO truncates VALUES (3,'c');"
            "TRUNCATE truncates; INSERT INTO truncates VALUES (9,'z');"
            "CREATE INDEX of_v ON stays (v); DROP TABLE drops, stays");
        CutoverProcess run = follow.start("caught-up");
        EXPECT_EQ(run.wait(), 0) << run.output();
        EXPECT_NE(run.output().find("passes over \"TRUNCATE alters\""), std::string::npos)
            << run.output();
        EXPECT_EQ(rows_there(servers, "alters"), "1\tnew\t7\n2\tb\tNULL\n3\tc\t5\n");
        EXPECT_EQ(rows_there(servers, "truncates"), "9\tz\n");
        EXPECT_EQ(rows_there(servers, "stays"), "1\ta\n2\tb\n");
        EXPECT_EQ(
            servers.destination.sql(
                "SELECT table_name FROM information_schema.tables WHERE table_schema='copy' ORDER "
                "BY 1; SELECT table_name, index_name FROM information_schema.statistics WHERE "
                "table_schema='copy' AND index_name<>'PRIMARY'"),
            "alters\nstays\ntruncates\nstays\tof_v\n");
    }
}

void expect_stop(const FollowCase& follow, const std::string& statement) {
    CutoverProcess run = follow.start("caught-up");
    EXPECT_EQ(run.wait(), 1) << run.output();
    EXPECT_NE(run.output().find(statement), std::string::npos) << run.output();
    EXPECT_NE(run.output().find("--restart"), std::string::npos) << run.output();
}

TEST(FollowDefinitions, RowsBehindAnAlterThatIsPassedOverStop) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        servers.source.execute("USE `copy`; " + made_table("t") + made_table("other"));
        const FollowCase follow(
            servers, 0,
            task_of_tables(R"("t": {"ddl": ["truncate_table", "create_index"]}, "other": {})"));
        follow.catch_up();
        const char* const alter = "ALTER TABLE t ADD x INT NOT NULL DEFAULT 4 FIRST";
        servers.source.execute(
            std::string("USE `copy`; INSERT INTO t VALUES (3,'c'); ") + alter +
            "; INSERT INTO other VALUES (3,'c'); CREATE INDEX of_v ON t (v)");
        follow.catch_up();
        EXPECT_EQ(rows_there(servers, "t"), "1\ta\n2\tb\n3\tc\n");
        EXPECT_EQ(rows_there(servers, "other"), "1\ta\n2\tb\n3\tc\n");
        servers.source.execute("USE `copy`; UPDATE t SET v='d' WHERE id=1");
        expect_stop(follow, alter);
        expect_stop(follow, alter);
        servers.destination.execute(std::string("USE `copy`; ") + alter);
        follow.catch_up();
        EXPECT_EQ(rows_there(servers, "t"), "4\t1\td\n4\t2\tb\n4\t3\tc\n");
    }
}

TEST(FollowDefinitions, ARenameCannotBePassedOver) {
    const CopyServers servers(pairs_of_kinds.front());
    servers.source.execute("USE `copy`; " + made_table("t"));
    const FollowCase follow(servers, 0, task_of_tables(R"("t": {"ddl": ["alter_table"]})"));
    follow.catch_up();
    servers.source.execute("USE `copy`; RENAME TABLE t TO gone");
    expect_stop(follow, "RENAME TABLE t TO gone");
}

/// A part of the columns, other names, and a condition on a column that is left out.
TEST(FollowDefinitions, ColumnsAreLeftOutAndRenamed) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers, 0, task_of_tables(R"(
                "keyed": {"rename": "marked", "where": "f > 10 OR f IS NULL",
                    "columns": {"id": {"rename": "number"}, "u": {}, "t": {"rename": "a `text`"}}},
                "keyless": {"columns": {"a": {}, "b": {"rename": "c"}}})"));
        follow.start_writing(900);
        follow.catch_up();
        follow.stop_writing();
        servers.source.execute(random_transactions(901, 100));
        follow.catch_up();
        const char* const hashed =
            "SET group_concat_max_len=100000000; SELECT COUNT(*), MD5(GROUP_CONCAT(h ORDER BY h)) "
            "FROM (SELECT MD5(CONCAT_WS(',', ";
        EXPECT_EQ(
            servers.source.sql(
                std::string(hashed) + "id, IFNULL(u,'-'), IFNULL(t,'-'))) AS h FROM `copy`.keyed "
                                      "WHERE f > 10 OR f IS NULL) AS hashes"),
            servers.destination.sql(
                std::string(hashed) + "number, IFNULL(u,'-'), IFNULL(`a ``text```,'-'))) AS h FROM "
                                      "`copy`.marked) AS hashes"));
        EXPECT_EQ(
            servers.source.sql(std::string(hashed) + "a, b)) AS h FROM `copy`.keyless) AS hashes"),
            servers.destination.sql(
                std::string(hashed) + "a, c)) AS h FROM `copy`.keyless) AS hashes"));
        EXPECT_EQ(follow.verify().exit_code, 0);
    }
}

/// The destination's tables stood there before, with a character set that holds more.
TEST(FollowDefinitions, TextIsConverted) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(
            servers, 0,
            task_of_tables(R"("keyless": {}, "text_keys": {})", R"("full", "incremental")"));
        servers.destination.execute(
            "CREATE DATABASE `copy`; USE `copy`; "
            "CREATE TABLE keyless (a INT, b VARCHAR(9), c FLOAT, KEY (a)) ENGINE=InnoDB CHARACTER "
            "SET utf8mb4;"
            "CREATE TABLE text_keys (a VARCHAR(20), b CHAR(9), n INT, PRIMARY KEY (a, b)) "
            "ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_swedish_ci;");
        const std::string accents =
            "USE `copy`; INSERT INTO keyless VALUES (1,_latin1 0xe9e8,1),(2,_latin1 0xe980,2);"
            "UPDATE keyless SET b=_latin1 0xfc WHERE a=2 AND b=_latin1 0xe980;"
            "DELETE FROM keyless WHERE b=_latin1 0xe9e8 LIMIT 1;"
            "DELETE FROM text_keys WHERE a=_latin1 0xebeb;"
            "REPLACE INTO text_keys VALUES (_latin1 0xe9,_latin1 0x80,1),(_latin1 0xe1,'x',2);"
            "UPDATE text_keys SET a=_latin1 0xebeb, n=n+1 WHERE a=_latin1 0xe9;"
            "DELETE FROM text_keys WHERE a=_latin1 0xe1;"
            "REPLACE INTO text_keys VALUES (_latin1 0xe9,_latin1 0xdf,3);";
        servers.source.execute(accents);
        follow.catch_up();
        servers.source.execute(random_transactions(31, 100) + accents);
        follow.catch_up();
        const char* const hashed =
            "SET group_concat_max_len=100000000; SELECT COUNT(*), MD5(GROUP_CONCAT(h ORDER BY h)) "
            "FROM (SELECT MD5(CONCAT_WS(',', a, HEX(CONVERT(b USING utf8mb4)), IFNULL(c+0e0,'-'))) "
            "AS h FROM `copy`.keyless) AS hashes; SELECT HEX(CONVERT(a USING utf8mb4)) AS x, "
            "HEX(CONVERT(b USING utf8mb4)) AS y, n FROM `copy`.text_keys ORDER BY x, y";
        EXPECT_EQ(servers.source.sql(hashed), servers.destination.sql(hashed));
    }
}

}  // namespace
}  // namespace cutover::test::follow_definitions_test
