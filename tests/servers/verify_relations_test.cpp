/// What no single row of a table shows: parents that are not there, tables of one side alone, heads
/// of counters, and rows that come through a mapping.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/places.hpp"
#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::verify_relations_test {
namespace {

const char* const family =
    "CREATE TABLE parent (a INT NOT NULL, b VARCHAR(9) NOT NULL, PRIMARY KEY (a, b)) ENGINE=InnoDB;"
    "CREATE TABLE child (id INT NOT NULL PRIMARY KEY, a INT, b VARCHAR(9), up INT,"
    " CONSTRAINT of_parent FOREIGN KEY (a, b) REFERENCES parent (a, b),"
    " CONSTRAINT of_child FOREIGN KEY (up) REFERENCES child (id)) ENGINE=InnoDB;"
    "INSERT INTO parent VALUES (1, 'x'), (2, 'y'), (3, 'z');"
    "INSERT INTO child VALUES (1, 1, 'x', NULL), (2, 2, 'y', 1), (3, 3, NULL, 2), (4, NULL, 'q', "
    "3);";

/// "foreign key child.of_parent DIFFERENT ...; " of all that is not equal.
std::string strange_objects(const VerifyReport& report) {
    std::string text;
    for (const ObjectComparison& object : report.objects) {
        if (object.verdict != TableVerdict::equal) {
            text += object.kind + " " + object.source.table + " " + to_text(object.verdict) + " " +
                    object.reason + "; ";
        }
    }
    return text;
}

TEST(VerifyRelations, OrphansOfTheDestinationAreFound) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_orphans");
        pair.at_both(family);
        PairVerification verification(pair);
        const VerifyReport whole = verification.run();
        EXPECT_EQ(strange_objects(whole), "");
        EXPECT_EQ(whole.outcome(), "equal") << verdicts(whole);

        pair.at_destination(
            "SET foreign_key_checks = 0; DELETE FROM parent WHERE a = 2;"
            "UPDATE child SET up = 99 WHERE id IN (3, 4)");
        EXPECT_EQ(
            strange_objects(verification.run()),
            "foreign key child.of_child DIFFERENT 2 rows without a parent in verify_orphans.child; "
            "on the source 0; "
            "foreign key child.of_parent DIFFERENT 1 row without a parent in "
            "verify_orphans.parent; on the source 0; ");

        pair.at_source(
            "SET foreign_key_checks = 0; DELETE FROM parent WHERE a = 2;"
            "UPDATE child SET up = 99 WHERE id IN (3, 4)");
        const VerifyReport both = verification.run();
        EXPECT_EQ(both.outcome(), "equal") << strange_objects(both);  // it was moved as it is
    }
}

/// The parents that the filter keeps out leave children behind.
TEST(VerifyRelations, AFilterOnParentsMakesOrphans) {
    const ServerPair pair(pairs_of_kinds.front(), "verify_filtered_parents");
    pair.at_both(family);
    pair.at_destination("SET foreign_key_checks = 0; DELETE FROM parent WHERE a = 1");
    PairVerification verification(pair);
    auto& tables = verification.task.objects.databases[pair.database()].tables;
    tables["parent"].where = "a > 1";
    tables["child"] = {};
    const VerifyReport report = verification.run();
    EXPECT_EQ(report.discrepancy_count, 0U);
    EXPECT_NE(strange_objects(report).find("child.of_parent DIFFERENT 1 row"), std::string::npos)
        << strange_objects(report);
}

