#include "migrate/precheck.hpp"

#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/catalog_reader.hpp"
#include "mysql/server_info.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {
namespace {

struct Pair {
    const char* name;
    ServerKind source;
    ServerKind destination;
};

const Pair pairs[] = {
    {"MariaDB to MariaDB", ServerKind::mariadb, ServerKind::mariadb},
    {"MySQL 5.6 to MariaDB", ServerKind::mysql56, ServerKind::mariadb},
    {"MySQL 5.6 to MySQL 5.6", ServerKind::mysql56, ServerKind::mysql56},
};

const char* const sample = R"(
    CREATE DATABASE pc_1 CHARACTER SET utf8 COLLATE utf8_general_ci;
    USE pc_1;
    CREATE TABLE parent (id INT PRIMARY KEY) ENGINE=InnoDB;
    CREATE TABLE child (id INT PRIMARY KEY, parent INT, note TEXT,
        CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent (id)) ENGINE=InnoDB;
    CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM parent;
    CREATE TRIGGER tr BEFORE INSERT ON parent FOR EACH ROW SET @a = 1;
    CREATE PROCEDURE p() SQL SECURITY INVOKER SELECT 1;
    CREATE FUNCTION f() RETURNS INT DETERMINISTIC SQL SECURITY INVOKER RETURN 1;
    CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1;
)";

Task pc_task() {
    Task task;
    task.name = "pc";
    task.types = {.schema = true, .full = true, .incremental = true};
    task.objects.databases["pc_1"] = {};
    return task;
}

CheckResult result_of(const std::vector<CheckResult>& results, const std::string& id) {
    for (const CheckResult& result : results) {
        if (result.id == id) {
            return result;
        }
    }
    throw std::runtime_error(id + " was not evaluated");
}

/// Two real servers with the sample on the source and an account `pc` on both; everything is taken
/// away again at the end. Facts are read as `pc`, catalogs as root, so that a missing privilege
/// shows in its own check only.
class Situation {
  public:
    explicit Situation(const Pair& pair, const std::string& more_sql = {})
        : source_(PrivateServer::shared(pair.source, 0)),
          destination_(PrivateServer::shared(pair.destination, 1)) {
        source_.sql(
            "CREATE USER pc@localhost; SET GLOBAL log_bin_trust_function_creators = 1;" +
            std::string(sample) + more_sql);
        destination_.sql("CREATE USER pc@localhost");
    }

    ~Situation() {
        for (PrivateServer* server : {&source_, &destination_}) {
            server->sql(
                "DROP DATABASE IF EXISTS pc_1; DROP DATABASE IF EXISTS pc_2; DROP USER "
                "pc@localhost; SET GLOBAL log_bin_trust_function_creators = 0");
        }
    }

    Situation(const Situation&) = delete;
    Situation& operator=(const Situation&) = delete;

    [[nodiscard]] PrivateServer& source() { return source_; }

    [[nodiscard]] PrivateServer& destination() { return destination_; }

    [[nodiscard]] std::vector<CheckResult> check() {
        const ServerFacts from = facts(source_);
        const ServerFacts to = facts(destination_);
        if (!here_) {
            here_ = catalog(source_, {"pc_1"});
        }
        const TaskPlan plan = make_plan(task, *here_, from, to);
        std::vector<std::string> names;
        for (const DatabasePlan& database : plan.databases) {
            names.push_back(database.destination);
        }
        const Catalog there = catalog(destination_, names);
        return run_prechecks({task, from, to, *here_, there, plan, capacity, progress});
    }

    [[nodiscard]] CheckResult result(const std::string& id) { return result_of(check(), id); }

    /// For the next case on the same servers; the source's schema stays, and is read only once.
    void clean_destination() {
        destination_.sql(
            "DROP DATABASE IF EXISTS pc_1; REVOKE ALL PRIVILEGES, GRANT OPTION FROM pc@localhost");
        task = pc_task();
    }

    Task task = pc_task();
    CapacityFacts capacity{};
    std::optional<TaskProgress> progress{};

  private:
    static ServerFacts facts(const PrivateServer& server) {
        Endpoint endpoint = server.endpoint();
        endpoint.user = "pc";
        Session session(endpoint, SessionRole::read_only);
        return read_server_facts(session);
    }

    static Catalog catalog(const PrivateServer& server, const std::vector<std::string>& names) {
        Session session(server.endpoint(), SessionRole::read_only);
        return read_catalog(session, read_server_facts(session), names);
    }

    PrivateServer& source_;
    PrivateServer& destination_;
    std::optional<Catalog> here_{};
};

struct Privilege {
    const char* privilege;
    const char* on;
    const char* id;
};

