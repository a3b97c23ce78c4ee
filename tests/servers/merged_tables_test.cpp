/// Several tables of the source that another tool has brought together into one of the destination:
/// shards of two databases, and two tables of one. `verify` proves them by the sum of their rows.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/merged_case.hpp"

namespace cutover::test::merged_tables_test {
namespace {

/// "merged_south.orders missing 8; ", by table.
std::string found(const VerifyReport& report) {
    std::string text;
    for (const Discrepancy& one : report.discrepancies) {
        text += one.table.database + "." + one.table.table + " " + describe({one}) + "; ";
    }
    return text;
}

std::string not_equal(const VerifyReport& report) {
    std::string text = found(report);
    for (const TableComparison& table : report.tables) {
        if (table.verdict != TableVerdict::equal) {
            text +=
                display(table.source) + " " + to_text(table.verdict) + " " + table.reason + "; ";
        }
    }
    for (const ObjectComparison& object : report.objects) {
        if (object.verdict != TableVerdict::equal) {
            text += object.kind + " " + display(object.source) + " " + object.reason + "; ";
        }
    }
    return text;
}

const TableComparison& comparison_of(const VerifyReport& report, const TableName& name) {
    for (const TableComparison& table : report.tables) {
        if (table.source == name) {
            return table;
        }
    }
    throw std::logic_error(display(name) + " was not compared");
}

TEST(MergedTables, AreEqualAsTheSumOfTheirRows) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        PairVerification verification = merged.verification();
        const VerifyReport chunked = verification.run();
        EXPECT_EQ(chunked.outcome(), "equal") << not_equal(chunked);
        const TableComparison& orders = comparison_of(chunked, {"merged_north", "orders"});
        EXPECT_EQ(orders.source_rows.rows, 400U);
        EXPECT_EQ(orders.source_count, 400U);
        EXPECT_EQ(orders.destination_count, 400U);
        EXPECT_GE(orders.chunks, 3U);
        EXPECT_GE(comparison_of(chunked, {"merged_north", "people"}).chunks, 4U);
        EXPECT_EQ(comparison_of(chunked, {"merged_north", "events"}).source_rows.rows, 200U);
        EXPECT_EQ(
            comparison_of(chunked, {"merged_south", "orders"}).compared_with,
            (TableName{"merged_north", "orders"}));
        EXPECT_EQ(
            comparison_of(chunked, {"merged_north", "tags_b"}).compared_with,
            (TableName{"merged_north", "tags_a"}));
        verification.request.whole_below_bytes = 1U << 20U;
        const VerifyReport whole = verification.run();
        EXPECT_EQ(whole.outcome(), "equal") << not_equal(whole);
        EXPECT_EQ(comparison_of(whole, {"merged_north", "orders"}).source_rows, orders.source_rows);
    }
}

struct Damage {
    const char* name;
    const char* sql;  ///< On the destination.
    const char* found;
};

const Damage damages[] = {
    {"a row of the second", "DELETE FROM orders WHERE id = 8", "merged_south.orders missing 8; "},
    {"a row of the first", "DELETE FROM orders WHERE id = 7", "merged_north.orders missing 7; "},
    {"a value of the second", "UPDATE orders SET total = total + 0.01 WHERE id = 10",
     "merged_south.orders changed 10 total; "},
    {"a row more", "INSERT INTO orders VALUES (9001, 'x', 1, 1, NULL)",
     "merged_north.orders extra 9001; "},
    {"a text key", "DELETE FROM people WHERE n = 12",
     "merged_south.people missing k\xC3\xA9\x31\x32; "},
    {"a value by a text key", "UPDATE people SET n = -1 WHERE n = 13",
     "merged_north.people changed k\xC3\xA9\x31\x33 n; "},
    {"a copy of a row without a key", "DELETE FROM notes WHERE a = 4 LIMIT 1",
     "merged_south.notes missing 4 v4; "},
    {"a copy more", "INSERT INTO notes VALUES (4, 'v4')", "merged_north.notes extra 4 v4; "},
    {"a row that only the second's filter takes", "DELETE FROM events WHERE id = 6",
     "merged_south.events missing 6; "},
    {"a row that a filter keeps out", "INSERT INTO events VALUES (3, 3)",
     "merged_north.events extra 3; "},
    {"a row of the same database's second", "UPDATE tags SET t = '' WHERE id = 201",
     "merged_north.tags_b changed 201 t; "},
};

