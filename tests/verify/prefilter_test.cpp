/// Chunks that both servers digest alike are not read, and nothing that was not read is EQUAL.
#include "verify/prefilter.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/two_servers.hpp"

namespace cutover::test {
namespace {

/// Ids 1 to `rows` in shop.t(id, name), four to a chunk.
struct Prefiltered : TwoServers {
    explicit Prefiltered(std::uint64_t rows, std::size_t key_columns = 1) {
        std::vector<MemoryRow> made;
        for (std::uint64_t id = 1; id <= rows; ++id) {
            made.push_back({number_cell(id), text_cell("name" + std::to_string(id))});
        }
        add(define_table({"shop", "t"}, {"id bigint", "name varchar"}, key_columns), made);
        request.prefilter = true;
    }

    [[nodiscard]] std::size_t reads() const {
        return source.diary().count("read") + destination.diary().count("read");
    }
};

const TableComparison& only_table(const VerifyReport& report) {
    return report.tables.at(0);
}

TEST(Prefilter, WhatServersDigestAlikeIsNotReadAndNotProven) {
    Prefiltered servers(40);
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "incomplete");
    EXPECT_EQ(report.exit_code(), ExitCode::incomplete);
    const TableComparison& table = only_table(report);
    EXPECT_EQ(table.verdict, TableVerdict::unproven);
    EXPECT_EQ(
        table.reason,
        "40 of 40 rows were not read, for both servers' own digests of them agree: verify without "
        "--prefilter to prove it");
    EXPECT_EQ(table.rows_prefiltered, 40U);
    EXPECT_EQ(table.source_rows.rows, 40U);
    EXPECT_EQ(table.source_count, 40U);
    EXPECT_FALSE(table.source_rows.is_known()) << "a digest of rows that were not read";
    EXPECT_EQ(servers.reads(), 0U);
    EXPECT_EQ(servers.source.diary().count("digest shop.t"), 10U);
}

TEST(Prefilter, OnlyTheChunkThatDisagreesIsRead) {
    Prefiltered servers(40);
    servers.rows_there().at(39).at(1) = text_cell("damaged");
    const VerifyReport report = servers.run();
    EXPECT_EQ(describe(report.discrepancies), "changed 40 name");
    const TableComparison& table = only_table(report);
    EXPECT_EQ(table.verdict, TableVerdict::different);
    EXPECT_EQ(table.reason, "1 changed row; 36 of 40 rows were not read (--prefilter)");
    EXPECT_EQ(table.rows_prefiltered, 36U);
    EXPECT_EQ(report.exit_code(), ExitCode::no);
    EXPECT_EQ(servers.source.diary().count("read shop.t (i36, *]"), 3U);
    EXPECT_EQ(servers.source.diary().count("read"), 3U);
}

TEST(Prefilter, MissingAndExtraRowsAndEmptySides) {
    Prefiltered missing(40);
    missing.rows_there().erase(missing.rows_there().begin() + 4);
    missing.rows_here().erase(missing.rows_here().begin() + 20);
    EXPECT_EQ(describe(missing.run().discrepancies), "missing 5; extra 21");
    Prefiltered emptied(8);
    emptied.rows_there().clear();
    EXPECT_EQ(only_table(emptied.run()).reason, "8 missing rows");
    Prefiltered nothing(0);
    EXPECT_EQ(nothing.run().outcome(), "equal") << "no row was left unread";
}

/// A disagreement is no difference: what is read says.
TEST(Prefilter, ATableOfWhichEverythingHadToBeReadIsEqual) {
    Prefiltered servers(40);
    servers.destination.server().digests = false;
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(only_table(report).rows_prefiltered, 0U);
    EXPECT_TRUE(only_table(report).source_rows.is_known());
}

TEST(Prefilter, TwoServersWithoutADigestDoNotAgree) {
    Prefiltered servers(40);
    servers.rows_there().at(39).at(1) = text_cell("damaged");
    servers.source.server().digests = servers.destination.server().digests = false;
    EXPECT_EQ(describe(servers.run().discrepancies), "changed 40 name");
}

TEST(Prefilter, ATableWithoutAKeyIsOneChunk) {
    Prefiltered servers(9, 0);
    EXPECT_EQ(only_table(servers.run()).rows_prefiltered, 9U);
    EXPECT_EQ(servers.reads(), 0U);
    servers.rows_there().push_back(servers.rows_there().front());
    const VerifyReport report = servers.run();
    EXPECT_EQ(describe(report.discrepancies), "extra 1 name1");
    EXPECT_EQ(only_table(report).rows_prefiltered, 0U);
}

/// Its chunks hold other rows over there; as one piece it agrees.
TEST(Prefilter, ATableWhoseKeysAreOrderedOtherwiseIsOneChunk) {
    TwoServers servers;
    std::vector<MemoryRow> rows;
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}) {
        rows.push_back({text_cell(name), number_cell(1)});
    }
    servers.add(define_table({"shop", "t"}, {"name varchar", "n bigint"}, 1), rows);
    MemoryTable& there = servers.destination.table({"shop", "t"});
    there.definition.columns.at(0).collation = "other_ci";
    there.less = [](const KeyTuple& a, const KeyTuple& b) { return key_less(b, a); };
    servers.request.prefilter = true;
    EXPECT_EQ(only_table(servers.run()).rows_prefiltered, 11U);
    servers.rows_there().at(4).at(1) = number_cell(2);
    EXPECT_EQ(describe(servers.run().discrepancies), "changed e n");
}

