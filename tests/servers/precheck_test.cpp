#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "tests/servers/support/precheck_servers.hpp"

namespace cutover::test::precheck_test {
namespace {

struct Case {
    const char* name;
    const char* on_source;
    const char* on_destination;
    std::function<void(Task&)> change;
    const char* id;
    CheckStatus status;
    const char* found;
};

void expect_found(const PairOfKinds& pair, const std::vector<Case>& cases) {
    std::string on_source;
    for (const Case& test : cases) {
        on_source += std::string(test.on_source) + (*test.on_source == 0 ? "" : ";");
    }
    PrecheckServers situation(pair, on_source);
    for (const Case& test : cases) {
        SCOPED_TRACE(std::string(pair.name) + ": " + test.name);
        situation.clean_destination();
        situation.destination().execute(test.on_destination);
        if (test.change) {
            test.change(situation.task);
        }
        const CheckResult result = situation.result(test.id);
        EXPECT_STREQ(to_text(result.status), to_text(test.status)) << result.found;
        EXPECT_NE(result.found.find(test.found), std::string::npos) << result.found;
    }
}

TEST(Precheck, SituationsOnEveryPair) {
    const std::vector<Case> cases{
        {"nothing wrong", "", "", {}, "conflicts.tables", CheckStatus::pass, "none"},
        {"a table is there",
         "",
         "CREATE DATABASE pc_1; CREATE TABLE pc_1.parent (id INT PRIMARY KEY)",
         {},
         "conflicts.tables",
         CheckStatus::fail,
         "pc_1.parent"},
        {"and is narrower", "",
         "CREATE DATABASE pc_1; CREATE TABLE pc_1.child (id SMALLINT PRIMARY KEY, parent INT, "
         "note TEXT)",
         [](Task& task) { task.conflicts = ConflictPolicy::proceed; }, "conflicts.definitions",
         CheckStatus::fail, "column id"},
        {"and is the same", "",
         "CREATE DATABASE pc_1; CREATE TABLE pc_1.parent (id INT PRIMARY KEY)",
         [](Task& task) { task.conflicts = ConflictPolicy::proceed; }, "conflicts.definitions",
         CheckStatus::pass, "no table"},
        {"a database with another collation",
         "",
         "CREATE DATABASE pc_1 CHARACTER SET latin1",
         {},
         "conflicts.databases",
         CheckStatus::warn,
         "latin1_swedish_ci instead of utf8"},
        {"a foreign key to the outside", "", "",
         [](Task& task) { task.objects.databases["pc_1"].tables["child"] = {}; },
         "foreign_keys.outside", CheckStatus::fail, "pc_1.child (fk) to pc_1.parent"},
        {"no key",
         "CREATE TABLE pc_1.log (a INT, UNIQUE KEY (a))",
         "",
         {},
         "tables.keys",
         CheckStatus::warn,
         "pc_1.log"},
        {"a cascade",
         "CREATE TABLE pc_1.c2 (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES pc_1.parent (id) "
         "ON DELETE CASCADE) ENGINE=InnoDB",
         "",
         {},
         "foreign_keys.cascades",
         CheckStatus::warn,
         "pc_1.c2"},
        {"an engine without snapshots",
         "CREATE TABLE pc_1.m (id INT PRIMARY KEY) ENGINE=MyISAM",
         "",
         {},
         "engines.snapshots",
         CheckStatus::warn,
         "MyISAM (pc_1.m)"},
        {"a definer's rights",
         "CREATE PROCEDURE pc_1.q() SELECT 1",
         "",
         {},
         "code.callers",
         CheckStatus::warn,
         "procedure pc_1.q"},
        {"a renamed mention", "", "",
         [](Task& task) { task.objects.databases["pc_1"].rename = "pc_2"; },
         "code.renamed_mentions", CheckStatus::warn, "view pc_1.v (pc_1 -> pc_2)"},
        {"a definer that is not there",
         "CREATE DEFINER=gone@nowhere TRIGGER pc_1.t2 BEFORE INSERT ON pc_1.child FOR EACH ROW SET "
         "@b = 1",
         "GRANT SELECT ON mysql.user TO pc@localhost",
         {},
         "code.definers",
         CheckStatus::warn,
         "gone@nowhere (trigger pc_1.t2)"},
        {"accounts cannot be read", "", "", {}, "code.definers", CheckStatus::warn, "cannot be"},
        {"a trigger's definer",
         "",
         "",
         {},
         "code.run_as",
         CheckStatus::warn,
         "trigger pc_1.tr (root@localhost)"},
        {"every feature of the precheck_sample",
         "",
         "",
         {},
         "types.features",
         CheckStatus::pass,
         "has everything"},
        {"two servers", "", "", {}, "servers.distinct", CheckStatus::pass, "two servers"},
        {"the binary log", "", "", {}, "binlog.format", CheckStatus::pass, "ROW"},
        {"whole rows", "", "", {}, "binlog.row_image", CheckStatus::pass, "FULL"},
    };
    for (const PairOfKinds& pair : pairs_of_kinds) {
        expect_found(pair, cases);
    }
}

TEST(Precheck, WhatTheSelectionLeavesBehindOnEveryPair) {
    const std::vector<Case> cases{
        {"an engine without transactions",
         "CREATE TABLE pc_1.m (id INT PRIMARY KEY) ENGINE=MyISAM",
         "",
         {},
         "engines.transactions",
         CheckStatus::warn,
         "MyISAM (pc_1.m)"},
        {"a trigger on a table to be filled",
         "",
         "CREATE DATABASE pc_1; CREATE TABLE pc_1.parent (id INT PRIMARY KEY); CREATE TRIGGER "
         "pc_1.there BEFORE INSERT ON pc_1.parent FOR EACH ROW SET NEW.id = NEW.id + 1",
         {},
         "conflicts.triggers",
         CheckStatus::fail,
         "pc_1.there on pc_1.parent"},
        {"a view that is broken",
         "CREATE TABLE pc_1.gone (id INT); CREATE VIEW pc_1.bv AS SELECT id FROM pc_1.gone; DROP "
         "TABLE pc_1.gone",
         "",
         {},
         "code.broken_views",
         CheckStatus::fail,
         "view pc_1.bv reads from pc_1.gone"},
        {"a view of a table that stays behind", "", "",
         [](Task& task) { task.objects.exclude = {"pc_1.parent"}; }, "code.outside",
         CheckStatus::fail, "view pc_1.v reads from pc_1.parent"},
        {"views of what comes along", "", "",
         [](Task& task) { task.objects.exclude = {"pc_1.bv"}; }, "code.broken_views",
         CheckStatus::pass, "what exists"},
        {"a trigger that writes to what stays behind",
         "CREATE TABLE pc_1.audit (id INT PRIMARY KEY); CREATE TRIGGER pc_1.t3 AFTER INSERT ON "
         "pc_1.child FOR EACH ROW INSERT INTO audit VALUES (NEW.id)",
         "",
         [](Task& task) {
             task.objects.exclude = {"pc_1.audit", "pc_1.bv"};
         },
         "code.outside", CheckStatus::warn, "trigger pc_1.t3 uses pc_1.audit"},
        {"partitions by a column that is left out",
         "CREATE TABLE pc_1.part (id INT, d INT, PRIMARY KEY (id, d)) PARTITION BY HASH (d) "
         "PARTITIONS 2",
         "",
         [](Task& task) {
             task.objects.databases["pc_1"].tables["part"].columns = {{"id", {}}};
         },
         "tables.columns", CheckStatus::fail, "the partitioning of pc_1.part needs d"},
    };
    for (const PairOfKinds& pair : pairs_of_kinds) {
        expect_found(pair, cases);
    }
}

TEST(Precheck, WhatMysql56Lacks) {
    expect_found(
        {"MariaDB to MySQL 5.6", ServerKind::mariadb, ServerKind::mysql56},
        {{"a type",
          "CREATE TABLE pc_1.u1 (id UUID PRIMARY KEY)",
          "",
          {},
          "types.supported",
          CheckStatus::fail,
          "uuid in pc_1.u1.id"},
         {"a generated column",
          "CREATE TABLE pc_1.u5 (id INT PRIMARY KEY, g INT AS (id + 1) VIRTUAL)",
          "",
          {},
          "types.features",
          CheckStatus::fail,
          "pc_1.u5: a generated column g: MySQL has it since 5.7.6"},
         {"a check, which MySQL 5.6 would silently drop",
          "CREATE TABLE pc_1.u6 (id INT PRIMARY KEY, CHECK (id > 0))",
          "",
          {},
          "types.features",
          CheckStatus::fail,
          "pc_1.u6: a CHECK"},
         {"an expression as default",
          "CREATE TABLE pc_1.u7 (id INT PRIMARY KEY, d VARCHAR(40) DEFAULT (uuid()))",
          "",
          {},
          "types.features",
          CheckStatus::fail,
          "pc_1.u7: an expression without parentheses as default d: MySQL has none"},
         {"a sequence",
          "CREATE SEQUENCE pc_1.s",
          "",
          {},
          "types.features",
          CheckStatus::fail,
          "sequence pc_1.s: sequences: MySQL has none"},
         {"a key in descending order",
          "CREATE TABLE pc_1.u8 (id INT PRIMARY KEY, v INT, KEY down (v DESC))",
          "",
          {},
          "types.features",
          CheckStatus::fail,
          "pc_1.u8: a key in descending order down"},
         {"a compressed column", "CREATE TABLE pc_1.u9 (id INT PRIMARY KEY, v TEXT COMPRESSED)", "",
          [](Task& task) { task.objects.databases["pc_1"].tables["u9"] = {}; }, "types.features",
          CheckStatus::fail, "pc_1.u9: a COMPRESSED column v: MySQL has none"},
         {"a compressed column that is left out", "", "",
          [](Task& task) {
              task.objects.databases["pc_1"].tables["u9"].columns = {{"id", {}}};
          },
          "types.features", CheckStatus::pass, "has everything"},
         {"page compression and a unique key on whole texts",
          "CREATE TABLE pc_1.ua (id INT PRIMARY KEY, v TEXT, UNIQUE KEY w (v)) PAGE_COMPRESSED=1",
          "", [](Task& task) { task.objects.databases["pc_1"].tables["ua"] = {}; },
          "types.features", CheckStatus::fail,
          "pc_1.ua: a unique key on whole TEXT or BLOB w: MySQL has none and "
          "pc_1.ua: PAGE_COMPRESSED"},
         {"a collation",
          "CREATE TABLE pc_1.u2 (id INT PRIMARY KEY) COLLATE utf8mb4_uca1400_ai_ci",
          "",
          {},
          "types.collations",
          CheckStatus::fail,
          "utf8mb4_uca1400_ai_ci (pc_1.u2)"},
         {"an engine",
          "CREATE TABLE pc_1.u3 (id INT PRIMARY KEY) ENGINE=Aria",
          "",
          {},
          "engines.supported",
          CheckStatus::fail,
          "Aria (pc_1.u3)"},
         {"a long index",
          "CREATE TABLE pc_1.u4 (id VARCHAR(255) CHARACTER SET utf8mb4 PRIMARY KEY)",
          "",
          {},
          "tables.index_length",
          CheckStatus::fail,
          "pc_1.u4 key PRIMARY column id (1020 bytes)"},
         {"the other product",
          "",
          "",
          {},
          "versions.difference",
          CheckStatus::warn,
          "MariaDB 10.11"}});
}

TEST(Precheck, OneServerAsBothEnds) {
    const PrivateServer& server = PrivateServer::shared(ServerKind::mariadb, 0);
    Session by_socket(server.endpoint(), SessionRole::read_only);
    Session by_tcp(server.tcp_endpoint(), SessionRole::read_only);
    const ServerFacts one = read_server_facts(by_socket);
    const ServerFacts other = read_server_facts(by_tcp);
    const Catalog nothing;
    Task task;
    const TaskPlan plan;
    for (const CheckResult& result :
         run_prechecks({task, one, other, nothing, nothing, plan, {}, {}, {}, {}, {}})) {
        if (result.id == "servers.distinct") {
            EXPECT_EQ(result.status, CheckStatus::fail) << result.found;
            return;
        }
    }
    FAIL() << "servers.distinct was not evaluated";
}

}  // namespace
}  // namespace cutover::test::precheck_test
