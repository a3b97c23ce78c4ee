/// Several tables of the source that become one: compared as the sum of their rows, each row named
/// by the table that it is of, and never EQUAL where their sum is not what the destination has.
#include "verify/shared_destination.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/repair_list.hpp"
#include "tests/fakes/two_servers.hpp"
#include "verify/carry.hpp"
#include "verify/shared_boundaries.hpp"

namespace cutover::test::shared_destination_test {
namespace {

const std::vector<std::string> columns{"id bigint", "name varchar", "price double"};

MemoryRow row_of(std::uint64_t id, const std::string& name) {
    return {number_cell(id), text_cell(name), real_cell(static_cast<double>(id) / 4)};
}

/// north.t has the ids from 1 to 10 (or more), south.t the next as many, and shop.t has them all.
struct Merged : TwoServers {
    explicit Merged(std::size_t key_columns = 1, std::size_t rows_each = 10) {
        task.objects.databases = {{"north", {.rename = "shop"}}, {"south", {.rename = "shop"}}};
        std::vector<MemoryRow> all;
        for (const char* const database : {"north", "south"}) {
            std::vector<MemoryRow> rows;
            for (std::uint64_t id = all.size() + 1; rows.size() < rows_each; ++id) {
                rows.push_back(row_of(id, database));
            }
            all.insert(all.end(), rows.begin(), rows.end());
            source.add_table(define_table({database, "t"}, columns, key_columns), rows);
        }
        destination.add_table(define_table({"shop", "t"}, columns, key_columns), all);
    }

    MemoryTable& north() { return source.table({"north", "t"}); }

    MemoryTable& south() { return source.table({"south", "t"}); }