struct ReadWholeCase {
    const char* name;
    CellForm form;
    bool is_read;
};

const ReadWholeCase read_whole_cases[] = {
    {"integer", CellForm::integer, false},  {"natural", CellForm::natural, false},
    {"float", CellForm::real32, false},     {"double", CellForm::real64, false},
    {"decimal", CellForm::decimal, false},  {"text", CellForm::text, false},
    {"bytes", CellForm::bytes, false},      {"json", CellForm::json, true},
    {"geometry", CellForm::geometry, true}, {"enum", CellForm::enumeration, false},
    {"set", CellForm::set, false},          {"date", CellForm::date, false},
    {"time", CellForm::time, false}};

TEST(Prefilter, WhatServersCannotDigestExactlyIsRead) {
    for (const ReadWholeCase& one : read_whole_cases) {
        SCOPED_TRACE(one.name);
        TablePair pair;
        pair.source.columns = {{.name = "id"}, {.name = "c", .form = one.form}};
        pair.destination.columns = pair.source.columns;
        EXPECT_EQ(!why_not_prefiltered(pair).empty(), one.is_read) << why_not_prefiltered(pair);
    }
    TablePair members;
    members.source.columns = {{.name = "c", .form = CellForm::enumeration, .members = {"a", "b"}}};
    members.destination.columns = members.source.columns;
    EXPECT_EQ(why_not_prefiltered(members), "");
    members.destination.columns.at(0).members = {"b", "a"};
    EXPECT_NE(why_not_prefiltered(members), "") << "2 is b here and a there";
}

TEST(Prefilter, ATableWithJsonIsReadAndSaysSo) {
    TwoServers servers;
    servers.add(
        define_table({"shop", "t"}, {"id bigint", "doc json"}, 1),
        {{number_cell(1), text_cell("{}")}});
    servers.request.prefilter = true;
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(servers.source.diary().count("digest"), 0U);
    ASSERT_EQ(report.notes.size(), 1U);
    EXPECT_EQ(
        report.notes.front(),
        "shop.t is read whole: of column doc, servers write the same JSON in different ways.");
}

/// Neither a run that goes on from here nor one that carries on what was equal may believe it.
TEST(Prefilter, WhatWasNotReadIsOnRecordAsSuch) {
    Prefiltered servers(40);
    servers.rows_there().at(0).at(1) = text_cell("damaged");
    static_cast<void>(servers.run());
    std::size_t chunks = 0;
    for (const EvidenceRecord& record : servers.evidence.records) {
        if (const auto* const chunk = std::get_if<ChunkCompared>(&record.entry)) {
            ++chunks;
            EXPECT_FALSE(chunk->chunk.after) << "only the first chunk was read";
        }
        if (const auto* const table = std::get_if<TableCompared>(&record.entry)) {
            EXPECT_EQ(table->comparison.rows_prefiltered, 36U);
            EXPECT_EQ(table->comparison.source_rows.sum, Digest{});
        }
    }
    EXPECT_EQ(chunks, 1U);
}

/// Stopped half-way, and then run without the flag: every chunk is read.
TEST(Prefilter, AnInterruptedOneLeavesNothingUnread) {
    Prefiltered servers(40);
    servers.rows_there().at(0).at(1) = text_cell("damaged");
    static_cast<void>(servers.run());
    std::vector<ChunkCompared> earlier;
    for (const EvidenceRecord& record : servers.evidence.records) {
        if (const auto* const chunk = std::get_if<ChunkCompared>(&record.entry)) {
            earlier.push_back(*chunk);
        }
    }
    servers.rows_there().at(0).at(1) = text_cell("name1");
    servers.request.prefilter = false;
    servers.request.earlier = earlier;
    const VerifyReport report = servers.run();
    EXPECT_EQ(report.outcome(), "equal");
    EXPECT_EQ(report.resumed_chunks, 0U);
    EXPECT_EQ(only_table(report).source_rows.rows, 40U);
}

TEST(Prefilter, AFailureAtAnyCallIsNoVerdict) {
    Prefiltered servers(20);
    servers.rows_there().at(19).at(1) = text_cell("damaged");
    FaultyDatabase counted(servers.destination, {});
    EXPECT_EQ(servers.run(servers.source, counted).outcome(), "different");
    ASSERT_GE(counted.calls(), 10U);
    for (std::size_t n = 1; n <= counted.calls(); ++n) {
        SCOPED_TRACE(n);
        FaultyDatabase faulty(servers.destination, {.at_call = n});
        EXPECT_THROW(static_cast<void>(servers.run(servers.source, faulty)), ServerError);
    }
}

/// What a server cannot make of a table is no reason not to read it.
TEST(Prefilter, ATableThatAServerRefusesToDigestIsRead) {
    Prefiltered servers(20);
    std::size_t equal = 0;
    const auto refuse = [] {
        throw ServerError(
            Recovery::none, ExitCode::could_not_finish, {1235, "42000"}, "not supported");
    };
    servers.request.workers = 1;
    for (std::size_t n = 1; n <= 20; ++n) {
        FaultyDatabase faulty(servers.destination, {.at_call = n, .raise = refuse});
        try {
            const VerifyReport report = servers.run(servers.source, faulty);
            equal += only_table(report).rows_prefiltered == 16 ? 1U : 0U;
        } catch (const ServerError&) {  // it refused more than the table
        }
    }
    EXPECT_EQ(equal, 5U) << "of the five chunks, one is read";
}

}  // namespace
}  // namespace cutover::test
