/// Chunks that both servers digest alike are not read, and nothing that was not read is EQUAL.
#include "verify/prefilter.hpp"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/two_servers.hpp"

namespace cutover::test::prefilter_test {
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
    EXPECT_EQ(
        only_table(report).not_prefiltered,
        "of column doc, servers write the same JSON in different ways");
}

struct HalvedCase {
    const char* name;
    std::function<void(std::vector<MemoryRow>& there)> damage;
    const char* expected;  ///< describe() of the discrepancies.
    const char* read;      ///< Of the source, and nothing else.
};

/// The row of that id.
MemoryRow& row_of(std::vector<MemoryRow>& rows, std::uint64_t id) {
    return rows.at(id - 1);
}

const HalvedCase halved_cases[] = {
    {"the first", [](auto& there) { row_of(there, 1).at(1) = text_cell("x"); }, "changed 1 name",
     "(*, i500]"},
    {"the last", [](auto& there) { row_of(there, 4000).at(1) = text_cell("x"); },
     "changed 4000 name", "(i3500, *]"},
    {"in the middle", [](auto& there) { row_of(there, 2001).at(1) = text_cell("x"); },
     "changed 2001 name", "(i2000, i2500]"},
    {"next to each other",
     [](auto& there) {
         row_of(there, 1600).at(1) = text_cell("x");
         row_of(there, 1400).at(1) = text_cell("y");
     },
     "changed 1400 name; changed 1600 name", "(i1000, i2000]"},
    {"at both ends",
     [](auto& there) {
         row_of(there, 1).at(1) = text_cell("x");
         row_of(there, 4000).at(1) = text_cell("y");
     },
     "changed 1 name; changed 4000 name", "(*, *]"},
    {"missing", [](auto& there) { there.erase(there.begin() + 3699); }, "missing 3700",
     "(i3500, *]"},
    {"extra behind all",
     [](auto& there) {
         there.push_back({number_cell(9000), text_cell("x")});
     },
     "extra 9000", "(i3500, *]"}};

TEST(Prefilter, OfAChunkThatDisagreesTheHalvesThatAgreeAreNotRead) {
    for (const HalvedCase& one : halved_cases) {
        SCOPED_TRACE(one.name);
        Prefiltered servers(4000);
        servers.chunk_rows = 5000;
        one.damage(servers.rows_there());
        const VerifyReport report = servers.run();
        EXPECT_EQ(describe(report.discrepancies), one.expected);
        const TableComparison& table = only_table(report);
        EXPECT_EQ(table.verdict, TableVerdict::different);
        EXPECT_EQ(table.source_rows.rows, 4000U);
        EXPECT_EQ(table.destination_rows.rows, servers.rows_there().size());
        EXPECT_EQ(table.source_count, 4000U);
        EXPECT_EQ(table.destination_count, servers.rows_there().size());
        const Diary& diary = servers.source.diary();
        EXPECT_GE(diary.count(std::string("read shop.t ") + one.read), 2U);
        EXPECT_EQ(diary.count("read shop.t"), diary.count(std::string("read shop.t ") + one.read));
        EXPECT_LE(diary.count("digest"), 7U);
    }
}

/// A refusal on the way leaves the rest to reading.
TEST(Prefilter, HalvingThatIsRefusedEndsAndIsSaid) {
    const auto refuse = [] {
        throw ServerError(
            Recovery::none, ExitCode::could_not_finish, {1235, "42000"}, "not supported");
    };
    std::size_t refused = 0;
    for (std::size_t n = 1; n <= 30; ++n) {
        SCOPED_TRACE(n);
        Prefiltered servers(4000);
        servers.chunk_rows = 5000;
        servers.request.workers = 1;
        row_of(servers.rows_there(), 1).at(1) = text_cell("x");
        FaultyDatabase faulty(servers.source, {.at_call = n, .raise = refuse});
        try {
            const VerifyReport report = servers.run(faulty, servers.destination);
            if (!only_table(report).not_prefiltered.empty()) {
                ++refused;
                EXPECT_EQ(describe(report.discrepancies), "changed 1 name");
                EXPECT_EQ(only_table(report).destination_count, 4000U);
            }
        } catch (const ServerError&) {  // it refused more than the table
        }
    }
    EXPECT_EQ(refused, 10U) << "the digest of the whole, and three times a key and both halves";
}

bool looks_like_a_tail(const VerifyReport& report) {
    return std::any_of(report.causes.begin(), report.causes.end(), [](const Cause& cause) {
        return cause.kind == CauseKind::missing_tail;
    });
}

/// Rows that are missing behind all others are told from those that are missing in front of rows
/// that were not read, for their digests agree.
TEST(Prefilter, WhatIsNotReadBehindMissingRowsIsThereAllTheSame) {
    for (const bool is_tail : {true, false}) {
        SCOPED_TRACE(is_tail);
        Prefiltered servers(4000);
        servers.chunk_rows = 5000;
        auto& there = servers.rows_there();
        const auto first = there.begin() + (is_tail ? 3900 : 900);
        there.erase(first, is_tail ? there.end() : first + 100);
        const VerifyReport report = servers.run();
        EXPECT_EQ(report.discrepancy_count, 100U);
        EXPECT_GE(only_table(report).rows_prefiltered, 3000U);
        EXPECT_EQ(looks_like_a_tail(report), is_tail);
    }
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
    std::size_t asked_for_evidence = 0;
    for (std::size_t n = 1; n <= counted.calls(); ++n) {
        SCOPED_TRACE(n);
        FaultyDatabase faulty(servers.destination, {.at_call = n});
        try {
            const VerifyReport report = servers.run(servers.source, faulty);
            EXPECT_EQ(report.outcome(), "different");
            EXPECT_NE(report.causes.at(0).evidence.find("is not known"), std::string::npos);
            ++asked_for_evidence;
        } catch (const ServerError&) {
            continue;  // no verdict
        }
    }
    EXPECT_LE(asked_for_evidence, 4U) << "what is only asked for a cause changes no verdict";
}

/// What a server cannot make of a table is no reason not to read it, and one to say so.
TEST(Prefilter, ATableThatAServerRefusesToDigestIsRead) {
    Prefiltered servers(20);
    std::size_t refused = 0;
    const auto refuse = [] {
        throw ServerError(
            Recovery::none, ExitCode::could_not_finish, {1235, "42000"}, "not supported");
    };
    servers.request.workers = 1;
    for (std::size_t n = 1; n <= 20; ++n) {
        FaultyDatabase faulty(servers.destination, {.at_call = n, .raise = refuse});
        try {
            const VerifyReport report = servers.run(servers.source, faulty);
            const TableComparison& table = only_table(report);
            const bool is_of_a_digest = table.rows_prefiltered == 16;
            refused += is_of_a_digest ? 1U : 0U;
            EXPECT_EQ(table.not_prefiltered, is_of_a_digest ? "not supported" : "");
            EXPECT_EQ(
                report.notes, is_of_a_digest
                                  ? std::vector<std::string>{"shop.t was read where a server "
                                                             "refused to digest it: not supported"}
                                  : std::vector<std::string>());
        } catch (const ServerError&) {  // it refused more than the table
        }
    }
    EXPECT_EQ(refused, 5U) << "of the five chunks, one is read";
}

}  // namespace
}  // namespace cutover::test::prefilter_test