    MemoryTable& there() { return destination.table({"shop", "t"}); }
};

/// "south.t missing 11; ", by table.
std::string found(const VerifyReport& report) {
    std::string text;
    for (const Discrepancy& one : report.discrepancies) {
        text += display(one.table) + " " + describe({one}) + "; ";
    }
    return text;
}

std::string reasons(const VerifyReport& report) {
    std::string text;
    for (const TableComparison& table : report.tables) {
        text += display(table.source) + " " + to_text(table.verdict) + " " + table.reason + "\n";
    }
    return text;
}

TEST(SharedDestination, TablesThatBecomeOneAreComparedByTheirSum) {
    Merged servers;
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal") << reasons(report);
    ASSERT_EQ(report.tables.size(), 2U);
    const TableComparison& whole = report.tables[0];
    EXPECT_EQ(whole.source_rows.rows, 20U);
    EXPECT_EQ(whole.source_rows, whole.destination_rows);
    EXPECT_EQ(whole.source_count, 20U);
    EXPECT_EQ(whole.destination_count, 20U);
    EXPECT_EQ(whole.chunks, 5U) << "the boundaries of both tables";
    const TableComparison& part = report.tables[1];
    EXPECT_EQ(display(part.source), "south.t");
    EXPECT_EQ(display(part.compared_with), "north.t");
    EXPECT_EQ(part.source_rows.rows + part.destination_rows.rows + part.chunks, 0U);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_EQ(report.notes[0], "shop.t is what north.t, south.t become: they are compared as one.");
    EXPECT_EQ(servers.destination.diary().count("read shop.t"), whole.chunks) << "once";
}

struct DamageCase {
    const char* name;
    void (*arrange)(Merged&);
    const char* found;
};

const DamageCase damage_cases[] = {
    {"a row of the second", [](Merged& s) { s.rows_there().erase(s.rows_there().begin() + 10); },
     "south.t missing 11; "},
    {"a row of the first", [](Merged& s) { s.rows_there().erase(s.rows_there().begin()); },
     "north.t missing 1; "},
    {"all of the second", [](Merged& s) { s.rows_there().resize(10); },
     "south.t missing 11; south.t missing 12; south.t missing 13; south.t missing 14; "
     "south.t missing 15; south.t missing 16; south.t missing 17; south.t missing 18; "
     "south.t missing 19; south.t missing 20; "},
    {"a value of the second", [](Merged& s) { s.rows_there().at(14).at(1) = text_cell("north"); },
     "south.t changed 15 name; "},
    {"a row more", [](Merged& s) { s.rows_there().push_back(row_of(30, "north")); },
     "north.t extra 30; "},
    {"two rows exchange their shards",
     [](Merged& s) {
         s.rows_there().at(0).at(1) = text_cell("south");
         s.rows_there().at(19).at(1) = text_cell("north");
     },
     "north.t changed 1 name; south.t changed 20 name; "},
    {"one key in both, the first's row is there",
     [](Merged& s) { s.south().rows.push_back(row_of(1, "south")); }, "south.t missing 1; "},
    {"one key in both, the second's row is there",
     [](Merged& s) {
         s.south().rows.push_back(row_of(1, "south"));
         s.rows_there().at(0) = row_of(1, "south");
     },
     "north.t missing 1; "},
    {"one row in both", [](Merged& s) { s.south().rows.push_back(row_of(1, "north")); },
     "north.t missing 1; "},
};

TEST(SharedDestination, EachDifferenceIsFoundAndNamesTheTableOfItsRow) {
    for (const DamageCase& test : damage_cases) {
        for (const std::uint64_t whole_below : {0U, 1U << 20U}) {
            SCOPED_TRACE(test.name);
            Merged servers;
            servers.request.whole_below_bytes = whole_below;
            test.arrange(servers);
            const VerifyReport report = servers.run();
            EXPECT_EQ(report.outcome(), "different");
            EXPECT_EQ(found(report), test.found);
            EXPECT_EQ(report.discrepancy_count, report.discrepancies.size());
            for (const TableComparison& table : report.tables) {
                EXPECT_EQ(table.verdict, TableVerdict::different) << display(table.source);
            }
        }
    }
}

TEST(SharedDestination, KeylessTablesAreOneMultiset) {
    Merged servers(0);
    servers.south().rows.push_back(servers.north().rows.at(0));
    servers.rows_there().push_back(servers.north().rows.at(0));
    EXPECT_EQ(servers.run().outcome(), "equal") << "a row twice, once of each";
    servers.rows_there().pop_back();
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "different");
    EXPECT_EQ(report.discrepancy_count, 1U);
    EXPECT_EQ(found(report), "north.t missing 1 north 0.25; ");
}

TEST(SharedDestination, EachTableHasItsOwnFilter) {
    Merged servers;
    servers.task.objects.databases["south"].tables["t"].where = "id > 15";
    const RowPredicate above = [](const MemoryRow& row) { return row.at(0).number > 15; };
    servers.south().wheres["id > 15"] = above;
    const VerifyReport unfiltered = servers.run();
    EXPECT_EQ(unfiltered.discrepancy_count, 5U);
    EXPECT_NE(found(unfiltered).find("extra 15"), std::string::npos) << found(unfiltered);
    servers.rows_there().erase(
        servers.rows_there().begin() + 10, servers.rows_there().begin() + 15);
    EXPECT_EQ(servers.run().outcome(), "equal");
}

TEST(SharedDestination, OnlyTheServersCountsProveWhatWasReadOfSeveral) {
    Merged servers;
    servers.request.whole_below_bytes = 1U << 20U;
    EXPECT_EQ(servers.run().outcome(), "equal");
    EXPECT_EQ(servers.source.diary().count("rows sent"), 0U) << "it knows of the last alone";
    EXPECT_EQ(servers.source.diary().count("count north.t"), 1U);
    EXPECT_EQ(servers.source.diary().count("count south.t"), 1U);
    EXPECT_EQ(servers.destination.diary().count("count shop.t"), 1U);
}

TEST(SharedDestination, APrefilterAddsUpWhatTheServerDigests) {
    Merged servers;
    servers.request.prefilter = true;
    const VerifyReport agreed = servers.run();
    EXPECT_EQ(agreed.outcome(), "incomplete");
    EXPECT_EQ(agreed.tables.at(0).rows_prefiltered, 20U) << reasons(agreed);
    servers.rows_there().at(14).at(1) = text_cell("north");
    EXPECT_EQ(found(servers.run()), "south.t changed 15 name; ");
    servers.rows_there().at(14).at(1) = text_cell("south");
    servers.source.server().digests = false;
    EXPECT_EQ(servers.run().outcome(), "equal") << "what cannot be digested is read";
}

/// The halves are those of the first table, and what agrees in them is counted of all.
TEST(SharedDestination, OfAChunkThatDisagreesTheHalvesThatAgreeAreNotRead) {
    struct Halved {
        std::uint64_t damaged;
        std::uint64_t unread;
        const char* found;
    };

    for (const Halved& one :
         {Halved{2300, 1200, "south.t changed 2300 name; "},
          Halved{1, 2100, "north.t changed 1 name; "}}) {
        SCOPED_TRACE(one.found);
        Merged servers(1, 1200);
        servers.request.prefilter = true;
        servers.chunk_rows = 5000;
        servers.rows_there().at(one.damaged - 1).at(1) = text_cell("east");
        const VerifyReport report = servers.run();
        EXPECT_EQ(found(report), one.found);
        const TableComparison& whole = report.tables.at(0);
        EXPECT_EQ(whole.rows_prefiltered, one.unread);
        EXPECT_EQ(whole.source_rows.rows, 2400U);
        EXPECT_EQ(whole.source_count, 2400U);
    }
}

TEST(SharedDestination, ASampleIsOfAll) {
    Merged servers;
    servers.request.sample_percent = 40;
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "incomplete");
    EXPECT_NE(reasons(report).find("2 of 5 chunks"), std::string::npos) << reasons(report);
    EXPECT_NE(reasons(report).find("of 20 rows"), std::string::npos) << reasons(report);
}

