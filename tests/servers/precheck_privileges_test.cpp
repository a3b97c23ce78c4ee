#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "tests/servers/support/precheck_servers.hpp"

namespace cutover::test::precheck_privileges_test {
namespace {

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
    server.execute(sql);
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
    PrecheckServers& situation,
    const PrivateServer& server,
    const std::vector<Privilege>& privileges) {
    for (const Privilege& one : privileges) {
        SCOPED_TRACE(std::string(one.privilege) + " ON " + one.on);
        server.execute(
            std::string("REVOKE ") + one.privilege + " ON " + one.on + " FROM pc@localhost");
        const std::vector<CheckResult> results = situation.check();
        EXPECT_EQ(lacking(results), std::set<std::string>{one.id});
        const CheckResult missing = precheck_result(results, one.id);
        EXPECT_EQ(missing.status, CheckStatus::fail);
        EXPECT_NE(missing.found.find(one.privilege), std::string::npos) << missing.found;
        server.execute(missing.fix);
        EXPECT_EQ(lacking(situation.check()), std::set<std::string>{}) << missing.fix;
    }
}

TEST(PrecheckPrivileges, EachMissingPrivilegeIsNamedAndItsGrantMendsIt) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrecheckServers situation(pair);
        const auto on_source = source_privileges(pair.source);
        const auto on_destination = destination_privileges();
        grant_all(situation.source(), on_source);
        grant_all(situation.destination(), on_destination);
        ASSERT_EQ(lacking(situation.check()), std::set<std::string>{});
        if (pair.source != pair.destination) {
            continue;  // each kind of server is seen at both ends by the other pairs_of_kinds
        }
        expect_named_and_mended(situation, situation.source(), on_source);
        expect_named_and_mended(situation, situation.destination(), on_destination);
    }
}

TEST(PrecheckPrivileges, AGrantThatMendsTakesNothingThatAPatternGives) {
    for (const ServerKind kind : both_kinds) {
        PrecheckServers situation({"", kind, kind});
        const PrivateServer& source = situation.source();
        source.execute("GRANT TRIGGER, EVENT, SHOW VIEW ON `pc\\_%`.* TO pc@localhost");
        source.execute(situation.result("source.privilege.select").fix);
        EXPECT_EQ(situation.result("source.privilege.select").status, CheckStatus::pass);
        EXPECT_EQ(situation.result("source.privilege.trigger").status, CheckStatus::pass);
        Endpoint endpoint = source.endpoint();
        endpoint.user = "pc";
        Session session(endpoint, SessionRole::read_only);
        EXPECT_EQ(session.query("SELECT id FROM pc_1.parent", "reading").rows.size(), 0U);
        EXPECT_EQ(session.query("SHOW TRIGGERS FROM pc_1", "reading").rows.size(), 1U);
    }
}

TEST(PrecheckPrivileges, RightsFromARoleCountOnceTheRoleIsActive) {
    PrecheckServers situation(pairs_of_kinds[0]);
    situation.source().execute(
        "CREATE ROLE pc_role; GRANT SELECT ON pc_1.* TO pc_role; GRANT pc_role TO pc@localhost");
    const CheckResult before = situation.result("source.privilege.select");
    EXPECT_EQ(before.status, CheckStatus::fail);
    EXPECT_NE(before.found.find("SET DEFAULT ROLE"), std::string::npos);
    situation.source().execute("SET DEFAULT ROLE pc_role FOR pc@localhost");
    EXPECT_EQ(situation.result("source.privilege.select").status, CheckStatus::pass);
    situation.source().execute("DROP ROLE pc_role");
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

TEST(PrecheckPrivileges, FunctionsUnderABinaryLogAreRefusedExactlyWhereItSaysSo) {
    const char* const function = "CREATE FUNCTION pc_1.g() RETURNS INT DETERMINISTIC RETURN 1";
    for (const ServerKind kind : both_kinds) {
        PrecheckServers situation({"", kind, kind});
        const PrivateServer& there = situation.destination();
        there.execute("CREATE DATABASE pc_1; GRANT ALL ON pc_1.* TO pc@localhost");
        const CheckResult refused = situation.result("code.function_creators");
        EXPECT_EQ(refused.status, CheckStatus::fail);
        EXPECT_FALSE(can_create(there, function));
        there.execute(refused.fix);
        EXPECT_EQ(situation.result("code.function_creators").status, CheckStatus::pass);
        EXPECT_TRUE(can_create(there, function));
    }
}

}  // namespace
}  // namespace cutover::test::precheck_privileges_test