TEST(VerifyRelations, TablesOfOneSideAloneAreTold) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_one_side");
        pair.at_both("CREATE TABLE t (id INT NOT NULL PRIMARY KEY); INSERT INTO t VALUES (1)");
        pair.at_source("CREATE TABLE here (id INT NOT NULL PRIMARY KEY)");
        pair.at_destination("CREATE TABLE there (id INT NOT NULL PRIMARY KEY)");
        PairVerification verification(pair);
        const VerifyReport report = verification.run();
        EXPECT_EQ(verdicts(report), "here DIFFERENT the destination has no such table; t EQUAL ; ");
        ASSERT_FALSE(report.notes.empty());
        EXPECT_EQ(
            report.notes.front(),
            "The destination has a table that this task does not move, such as "
            "verify_one_side.there; nothing was compared there.");
        EXPECT_EQ(report.outcome(), "different");
        EXPECT_EQ(report.exit_code(), ExitCode::no);

        pair.at_source("DROP TABLE here");
        const VerifyReport other = verification.run();
        EXPECT_EQ(verdicts(other), "t EQUAL ; ");
        EXPECT_EQ(strange_objects(other), "");
        ASSERT_FALSE(other.notes.empty());
        EXPECT_EQ(other.notes.front(), report.notes.front()) << "a note is all that it is";
        EXPECT_EQ(other.outcome(), "equal");
        EXPECT_EQ(other.exit_code(), ExitCode::yes);
    }
}

/// All that can be compared is equal, and yet the task is not done.
TEST(VerifyRelations, WhatThePlanRefusesIsSkipped) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_skipped");
        pair.at_both("CREATE TABLE t (id INT NOT NULL PRIMARY KEY); INSERT INTO t VALUES (1)");
        const auto verified = [&](const std::string& tables) {
            const TemporaryFolder folder;
            const std::string task = folder.write(
                "task.json", R"({"name": "skipped", "types": ["schema", "full"], "objects": )"
                             R"({"verify_skipped": {"tables": {)" +
                                 tables + R"(}}}, "source": )" + endpoint_json(pair.source()) +
                                 R"(, "destination": )" + endpoint_json(pair.destination()) + "}");
            return run_cutover({"verify", task, "--json", "--progress", "none"});
        };
        const ProgramRun run = verified(R"("t": {}, "gone": {"rename": "lost"})");
        EXPECT_EQ(run.exit_code, 4) << run.out << run.err;
        const auto outcome = nlohmann::json::parse(run.out);
        EXPECT_EQ(outcome["outcome"], "incomplete");
        EXPECT_EQ(outcome["discrepancy_count"], 0);
        for (const auto& object : outcome["objects"]) {
            EXPECT_EQ(object["verdict"], "EQUAL") << object.dump();
        }
        ASSERT_EQ(outcome["tables"].size(), 2U) << outcome["tables"].dump();
        EXPECT_EQ(outcome["tables"][0]["verdict"], "EQUAL");
        const auto& gone = outcome["tables"][1];
        EXPECT_EQ(gone["source"], "verify_skipped.gone");
        EXPECT_EQ(gone["destination"], "verify_skipped.lost");
        EXPECT_EQ(gone["verdict"], "SKIPPED");
        EXPECT_EQ(gone["reason"], "the task names this table, but the source has none");
        EXPECT_EQ(verified(R"("t": {})").exit_code, 0) << "nothing else keeps it from being equal";
    }
}

TEST(VerifyRelations, CountersAtOrPastTheSourcesAreEqual) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_counters");
        pair.at_both(
            "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;"
            "INSERT INTO t VALUES (7)");
        pair.at_destination("ALTER TABLE t AUTO_INCREMENT = 900");
        PairVerification verification(pair);
        EXPECT_EQ(verification.run().outcome(), "equal");
        pair.at_source("ALTER TABLE t AUTO_INCREMENT = 901");
        EXPECT_EQ(
            strange_objects(verification.run()),
            "table definition t DIFFERENT AUTO_INCREMENT: source 901; destination 900; ");
    }
}

/// Of servers that have them.
TEST(VerifyRelations, SequencesAtOrPastTheSourcesAreEqual) {
    const ServerPair pair(pairs_of_kinds.front(), "verify_sequences");
    pair.at_both("CREATE SEQUENCE s NOCACHE; CREATE TABLE t (id INT NOT NULL PRIMARY KEY)");
    pair.at_destination("SELECT NEXTVAL(s), NEXTVAL(s), NEXTVAL(s)");
    PairVerification verification(pair);
    EXPECT_EQ(verification.run().outcome(), "equal");
    pair.at_source("SELECT SETVAL(s, 5)");
    EXPECT_EQ(
        strange_objects(verification.run()),
        "sequence s DIFFERENT next value: source 6; destination 4; ");
    pair.at_destination("SELECT SETVAL(s, 5)");
    EXPECT_EQ(strange_objects(verification.run()), "");
}