std::vector<Privilege> source_privileges(ServerKind kind) {
    const bool mariadb = kind == ServerKind::mariadb;
    return {
        {"SELECT", "pc_1.*", "source.privilege.select"},
        {"SHOW VIEW", "pc_1.*", "source.privilege.show_view"},
        {"TRIGGER", "pc_1.*", "source.privilege.trigger"},
        {"EVENT", "pc_1.*", "source.privilege.event"},
        {"SELECT", "mysql.proc", "source.privilege.routines"},
        {mariadb ? "BINLOG MONITOR" : "REPLICATION CLIENT", "*.*", "source.privilege.position"},
        {"REPLICATION SLAVE", "*.*", "source.privilege.replication"},
    };
}

std::vector<Privilege> destination_privileges() {
    return {
        {"SELECT", "pc_1.*", "destination.privilege.select"},
        {"INSERT", "pc_1.*", "destination.privilege.insert"},
        {"UPDATE", "pc_1.*", "destination.privilege.update"},
        {"DELETE", "pc_1.*", "destination.privilege.delete"},
        {"CREATE", "pc_1.*", "destination.privilege.create"},
        {"ALTER", "pc_1.*", "destination.privilege.alter"},
        {"INDEX", "pc_1.*", "destination.privilege.index"},
        {"DROP", "pc_1.*", "destination.privilege.drop"},
        {"REFERENCES", "pc_1.*", "destination.privilege.references"},
        {"CREATE VIEW", "pc_1.*", "destination.privilege.create_view"},
        {"SHOW VIEW", "pc_1.*", "destination.privilege.show_view"},
        {"CREATE ROUTINE", "pc_1.*", "destination.privilege.create_routine"},
        {"ALTER ROUTINE", "pc_1.*", "destination.privilege.alter_routine"},
        {"TRIGGER", "pc_1.*", "destination.privilege.trigger"},
        {"EVENT", "pc_1.*", "destination.privilege.event"},
        {"CREATE", "cutover.*", "destination.privilege.progress"},
        {"SELECT", "cutover.*", "destination.privilege.progress"},
        {"INSERT", "cutover.*", "destination.privilege.progress"},
        {"UPDATE", "cutover.*", "destination.privilege.progress"},
        {"DELETE", "cutover.*", "destination.privilege.progress"},
        {"DROP", "cutover.*", "destination.privilege.progress"},
    };
}

void grant_all(const PrivateServer& server, const std::vector<Privilege>& privileges) {
    std::string sql;
    for (const Privilege& one : privileges) {
        sql += std::string("GRANT ") + one.privilege + " ON " + one.on + " TO pc@localhost;";
    }
    server.sql(sql);
}

/// Ids of the privilege checks that do not pass.
std::set<std::string> lacking(const std::vector<CheckResult>& results) {
    std::set<std::string> ids;
    for (const CheckResult& result : results) {
        if (result.id.find(".privilege.") != std::string::npos &&
            result.status != CheckStatus::pass && result.id != "source.privilege.snapshot") {
            ids.insert(result.id);
        }
    }
    return ids;
}

void expect_named_and_mended(
    Situation& situation, const PrivateServer& server, const std::vector<Privilege>& privileges) {
    for (const Privilege& one : privileges) {
        SCOPED_TRACE(std::string(one.privilege) + " ON " + one.on);
        server.sql(std::string("REVOKE ") + one.privilege + " ON " + one.on + " FROM pc@localhost");
        const std::vector<CheckResult> results = situation.check();
        EXPECT_EQ(lacking(results), std::set<std::string>{one.id});
        const CheckResult missing = result_of(results, one.id);
        EXPECT_EQ(missing.status, CheckStatus::fail);
        EXPECT_NE(missing.found.find(one.privilege), std::string::npos) << missing.found;
        server.sql(missing.fix);
        EXPECT_EQ(lacking(situation.check()), std::set<std::string>{}) << missing.fix;
    }
}

TEST(Precheck, EachMissingPrivilegeIsNamedAndItsGrantMendsIt) {
    for (const Pair& pair : pairs) {
        SCOPED_TRACE(pair.name);
        Situation situation(pair);
        const auto on_source = source_privileges(pair.source);
        const auto on_destination = destination_privileges();
        grant_all(situation.source(), on_source);
        grant_all(situation.destination(), on_destination);
        ASSERT_EQ(lacking(situation.check()), std::set<std::string>{});
        if (pair.source != pair.destination) {
            continue;  // each kind of server is seen at both ends by the other pairs
        }
        expect_named_and_mended(situation, situation.source(), on_source);
        expect_named_and_mended(situation, situation.destination(), on_destination);
    }
}