/// And what the verification writes mends it.
TEST(MergedTables, EachDamageIsFoundInItsTableAndMended) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        PairVerification verification = merged.verification();
        for (const Damage& damage : damages) {
            SCOPED_TRACE(damage.name);
            merged.whole.at_destination("SET NAMES utf8mb4;" + std::string(damage.sql));
            const VerifyReport damaged = verification.run_and_repair();
            EXPECT_EQ(found(damaged), damage.found);
            EXPECT_EQ(damaged.discrepancy_count, 1U);
            const VerifyReport mended = verification.run();
            EXPECT_EQ(mended.outcome(), "equal") << not_equal(mended);
        }
        merged.whole.at_destination("DELETE FROM orders WHERE id % 2 = 0");
        const VerifyReport damaged = verification.run_and_repair();
        EXPECT_EQ(damaged.discrepancy_count, 200U) << "all of a shard";
        EXPECT_EQ(verification.run().outcome(), "equal");
    }
}

/// The destination can hold one of the rows at most.
TEST(MergedTables, AKeyThatTwoOfThemHaveIsNeverEqual) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        PairVerification verification = merged.verification();
        for (const char* const name : {"name", "'another'"}) {
            merged.south.at_source(
                "INSERT INTO orders SELECT id, " + std::string(name) +
                ", total, ratio, made FROM merged_north.orders WHERE id = 11");
            const VerifyReport report = verification.run();
            EXPECT_EQ(report.outcome(), "different");
            EXPECT_EQ(report.discrepancy_count, 1U) << not_equal(report);
            EXPECT_NE(found(report).find("orders missing 11"), std::string::npos) << found(report);
            merged.south.at_source("DELETE FROM orders WHERE id = 11");
        }
        EXPECT_EQ(verification.run().outcome(), "equal");
    }
}

TEST(MergedTables, RulesForRealsHoldForEachRow) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        merged.whole.at_destination("UPDATE orders SET ratio = ratio * (1 + 2.3e-16) WHERE id = 8");
        PairVerification verification = merged.verification();
        EXPECT_EQ(found(verification.run()), "merged_south.orders changed 8 ratio; ");
        for (const FloatRule& rule :
             {FloatRule{.mode = FloatRule::Mode::ulp, .ulps = 2},
              FloatRule{.mode = FloatRule::Mode::dts, .double_digits = 6}}) {
            verification.request.floats = rule;
            const VerifyReport near = verification.run();
            EXPECT_EQ(near.outcome(), "equal") << not_equal(near);
            EXPECT_EQ(comparison_of(near, {"merged_north", "orders"}).equal_only_rounded, 1U);
        }
    }
}

TEST(MergedTables, APrefilterAddsUpTheServersOwnDigests) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        PairVerification verification = merged.verification();
        verification.request.prefilter = true;
        const VerifyReport agreed = verification.run();
        EXPECT_EQ(agreed.outcome(), "incomplete");
        for (const char* const name : {"orders", "people", "notes"}) {
            EXPECT_EQ(comparison_of(agreed, {"merged_north", name}).rows_prefiltered, 400U) << name;
        }
        merged.whole.at_destination("UPDATE orders SET name = 'other' WHERE id = 8");
        const VerifyReport damaged = verification.run();
        EXPECT_EQ(found(damaged), "merged_south.orders changed 8 name; ");
        EXPECT_GT(comparison_of(damaged, {"merged_north", "orders"}).rows_prefiltered, 0U);
    }
}

/// A row of one shard has its parent in another: only what has none anywhere is an orphan.
TEST(MergedTables, OrphansAreLookedForAmongTheParentsOfAll) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        merged.south.at_source("SET foreign_key_checks = 0; DELETE FROM parents WHERE id = 20");
        merged.whole.at_destination(
            "SET foreign_key_checks = 0; DELETE FROM parents WHERE id IN (20, 30)");
        const VerifyReport report = merged.verification().run();
        std::string keys;
        for (const ObjectComparison& object : report.objects) {
            if (object.kind == "foreign key") {
                keys += display(object.source) + ": " + object.reason + "; ";
            }
        }
        EXPECT_EQ(
            keys,
            "merged_north.children.of_parent: 2 rows without a parent in merged.parents; on the "
            "source 1; ");
    }
}