TEST(VerifyRelations, RowsAreComparedThroughTheMapping) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_mapped");
        pair.at_source(
            "CREATE TABLE customers (secret INT, email VARCHAR(20), id INT NOT NULL PRIMARY KEY)"
            " ENGINE=InnoDB; INSERT INTO customers VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3),"
            " (4, 'd', 4)");
        pair.at_destination(
            "CREATE TABLE clients (id INT NOT NULL PRIMARY KEY, mail VARCHAR(20)) ENGINE=InnoDB;"
            "INSERT INTO clients VALUES (2, 'b'), (3, 'c'), (4, 'd')");
        PairVerification verification(pair);
        TableRule& rule = verification.task.objects.databases[pair.database()].tables["customers"];
        rule.rename = "clients";
        rule.columns = {{"id", {}}, {"email", {.rename = "mail"}}};
        rule.where = "id > 1";
        EXPECT_EQ(verdicts(verification.run()), "customers EQUAL ; ");
        pair.at_destination(
            "UPDATE clients SET mail = 'B' WHERE id = 2; DELETE FROM clients WHERE id = 3;"
            "INSERT INTO clients VALUES (1, 'a')");
        EXPECT_EQ(
            sorted(describe(verification.run_and_repair().discrepancies)),
            sorted("changed 2 email; missing 3; extra 1"));
        EXPECT_EQ(verdicts(verification.run()), "customers EQUAL ; ");
    }
}

/// A foreign key's other table may be none of the task's, and nobody's who verifies.
TEST(VerifyRelations, AParentThatTheAccountMayNotSeeLeavesOnlyItsConstraintUnproven) {
    const ServerPair pair(pairs_of_kinds.front(), "verify_hidden_parent");
    pair.at_both(
        "DROP DATABASE IF EXISTS hidden_parent; CREATE DATABASE hidden_parent; CREATE TABLE "
        "hidden_parent.country (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB; INSERT INTO "
        "hidden_parent.country VALUES (1); CREATE TABLE child (id INT NOT NULL PRIMARY KEY, c INT, "
        "CONSTRAINT of_country FOREIGN KEY (c) REFERENCES hidden_parent.country (id)) "
        "ENGINE=InnoDB; INSERT INTO child VALUES (1, 1), (2, NULL); GRANT SELECT ON "
        "verify_hidden_parent.* TO child_reader@localhost IDENTIFIED BY 'pa'");
    const TemporaryFolder folder;
    const auto as_child_reader = [](const PrivateServer& server) {
        return nlohmann::json{
            {"socket", server.endpoint().socket},
            {"user", "child_reader"},
            {"password_env", "CHILD_PASSWORD"}};
    };
    const std::string task = folder.write(
        "task.json",
        nlohmann::json{
            {"name", "hidden"},
            {"types", {"schema", "full"}},
            {"objects", {{"verify_hidden_parent", nlohmann::json::object()}}},
            {"source", as_child_reader(pair.source())},
            {"destination", as_child_reader(pair.destination())}}
            .dump());
    const ProgramRun run =
        run_program({program, "verify", task, "--json"}, "", {"CHILD_PASSWORD=pa"});
    EXPECT_EQ(run.exit_code, 4) << run.out << run.err;
    const auto outcome = nlohmann::json::parse(run.out);
    EXPECT_EQ(outcome["tables"][0]["verdict"], "EQUAL") << run.out;
    for (const auto& object : outcome["objects"]) {
        const bool is_constraint = object["kind"] == "foreign key";
        EXPECT_EQ(object["verdict"], is_constraint ? "UNPROVEN" : "EQUAL") << object.dump();
    }
    pair.at_both("DROP TABLE child; DROP DATABASE hidden_parent; DROP USER child_reader@localhost");
}

}  // namespace
}  // namespace cutover::test::verify_relations_test