TEST(SharedDestination, RulesForRealsHoldForEachRow) {
    for (const auto mode : {FloatRule::Mode::dts, FloatRule::Mode::ulp}) {
        Merged servers;
        servers.request.floats = {.mode = mode, .double_digits = 3};
        Cell& price = servers.rows_there().at(14).at(2);
        ++price.number;
        const VerifyReport near = servers.run();
        EXPECT_EQ(near.outcome(), "equal") << reasons(near);
        EXPECT_EQ(near.tables.at(0).equal_only_rounded, 1U);
        EXPECT_EQ(near.tables.at(1).equal_only_rounded, 0U) << "counted once";
        price = real_cell(99);
        EXPECT_EQ(found(servers.run()), "south.t changed 15 price; ");
    }
}

TEST(SharedDestination, WhatIsMissingIsInsertedFromItsTable) {
    Merged servers;
    servers.rows_there().erase(servers.rows_there().begin() + 10);
    RepairList statements;
    servers.request.repair = &statements;
    EXPECT_EQ(found(servers.run()), "south.t missing 11; ");
    const std::string sql = statements.kept.size() == 1 ? statements.kept[0].sql : "";
    EXPECT_TRUE(sql.starts_with("INSERT INTO `shop`.`t` ") && sql.find("11, ") < sql.size()) << sql;
}

/// Of the definitions of both sides; the destination's table is north's, and so is most of south's.
struct FormCase {
    const char* name;
    void (*arrange)(Merged&);
    const char* verdict;  ///< Of rows; what the definitions are is another matter.
    const char* reason;
};

void put_id_last(Merged& servers) {
    auto& definition = servers.south().definition.columns;
    std::rotate(definition.begin(), definition.begin() + 1, definition.end());
    for (MemoryRow& row : servers.south().rows) {
        std::rotate(row.begin(), row.begin() + 1, row.end());
    }
}

const FormCase form_cases[] = {
    {"another order of columns", put_id_last, "EQUAL", ""},
    {"a text of another character set",
     [](Merged& s) { s.south().definition.columns.at(1).character_set = "latin1"; }, "EQUAL", ""},
    {"a column more",
     [](Merged& s) {
         s.south().definition.columns.push_back(s.south().definition.columns.at(1));
         s.south().definition.columns.back().name = "more";
     },
     "DIFFERENT", "no column more"},
    {"a column less", [](Merged& s) { s.south().definition.columns.pop_back(); }, "UNPROVEN",
     "north.t and south.t do not fill the same columns"},
    {"no key", [](Merged& s) { s.south().definition.keys.clear(); }, "UNPROVEN",
     "have keys of other columns"},
    {"decimals of a second",
     [](Merged& s) {
         for (MemoryTable* const table : {&s.north(), &s.south(), &s.there()}) {
             table->definition.columns.at(2).data_type = "datetime";
         }
         s.south().definition.columns.at(2).fraction_digits = 3;
     },
     "UNPROVEN", "have other types, lengths or members of price"},
};

TEST(SharedDestination, OnlyWhatIsOfOneFormIsAddedUp) {
    for (const FormCase& test : form_cases) {
        SCOPED_TRACE(test.name);
        Merged servers;
        test.arrange(servers);
        const VerifyReport report = servers.run();
        EXPECT_EQ(to_text(report.tables.at(1).verdict), std::string(test.verdict));
        EXPECT_NE(report.tables.at(1).reason.find(test.reason), std::string::npos)
            << reasons(report);
        EXPECT_EQ(
            report.tables.at(0).verdict == TableVerdict::equal,
            std::string(test.verdict) == "EQUAL")
            << reasons(report);
    }
}