TEST(Precheck, AGrantThatMendsTakesNothingThatAPatternGives) {
    for (const ServerKind kind : {ServerKind::mariadb, ServerKind::mysql56}) {
        Situation situation({"", kind, kind});
        const PrivateServer& source = situation.source();
        source.sql("GRANT TRIGGER, EVENT, SHOW VIEW ON `pc\\_%`.* TO pc@localhost");
        source.sql(situation.result("source.privilege.select").fix);
        EXPECT_EQ(situation.result("source.privilege.select").status, CheckStatus::pass);
        EXPECT_EQ(situation.result("source.privilege.trigger").status, CheckStatus::pass);
        Endpoint endpoint = source.endpoint();
        endpoint.user = "pc";
        Session session(endpoint, SessionRole::read_only);
        EXPECT_EQ(session.query("SELECT id FROM pc_1.parent", "reading").rows.size(), 0U);
        EXPECT_EQ(session.query("SHOW TRIGGERS FROM pc_1", "reading").rows.size(), 1U);
    }
}

TEST(Precheck, RightsFromARoleCountOnceTheRoleIsActive) {
    Situation situation(pairs[0]);
    situation.source().sql(
        "CREATE ROLE pc_role; GRANT SELECT ON pc_1.* TO pc_role; GRANT pc_role TO pc@localhost");
    const CheckResult before = situation.result("source.privilege.select");
    EXPECT_EQ(before.status, CheckStatus::fail);
    EXPECT_NE(before.found.find("SET DEFAULT ROLE"), std::string::npos);
    situation.source().sql("SET DEFAULT ROLE pc_role FOR pc@localhost");
    EXPECT_EQ(situation.result("source.privilege.select").status, CheckStatus::pass);
    situation.source().sql("DROP ROLE pc_role");
}

bool can_create(const PrivateServer& server, const std::string& sql) {
    Endpoint endpoint = server.endpoint();
    endpoint.user = "pc";
    try {
        Session(endpoint, SessionRole::writing).execute(sql, "trying");
        return true;
    } catch (const ServerError& error) {
        EXPECT_TRUE(error.code() == 1418 || error.code() == 1419) << error.what();
        return false;
    }
}

TEST(Precheck, FunctionsUnderABinaryLogAreRefusedExactlyWhereItSaysSo) {
    const char* const function = "CREATE FUNCTION pc_1.g() RETURNS INT DETERMINISTIC RETURN 1";
    for (const ServerKind kind : {ServerKind::mariadb, ServerKind::mysql56}) {
        Situation situation({"", kind, kind});
        const PrivateServer& there = situation.destination();
        there.sql("CREATE DATABASE pc_1; GRANT ALL ON pc_1.* TO pc@localhost");
        const CheckResult refused = situation.result("code.function_creators");
        EXPECT_EQ(refused.status, CheckStatus::fail);
        EXPECT_FALSE(can_create(there, function));
        there.sql(refused.fix);
        EXPECT_EQ(situation.result("code.function_creators").status, CheckStatus::pass);
        EXPECT_TRUE(can_create(there, function));
    }
}

struct Case {
    const char* name;
    const char* on_source;
    const char* on_destination;
    std::function<void(Task&)> change;
    const char* id;
    CheckStatus status;
    const char* found;
};

void expect_found(const Pair& pair, const std::vector<Case>& cases) {
    std::string on_source;
    for (const Case& test : cases) {
        on_source += std::string(test.on_source) + (*test.on_source == 0 ? "" : ";");
    }
    Situation situation(pair, on_source);
    for (const Case& test : cases) {
        SCOPED_TRACE(std::string(pair.name) + ": " + test.name);
        situation.clean_destination();
        situation.destination().sql(test.on_destination);
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
        {"every feature of the sample",
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
    for (const Pair& pair : pairs) {
        expect_found(pair, cases);
    }
}

TEST(Precheck, WhatMySQLLacks) {
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
          "pc_1.u5: generated column g"},
         {"a check, which MySQL 5.6 would silently drop",
          "CREATE TABLE pc_1.u6 (id INT PRIMARY KEY, CHECK (id > 0))",
          "",
          {},
          "types.features",
          CheckStatus::fail,
          "pc_1.u6: CHECK"},
         {"an expression as default",
          "CREATE TABLE pc_1.u7 (id INT PRIMARY KEY, d VARCHAR(40) DEFAULT (uuid()))",
          "",
          {},
          "types.features",
          CheckStatus::fail,
          "pc_1.u7: expression as default of column d"},
         {"a sequence",
          "CREATE SEQUENCE pc_1.s",
          "",
          {},
          "types.features",
          CheckStatus::fail,
          "sequence pc_1.s"},
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
         run_prechecks({task, one, other, nothing, nothing, plan, {}, {}})) {
        if (result.id == "servers.distinct") {
            EXPECT_EQ(result.status, CheckStatus::fail) << result.found;
            return;
        }
    }
    FAIL() << "servers.distinct was not evaluated";
}

}  // namespace
}  // namespace cutover::test
