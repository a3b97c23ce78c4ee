#include <gtest/gtest.h>

#include "tests/fakes/situation.hpp"

namespace cutover::precheck_privileges_test {
namespace {

using test::Situation;

/// An account with everything that a migration of `shop` needs and nothing else.
const char* const source_grants[] = {
    "GRANT BINLOG MONITOR, REPLICATION SLAVE ON *.* TO `cutover`@`%`",
    "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON `shop`.* TO `cutover`@`%`",
    "GRANT SELECT ON `mysql`.`proc` TO `cutover`@`%`"};
const char* const destination_grants[] = {
    "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE VIEW, "
    "SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER ON `shop`.* TO `cutover`@`%`",
    "GRANT CREATE, SELECT, INSERT, UPDATE, DELETE, DROP ON `cutover`.* TO `cutover`@`%`"};

Situation with_least_privilege() {
    Situation situation;
    situation.task.types = {.schema = true, .full = true, .incremental = true};
    situation.source.grants = {std::begin(source_grants), std::end(source_grants)};
    situation.destination.grants = {std::begin(destination_grants), std::end(destination_grants)};
    situation.set_both("log_bin_trust_function_creators", "ON");
    situation.orders().foreign_keys = {
        {.name = "self", .columns = {"id"}, .referenced = {"shop", "orders"}}};
    return situation;
}

/// Takes one privilege out of the lines, wherever it stands.
void revoke(std::vector<std::string>& lines, const std::string& privilege, const std::string& on) {
    for (std::string& line : lines) {
        const std::size_t scope = line.find(" ON " + on);
        if (scope == std::string::npos) {
            continue;
        }
        const std::string list = ", " + line.substr(6, scope - 6) + ",";
        const std::size_t at = list.find(", " + privilege + ",");
        if (at != std::string::npos) {
            std::string kept = list.substr(0, at) + list.substr(at + privilege.size() + 2);
            kept = kept.size() > 3 ? kept.substr(2, kept.size() - 3) : "USAGE";
            line.replace(0, scope, "GRANT " + kept);
        }
    }
}

TEST(PrecheckPrivileges, TheLeastIsEnough) {
    for (const CheckResult& result : with_least_privilege().check()) {
        EXPECT_EQ(result.status, CheckStatus::pass) << result.id << ": " << result.found;
    }
}

struct RevokeCase {
    const char* privilege;
    const char* on;
    const char* id;
    const char* fix;
};

const RevokeCase source_cases[] = {
    {"SELECT", "`shop`.*", "source.privilege.select", "GRANT SELECT ON `shop`.* TO `cutover`@`%`;"},
    {"SHOW VIEW", "`shop`.*", "source.privilege.show_view", "GRANT SHOW VIEW ON `shop`.* TO"},
    {"TRIGGER", "`shop`.*", "source.privilege.trigger", "GRANT TRIGGER ON `shop`.* TO"},
    {"EVENT", "`shop`.*", "source.privilege.event", "GRANT EVENT ON `shop`.* TO"},
    {"SELECT", "`mysql`.`proc`", "source.privilege.routines", "GRANT SELECT ON `mysql`.`proc` TO"},
    {"BINLOG MONITOR", "*.*", "source.privilege.position", "GRANT BINLOG MONITOR ON *.* TO"},
    {"REPLICATION SLAVE", "*.*", "source.privilege.replication",
     "GRANT REPLICATION SLAVE ON *.* TO"},
};

const RevokeCase destination_cases[] = {
    {"SELECT", "`shop`.*", "destination.privilege.select", "GRANT SELECT ON `shop`.* TO"},
    {"INSERT", "`shop`.*", "destination.privilege.insert", "GRANT INSERT ON `shop`.* TO"},
    {"UPDATE", "`shop`.*", "destination.privilege.update", "GRANT UPDATE ON `shop`.* TO"},
    {"DELETE", "`shop`.*", "destination.privilege.delete", "GRANT DELETE ON `shop`.* TO"},
    {"CREATE", "`shop`.*", "destination.privilege.create", "GRANT CREATE ON `shop`.* TO"},
    {"DROP", "`shop`.*", "destination.privilege.drop", "GRANT DROP ON `shop`.* TO"},
    {"REFERENCES", "`shop`.*", "destination.privilege.references", "GRANT REFERENCES ON `shop`.*"},
    {"INDEX", "`shop`.*", "destination.privilege.index", "GRANT INDEX ON `shop`.* TO"},
    {"ALTER", "`shop`.*", "destination.privilege.alter", "GRANT ALTER ON `shop`.* TO"},
    {"CREATE VIEW", "`shop`.*", "destination.privilege.create_view", "GRANT CREATE VIEW ON `shop`"},
    {"SHOW VIEW", "`shop`.*", "destination.privilege.show_view", "GRANT SHOW VIEW ON `shop`.* TO"},
    {"CREATE ROUTINE", "`shop`.*", "destination.privilege.create_routine", "GRANT CREATE ROUTINE"},
    {"ALTER ROUTINE", "`shop`.*", "destination.privilege.alter_routine", "GRANT ALTER ROUTINE"},
    {"EVENT", "`shop`.*", "destination.privilege.event", "GRANT EVENT ON `shop`.* TO"},
    {"TRIGGER", "`shop`.*", "destination.privilege.trigger", "GRANT TRIGGER ON `shop`.* TO"},
    {"UPDATE", "`cutover`.*", "destination.privilege.progress", "GRANT UPDATE ON `cutover`.* TO"},
};

void expect_missing(const Situation& situation, const RevokeCase& test) {
    for (const CheckResult& result : situation.check()) {
        if (result.id == test.id) {
            EXPECT_EQ(result.status, CheckStatus::fail) << result.found;
            EXPECT_NE(result.found.find(test.privilege), std::string::npos) << result.found;
            EXPECT_EQ(result.fix.rfind(test.fix, 0), 0U) << result.fix;
        } else {
            EXPECT_EQ(result.status, CheckStatus::pass) << result.id << ": " << result.found;
        }
    }
}

TEST(PrecheckPrivileges, EachMissingOneIsNamedWithItsGrant) {
    for (const RevokeCase& test : source_cases) {
        SCOPED_TRACE(test.id);
        Situation situation = with_least_privilege();
        revoke(situation.source.grants, test.privilege, test.on);
        expect_missing(situation, test);
    }
    for (const RevokeCase& test : destination_cases) {
        SCOPED_TRACE(test.id);
        Situation situation = with_least_privilege();
        revoke(situation.destination.grants, test.privilege, test.on);
        expect_missing(situation, test);
    }
}

TEST(PrecheckPrivileges, TheFixIsTheGrantThatIsMissing) {
    Situation situation = with_least_privilege();
    revoke(situation.source.grants, "SELECT", "`shop`.*");
    const auto before = test::result_of(situation.check(), "source.privilege.select");
    ASSERT_TRUE(before.has_value());
    situation.source.grants.push_back(before->fix.substr(0, before->fix.size() - 1));
    // A second line for one database is not what a server prints: it merges them.
    situation.source.grants[1] = "GRANT SHOW VIEW, TRIGGER, EVENT, SELECT ON `shop`.* TO `u`";
    EXPECT_EQ(
        test::result_of(situation.check(), "source.privilege.select")->status, CheckStatus::pass);
}

TEST(PrecheckPrivileges, WithoutGrantsNothingPassesSilently) {
    Situation situation;
    situation.source.grants.clear();
    const auto result = test::result_of(situation.check(), "source.privilege.select");
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->status, CheckStatus::fail);
    EXPECT_NE(result->found.find("not known"), std::string::npos);
}

TEST(PrecheckPrivileges, OnlyTheSelectedTablesNeedSelect) {
    Situation situation = with_least_privilege();
    situation.task.types = {.full = true};
    situation.task.objects.databases["shop"].tables["orders"] = {};
    situation.destination_catalog = situation.source_catalog;
    situation.destination_catalog.tables[0].estimated_rows = 0;
    situation.source.grants = {
        "GRANT BINLOG MONITOR ON *.* TO `u`@`%`", "GRANT SELECT ON `shop`.`orders` TO `u`@`%`"};
    for (const CheckResult& result : situation.check()) {
        EXPECT_EQ(result.status, CheckStatus::pass) << result.id << ": " << result.found;
    }
}

TEST(PrecheckPrivileges, ManyMissingTablesAreOneGrant) {
    Situation situation = with_least_privilege();
    situation.source.grants.assign({"GRANT USAGE ON *.* TO `u`@`%`"});
    auto& tables = situation.task.objects.databases["shop"].tables;
    for (int i = 0; i < 21; ++i) {
        tables["t" + std::to_string(i)] = {};
    }
    EXPECT_EQ(
        test::result_of(situation.check(), "source.privilege.select")->fix,
        "GRANT SELECT ON `shop`.* TO `cutover`@`%`;");
}

struct SnapshotCase {
    const char* name;
    Flavour flavour;
    std::vector<std::string> grants;
    const char* once;      ///< What is found for a copy alone,
    const char* followed;  ///< and for one that is followed.
};

/// The status, and what its fix grants.
std::string snapshot_finding(const Situation& situation) {
    const auto result = test::result_of(situation.check(), "source.privilege.snapshot");
    if (!result) {
        return "not checked";
    }
    const std::string fix = result->fix;
    const std::size_t begin = fix.find("GRANT ") + 6;
    return to_text(result->status) +
           (fix.empty() ? "" : " " + fix.substr(begin, fix.find(" ON ") - begin));
}

TEST(PrecheckPrivileges, ASnapshotNeedsALockOrMariaDBAndFollowingEitherKindOfLock) {
    const char* const nothing = "GRANT USAGE ON *.* TO `u`@`%`";
    const char* const reload = "GRANT RELOAD ON *.* TO `u`@`%`";
    const char* const lock_tables = "GRANT LOCK TABLES ON `shop`.* TO `u`@`%`";
    const SnapshotCase cases[] = {
        {"MariaDB", Flavour::mariadb, {nothing}, "pass", "pass"},
        {"MySQL, nothing", Flavour::mysql, {nothing}, "warn RELOAD", "warn RELOAD"},
        {"MySQL, RELOAD", Flavour::mysql, {reload}, "pass", "warn LOCK TABLES"},
        {"MySQL, LOCK TABLES", Flavour::mysql, {lock_tables}, "pass", "warn RELOAD"},
        {"MySQL, both", Flavour::mysql, {reload, lock_tables}, "pass", "pass"},
    };
    for (const SnapshotCase& test : cases) {
        SCOPED_TRACE(test.name);
        Situation situation;
        situation.source.flavour = test.flavour;
        situation.source.version = {10, 11, 0};
        situation.source.grants = test.grants;
        situation.task.types = {.schema = true, .full = true};
        EXPECT_EQ(snapshot_finding(situation), test.once);
        situation.task.types.incremental = true;
        EXPECT_EQ(snapshot_finding(situation), test.followed);
    }
}

struct RoutinesCase {
    const char* name = "";
    Flavour flavour{};
    ServerVersion version{};
    const char* grant = "";
    const char* expected = "";
};

TEST(PrecheckPrivileges, RoutinesBodiesAreReadByDifferentRights) {
    const RoutinesCase cases[] = {
        {"5.6", Flavour::mysql, {5, 6, 24}, "GRANT SELECT ON `mysql`.`proc` TO `u`", "pass"},
        {"5.6, another right",
         Flavour::mysql,
         {5, 6, 24},
         "GRANT SELECT ON `shop`.* TO `u`",
         "fail"},
        {"8.0", Flavour::mysql, {8, 0, 36}, "GRANT SHOW_ROUTINE ON *.* TO `u`", "pass"},
        {"8.0, SELECT", Flavour::mysql, {8, 0, 36}, "GRANT SELECT ON *.* TO `u`", "pass"},
        {"8.0, nothing", Flavour::mysql, {8, 0, 36}, "GRANT SELECT ON `shop`.* TO `u`", "fail"},
        {"11.4",
         Flavour::mariadb,
         {11, 4, 0},
         "GRANT SHOW CREATE ROUTINE ON `shop`.* TO `u`",
         "pass"},
        {"10.11, too new a right",
         Flavour::mariadb,
         {10, 11, 0},
         "GRANT SHOW CREATE ROUTINE ON `shop`.* TO `u`",
         "fail"},
    };
    for (const RoutinesCase& test : cases) {
        SCOPED_TRACE(test.name);
        Situation situation;
        situation.source.flavour = test.flavour;
        situation.source.version = test.version;
        situation.source.grants = {test.grant};
        const auto result = test::result_of(situation.check(), "source.privilege.routines");
        ASSERT_TRUE(result.has_value());
        EXPECT_STREQ(to_text(result->status), test.expected) << result->found;
    }
}

}  // namespace
}  // namespace cutover::precheck_privileges_test