TEST(SharedDestination, KeysThatSortDifferentlyAreNotAddedUp) {
    Merged servers;
    servers.task.objects.databases["south"].tables["t"].columns = {
        {"code", {.rename = "name"}}, {"id", {}}, {"price", {}}};
    servers.source.server().tables.clear();
    for (const char* const database : {"north", "south"}) {
        const std::string name = std::string(database) == "north" ? "name" : "code";
        servers.source.add_table(
            define_table({database, "t"}, {name + " varchar", "id bigint", "price double"}, 1));
    }
    servers.there().definition =
        define_table({"shop", "t"}, {"name varchar", "id bigint", "price double"}, 1);
    servers.there().rows.clear();
    EXPECT_EQ(servers.run().tables.at(1).verdict, TableVerdict::equal);
    servers.south().definition.columns.at(0).collation = "utf8mb4_general_ci";
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.tables.at(1).verdict, TableVerdict::unproven);
    EXPECT_NE(reasons(report).find("other collations of name"), std::string::npos)
        << reasons(report);
}

TEST(SharedDestination, ARowIsNamedByTheColumnsOfItsOwnTable) {
    Merged servers;
    servers.south().definition.columns.at(0).name = "number";
    servers.south().definition.columns.at(1).name = "title";
    servers.south().definition.keys.at(0).parts.at(0).column = "number";
    servers.task.objects.databases["south"].tables["t"].columns = {
        {"number", {.rename = "id"}}, {"title", {.rename = "name"}}, {"price", {}}};
    servers.rows_there().at(14).at(1) = text_cell("x");
    const VerifyReport report = servers.run();
    EXPECT_EQ(found(report), "south.t changed 15 title; ") << reasons(report);
    EXPECT_EQ(report.discrepancies.at(0).key.at(0).name, "number");
}

TEST(SharedDestination, WhoeverAsksForOneAsksForAll) {
    Merged servers;
    servers.request.table_patterns = {"south.*"};
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.tables.size(), 2U);
    EXPECT_EQ(report.outcome(), "equal");
}

/// But not those of another group of tables.
TEST(SharedDestination, AnInterruptedVerificationGoesOnWithTheSumsOfAll) {
    Merged servers;
    FaultyDatabase faulty(servers.source, {.at_call = 20});
    EXPECT_THROW(servers.run(faulty, servers.destination), ServerError);
    servers.request.earlier = unfinished_chunks(servers.evidence.records);
    ASSERT_GE(servers.request.earlier.size(), 1U);
    const VerifyReport resumed = servers.run();
    EXPECT_EQ(resumed.outcome(), "equal") << reasons(resumed);
    EXPECT_EQ(resumed.resumed_chunks, servers.request.earlier.size());
    servers.task.objects.databases.erase("south");
    EXPECT_EQ(servers.run().resumed_chunks, 0U);
}

TEST(SharedDestination, NoShardProvesIt) {
    Merged servers;
    servers.request.shard = {1, 2};
    const VerifyReport report = servers.run();
    for (const TableComparison& table : report.tables) {
        EXPECT_EQ(table.verdict, TableVerdict::unproven);
        EXPECT_EQ(
            table.reason,
            "several tables become shop.t, and no shard of a verification can prove that");
    }
    EXPECT_EQ(servers.source.diary().count("read"), 0U);
}

TEST(SharedDestination, NamesThatMeetByTheirLetterCaseAreRefusedAsBefore) {
    TwoServers servers;
    servers.task.name_case = NameCase::lower;
    servers.source.add_table(define_table({"shop", "T"}, columns, 1), {row_of(1, "a")});
    servers.source.add_table(define_table({"shop", "t"}, columns, 1), {row_of(2, "b")});
    servers.destination.add_table(
        define_table({"shop", "t"}, columns, 1), {row_of(1, "a"), row_of(2, "b")});
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "different");
    EXPECT_NE(report.tables.at(1).reason.find("as shop.T does; rename one"), std::string::npos)
        << "it is no table on purpose";
    EXPECT_EQ(report.tables.at(0).compared_with, TableName{});
    EXPECT_EQ(report.tables.at(1).compared_with, TableName{});
}

TEST(SharedDestination, IsNotCarriedFromAnEarlierVerification) {
    Merged servers;
    const VerifyReport report = servers.run();
    TableUnderWay whole{.pair = {.source_name = {"north", "t"}, .one_order = true}};
    Baseline baseline;
    baseline.equal[whole.pair.source_name] = report.tables.at(0);
    whole.pair.source.also.push_back({.table = {"south", "t"}});
    EXPECT_EQ(
        why_not_carried(whole, baseline),
        "several tables become one, and a log tells of each of them alone");
}

}  // namespace
}  // namespace cutover::test::shared_destination_test