/// Of a definition that is no longer the others', and of a counter that one source alone is behind.
TEST(MergedTables, EachSourcesDefinitionIsComparedWithTheDestinations) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        merged.south.at_source("ALTER TABLE orders AUTO_INCREMENT = 5000");
        PairVerification verification = merged.verification();
        EXPECT_NE(
            not_equal(verification.run())
                .find("table definition merged_south.orders AUTO_INCREMENT: source 5000"),
            std::string::npos);
        merged.whole.at_destination("ALTER TABLE orders AUTO_INCREMENT = 5000");
        EXPECT_EQ(verification.run().outcome(), "equal");

        // Another order of columns and another character set are the same rows all the same.
        merged.south.at_source(
            "ALTER TABLE orders MODIFY name VARCHAR(40) CHARACTER SET latin1 AFTER total");
        const VerifyReport other_order = verification.run();
        EXPECT_EQ(other_order.outcome(), "different") << "its definition";
        EXPECT_EQ(
            comparison_of(other_order, {"merged_south", "orders"}).verdict, TableVerdict::equal)
            << not_equal(other_order);
        merged.whole.at_destination("DELETE FROM orders WHERE id = 8");
        EXPECT_EQ(found(verification.run_and_repair()), "merged_south.orders missing 8; ");
        const VerifyReport mended = verification.run();
        EXPECT_EQ(comparison_of(mended, {"merged_north", "orders"}).verdict, TableVerdict::equal)
            << not_equal(mended);

        merged.south.at_source("ALTER TABLE orders MODIFY made DATETIME(6)");
        const TableComparison unproven =
            comparison_of(verification.run(), {"merged_north", "orders"});
        EXPECT_EQ(unproven.verdict, TableVerdict::unproven);
        EXPECT_EQ(
            unproven.reason,
            "several tables become merged.orders, and merged_north.orders and merged_south.orders "
            "have other types, lengths or members of made");
    }
}

TEST(MergedTables, AreVerifiedThoughNotMigrated) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        const MergedTask task(merged);
        for (const char* const command : {"precheck", "migrate"}) {
            const ProgramRun refused = task.run(command);
            EXPECT_EQ(refused.exit_code, 1) << refused.out << refused.err;
            EXPECT_NE((refused.out + refused.err).find("names.collisions"), std::string::npos)
                << refused.out << refused.err;
        }
        const ProgramRun planned = task.run("migrate", {"--dry-run", "--json"});
        EXPECT_EQ(planned.exit_code, 1) << planned.out << planned.err;
        EXPECT_NE(planned.out.find("can verify what another tool has"), std::string::npos)
            << planned.out;
        const nlohmann::json equal = task.verify({}, 0);
        EXPECT_EQ(equal.at("outcome"), "equal") << equal.dump();

        // Each run reads them whole again, and says why.
        const nlohmann::json again = task.verify({"--since-last"}, 0);
        EXPECT_NE(
            again.at("notes").dump().find(
                "merged_north.orders is read whole: several tables become one"),
            std::string::npos)
            << again.at("notes").dump();
        merged.whole.at_destination("UPDATE orders SET name = 'other' WHERE id = 8");
        const nlohmann::json damaged = task.verify({"--since-last"}, 1);
        EXPECT_EQ(damaged.at("discrepancies").at(0).at("table"), "merged_south.orders");
        for (const nlohmann::json& table : damaged.at("tables")) {
            if (table.at("source") == "merged_south.orders") {
                EXPECT_EQ(table.at("compared_with"), "merged_north.orders");
                EXPECT_EQ(table.at("reason"), "compared with merged_north.orders: 1 changed row");
            }
        }

        const ProgramRun text = task.run("verify", {"--progress", "none"});
        EXPECT_NE(text.out.find("id = 8 of merged_south.orders"), std::string::npos) << text.out;
        const std::string report = task.path("report.json");
        EXPECT_EQ(task.run("report", {"--json-report", report}).exit_code, 1);
        EXPECT_NE(
            run_program({"cat", report}).out.find("compared with merged_north.orders"),
            std::string::npos);
    }
}

/// A row that another tool brings while the verification looks again was on its way.
TEST(MergedTables, RowsOnTheirWayAreReadAgainFromTheirTable) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const MergedCase merged(kinds);
        const MergedTask task(merged);
        const std::string row = "INSERT INTO people VALUES ('late', 500);";
        merged.south.at_source(row);
        const nlohmann::json different = task.verify({"--recheck", "--patience", "1"}, 1);
        EXPECT_EQ(different.at("discrepancies").at(0).at("table"), "merged_south.people");
        EXPECT_EQ(different.at("discrepancies").at(0).at("key").at("k"), "late");
        const std::jthread other_tool([&] {
            std::this_thread::sleep_for(std::chrono::seconds(2));
            merged.whole.at_destination(row);
        });
        const nlohmann::json arrived = task.verify({"--recheck", "--patience", "20"}, 0);
        EXPECT_EQ(arrived.at("outcome"), "equal") << arrived.dump();
    }
}

}  // namespace
}  // namespace cutover::test::merged_tables_test
