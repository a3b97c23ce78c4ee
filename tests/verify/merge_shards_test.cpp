/// Joined shards prove what one verification proves, and what does not fit together is refused.
#include "verify/merge_shards.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/two_servers.hpp"

namespace cutover::test::merge_shards_test {
namespace {

RunStarted start_of_run() {
    return {
        .command = "verify",
        .cutover_version = "0.1.0",
        .task = "shop",
        .fingerprint = "f",
        .source = {.endpoint = "old:3306", .identity = "source"},
        .destination = {.endpoint = "new:3306", .identity = "destination"}};
}

std::chrono::system_clock::time_point at_second(std::int64_t second) {
    return std::chrono::system_clock::time_point(std::chrono::seconds(second));
}

/// Runs one shard and reads what it put on record, as `merge` does.
ShardEvidence run_shard(TwoServers& servers, const Shard& shard) {
    servers.evidence.records.clear();
    servers.request.shard = shard;
    EXPECT_NE(servers.run().outcome(), "equal") << "a shard alone proves nothing";
    ShardGathering gathering("folder" + std::to_string(shard.number));
    gathering.take(
        {.number = 1, .run = 1, .at = at_second(100 + shard.number), .entry = start_of_run()});
    for (EvidenceRecord record : servers.evidence.records) {
        record.run = 1;
        gathering.take(record);
    }
    return gathering.evidence();
}

std::vector<ShardEvidence> run_shards(TwoServers& servers, std::uint32_t of) {
    std::vector<ShardEvidence> shards;
    for (std::uint32_t number = 1; number <= of; ++number) {
        shards.push_back(run_shard(servers, {number, of}));
    }
    servers.request.shard.reset();
    return shards;
}

const TableComparison& table_t(const VerifyReport& report) {
    for (const TableComparison& table : report.tables) {
        if (table.source.table == "t") {
            return table;
        }
    }
    throw std::logic_error("shop.t was not compared");
}

/// shop.t in chunks of four rows, and small tables beside it.
void add_shop(TwoServers& servers, std::uint64_t rows) {
    servers.add_plain(rows);
    for (const char* const name : {"u", "v", "w"}) {
        servers.add(
            define_table({"shop", name}, {"id bigint"}, 1), {{number_cell(1)}, {number_cell(2)}});
    }
}

TEST(MergeShards, TogetherTheyProveWhatOneVerificationProves) {
    for (const std::uint32_t of : {1U, 2U, 3U, 4U, 7U, 40U}) {
        SCOPED_TRACE(of);
        TwoServers servers;
        add_shop(servers, 50);
        const auto shards = run_shards(servers, of);
        EXPECT_EQ(servers.source.diary().count("read shop.t"), 13U) << "each chunk once in all";
        EXPECT_EQ(servers.source.diary().count("count shop.t"), 1U) << "counted by one of them";
        const MergedShards merged = merge_shards(shards, "f");
        const VerifyReport whole = servers.run();
        EXPECT_EQ(merged.report.outcome(), "equal");
        EXPECT_EQ(merged.report.exit_code(), ExitCode::yes);
        EXPECT_EQ(merged.report.verification.find("shard"), std::string::npos);
        ASSERT_EQ(merged.report.tables.size(), 4U);
        EXPECT_EQ(merged.report.objects.size(), whole.objects.size());
        const TableComparison& table = table_t(merged.report);
        EXPECT_EQ(table.source_rows, table_t(whole).source_rows);
        EXPECT_EQ(table.destination_rows, table_t(whole).destination_rows);
        EXPECT_EQ(table.source_count, 50U);
        EXPECT_EQ(table.chunks, 13U);
        EXPECT_EQ(table.source_position, table_t(whole).source_position);
        EXPECT_EQ(merged.chunks.size(), 16U);
        EXPECT_EQ(merged.began, at_second(101));
    }
}

TEST(MergeShards, ATableReadWholeIsOneShards) {
    TwoServers servers;
    servers.request.whole_below_bytes = 1U << 20U;
    add_shop(servers, 50);
    const auto shards = run_shards(servers, 3);
    EXPECT_EQ(servers.source.diary().count("read shop."), 4U);
    EXPECT_EQ(servers.source.diary().count("rows sent"), 4U);
    EXPECT_EQ(servers.source.diary().count("count"), 0U);
    EXPECT_EQ(merge_shards(shards, "f").report.outcome(), "equal");
}

TEST(MergeShards, ARefusedTableIsSkippedByAll) {
    TwoServers servers;
    servers.add_plain(50);
    servers.source.table({"shop", "t"}).definition.system_versioned = true;
    const VerifyReport report = merge_shards(run_shards(servers, 3), "f").report;
    EXPECT_EQ(report.tables.at(0).verdict, TableVerdict::skipped) << report.tables.at(0).reason;
}

TEST(MergeShards, ADifferenceOfOneShardIsOneOfAll) {
    for (const std::uint64_t whole_below : {0U, 1U << 20U}) {
        TwoServers servers;
        servers.request.whole_below_bytes = whole_below;
        add_shop(servers, 50);
        servers.rows_there().at(39).at(1) = text_cell("damaged");
        servers.rows_there().erase(servers.rows_there().begin() + 10);
        const MergedShards merged = merge_shards(run_shards(servers, 4), "f");
        EXPECT_EQ(merged.report.outcome(), "different");
        EXPECT_EQ(merged.report.discrepancy_count, 2U);
        const std::string found = describe(merged.report.discrepancies);
        EXPECT_NE(found.find("changed 40 name"), std::string::npos) << found;
        EXPECT_NE(found.find("missing 11"), std::string::npos) << found;
        const std::string& reason = table_t(merged.report).reason;
        EXPECT_NE(reason.find("shard "), std::string::npos) << reason;
        EXPECT_NE(reason.find("1 changed"), std::string::npos) << reason;
    }
}

TEST(MergeShards, WhatStandsAgainstATableStandsAgainstTheWhole) {
    TwoServers servers;
    add_shop(servers, 50);
    auto& tables = servers.destination.server().tables;
    std::erase_if(
        tables, [](const MemoryTable& table) { return table.definition.name.table == "u"; });
    auto shards = run_shards(servers, 3);
    MergedShards merged = merge_shards(shards, "f");
    EXPECT_EQ(merged.report.outcome(), "different");
    EXPECT_EQ(merged.report.tables.at(1).reason, "the destination has no such table");
    EXPECT_EQ(table_t(merged.report).verdict, TableVerdict::equal);

    // One shard could not read its part, so there is a gap, and it is said why.
    TableComparison& unread = shards.at(1).tables.at({"shop", "t"});
    unread.reason = "it could not be read: denied";
    unread.is_share = false;
    shards.at(1).chunks.clear();
    merged = merge_shards(shards, "f");
    EXPECT_EQ(table_t(merged.report).verdict, TableVerdict::unproven);
    EXPECT_EQ(table_t(merged.report).reason, "shard 2 of 3: it could not be read: denied");
}

/// Where the servers may order keys differently a row may lie in another chunk over there.
TEST(MergeShards, KeysInAnotherOrderAreProvenByTheSumAlone) {
    for (const bool damaged : {false, true}) {
        TwoServers servers;
        std::vector<MemoryRow> rows;
        for (const char* const key : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}) {
            rows.push_back({text_cell(key), number_cell(1)});
        }
        servers.add(define_table({"shop", "t"}, {"id varchar", "n bigint"}, 1), rows);
        servers.destination.table({"shop", "t"}).definition.columns.at(0).collation = "other_ci";
        // As the source but for one pair, which lies across a chunk's edge.
        servers.destination.table({"shop", "t"}).less = [](const KeyTuple& a, const KeyTuple& b) {
            const auto rank = [](const KeyTuple& key) {
                const std::string& id = key.at(0).bytes;
                return id == "d" ? std::string("e") : (id == "e" ? std::string("d") : id);
            };
            return rank(a) < rank(b);
        };
        if (damaged) {
            servers.rows_there().at(3).at(1) = number_cell(2);
        }
        const auto shards = run_shards(servers, 2);
        EXPECT_NE(
            shards.at(0).tables.at({"shop", "t"}).reason.find("order its keys differently"),
            std::string::npos);
        const TableComparison table = table_t(merge_shards(shards, "f").report);
        EXPECT_EQ(table.verdict, damaged ? TableVerdict::different : TableVerdict::equal)
            << table.reason;
    }
}

using Shards = std::vector<ShardEvidence>;

ChunkCompared& chunk_of_t(ShardEvidence& shard, std::uint32_t place) {
    return shard.chunks.at({{"shop", "t"}, place});
}

struct Unproven {
    const char* name;
    std::function<void(Shards&)> change;
    const char* reason;  ///< A part of it.
};

const Unproven unproven_cases[] = {
    {"never counted",
     [](Shards& shards) {
         for (ShardEvidence& shard : shards) {
             shard.tables.at({"shop", "t"}).source_count.reset();
         }
     },
     "not counted"},
    {"fewer rows than counted",
     [](Shards& shards) {
         chunk_of_t(shards.at(1), 1).source_rows = {};
         chunk_of_t(shards.at(1), 1).destination_rows = {};
     },
     "source 46 of 50, destination 46 of 50"},
    {"chunks do not add up",
     [](Shards& shards) {
         ++chunk_of_t(shards.at(1), 1).source_rows.sum.low;
         ++chunk_of_t(shards.at(1), 1).destination_rows.sum.low;
     },
     "do not add up"},
};

TEST(MergeShards, WhatIsNotProvenIsNotEqual) {
    TwoServers servers;
    add_shop(servers, 50);
    const Shards shards = run_shards(servers, 4);
    for (const Unproven& test : unproven_cases) {
        SCOPED_TRACE(test.name);
        Shards changed = shards;
        test.change(changed);
        const TableComparison table = table_t(merge_shards(changed, "f").report);
        EXPECT_EQ(table.verdict, TableVerdict::unproven);
        EXPECT_NE(table.reason.find(test.reason), std::string::npos) << table.reason;
    }
}

struct Refused {
    const char* name;
    std::function<void(Shards&)> change;
    ExitCode exit_code;
    const char* message;  ///< A part of it.
};

void rename(ShardEvidence& shard, const std::string& name) {
    shard.name = name;
}

const Refused refused_cases[] = {
    {"none", [](Shards& s) { s.clear(); }, ExitCode::usage, "no shard's folder was given"},
    {"one missing", [](Shards& s) { s.erase(s.begin() + 2); }, ExitCode::usage,
     "shard 3 of 4 is missing"},
    {"one twice", [](Shards& s) { s.at(2) = s.at(1); }, ExitCode::usage,
     "shard 2 of 4 is there twice: in folder2 and folder2"},
    {"one too many", [](Shards& s) { s.push_back(s.at(0)); }, ExitCode::usage, "there twice"},
    {"not a shard", [](Shards& s) { rename(s.at(1), parse_part(s.at(1).name).verification); },
     ExitCode::usage, "folder2 holds no shard"},
    {"nothing in it", [](Shards& s) { s.at(1) = {.folder = "empty"}; }, ExitCode::usage,
     "empty holds no shard"},
    {"of another number",
     [](Shards& s) {
         rename(s.at(3), part_name(parse_part(s.at(3).name).verification, Shard{4, 5}));
     },
     ExitCode::usage, "folder4 holds shard 4 of 5"},
    {"another meaning", [](Shards& s) { s.at(3).start.fingerprint = "g"; }, ExitCode::usage,
     "means something else"},
    {"not finished", [](Shards& s) { s.at(0).finished.reset(); }, ExitCode::could_not_finish,
     "shard 1 of 4 in folder1 did not finish"},
    {"another source", [](Shards& s) { s.at(2).start.source.identity = "x"; },
     ExitCode::could_not_finish, "different servers"},
    {"another destination", [](Shards& s) { s.at(2).start.destination.identity = "x"; },
     ExitCode::could_not_finish, "different servers"},
    {"the source moved", [](Shards& s) { s.at(2).source->facts.position = "binlog.000001:5"; },
     ExitCode::could_not_finish,
     "different moments of the source: shard 1 of 4 binlog.000001:4, shard 3 of 4 binlog.000001:5"},
    {"other GTIDs", [](Shards& s) { s.at(2).source->facts.gtid_set = "0-1-7"; },
     ExitCode::could_not_finish, "different moments of the source"},
    {"the destination moved",
     [](Shards& s) { s.at(1).destination->facts.position = "binlog.000001:5"; },
     ExitCode::could_not_finish, "different moments of the destination"},
    {"no binary log",
     [](Shards& s) {
         for (ShardEvidence& shard : s) {
             shard.destination->facts.position.clear();
         }
     },
     ExitCode::could_not_finish, "the destination keeps no binary log"},
    {"no snapshot", [](Shards& s) { s.at(1).source->facts.means = SnapshotMeans::none; },
     ExitCode::could_not_finish, "allowed no shared snapshot"},
    {"other rules",
     [](Shards& s) {
         rename(s.at(1), part_name("other-id", Shard{2, 4}));
     },
     ExitCode::could_not_finish, "other tables, or by other rules"},
    {"other tables",
     [](Shards& s) {
         s.at(1).tables.erase({"shop", "u"});
     },
     ExitCode::could_not_finish, "other tables"},
    {"a chunk missing",
     [](Shards& s) {
         s.at(2).chunks.erase({{"shop", "t"}, 2});
     },
     ExitCode::could_not_finish, "shop.t: chunk 2 is missing"},
    {"the last chunk missing",
     [](Shards& s) {
         s.at(0).chunks.erase({{"shop", "t"}, 12});
     },
     ExitCode::could_not_finish, "shop.t: chunk 12 is missing"},
    {"all chunks of a table missing",
     [](Shards& s) {
         for (ShardEvidence& shard : s) {
             shard.chunks.erase({{"shop", "v"}, 0});
         }
     },
     ExitCode::could_not_finish, "shop.v: chunk 0 is missing"},
    {"a chunk twice",
     [](Shards& s) {
         s.at(0).chunks[{{"shop", "t"}, 5}] = chunk_of_t(s.at(1), 5);
     },
     ExitCode::could_not_finish, "shop.t: chunk 5 is there twice"},
    {"cut elsewhere", [](Shards& s) { chunk_of_t(s.at(1), 1).chunk.up_to->at(0).number = 7; },
     ExitCode::could_not_finish, "shop.t: chunk 2 does not begin where the one before it ends"},
    {"open in the middle", [](Shards& s) { chunk_of_t(s.at(1), 1).chunk.up_to.reset(); },
     ExitCode::could_not_finish, "chunk 2 does not begin"},
    {"begins too late", [](Shards& s) { chunk_of_t(s.at(0), 0).chunk.after = KeyTuple{{}}; },
     ExitCode::could_not_finish, "chunk 0 does not begin"},
};

TEST(MergeShards, RefusesWhatDoesNotFitTogether) {
    TwoServers servers;
    add_shop(servers, 50);
    const Shards shards = run_shards(servers, 4);
    ASSERT_EQ(merge_shards(shards, "f").report.outcome(), "equal");
    for (const Refused& test : refused_cases) {
        SCOPED_TRACE(test.name);
        Shards changed = shards;
        test.change(changed);
        try {
            const MergedShards merged = merge_shards(changed, "f");
            ADD_FAILURE() << "it was merged: " << merged.report.outcome();
        } catch (const Error& error) {
            EXPECT_EQ(error.exit_code(), test.exit_code) << error.what();
            EXPECT_NE(std::string(error.what()).find(test.message), std::string::npos)
                << error.what();
        }
    }
}

TEST(MergeShards, AShardGoesOnWithItsOwnChunksOnly) {
    TwoServers servers;
    add_shop(servers, 50);
    (void)run_shard(servers, {2, 4});
    std::vector<EvidenceRecord> interrupted = servers.evidence.records;
    std::erase_if(interrupted, [](const EvidenceRecord& record) {
        return std::holds_alternative<VerificationFinished>(record.entry);
    });
    servers.request.earlier = unfinished_chunks(interrupted);
    ASSERT_GE(servers.request.earlier.size(), 3U);
    servers.request.shard = Shard{2, 4};
    EXPECT_EQ(servers.run().resumed_chunks, servers.request.earlier.size());
    servers.request.shard = Shard{3, 4};
    EXPECT_EQ(servers.run().resumed_chunks, 0U);
    servers.request.shard.reset();
    EXPECT_EQ(servers.run().resumed_chunks, 0U);
}

TEST(ShardGathering, KeepsTheLatestVerificationOverAllItsRuns) {
    ShardGathering gathering("folder");
    std::uint64_t number = 0;
    std::uint64_t run = 0;
    const auto add = [&](const EvidenceEntry& entry) {
        ++number;
        run = std::holds_alternative<RunStarted>(entry) ? number : run;
        gathering.take(
            {.number = number,
             .run = run,
             .at = at_second(static_cast<std::int64_t>(number)),
             .entry = entry});
    };
    const auto chunk = [](const char* verification, std::uint32_t place) {
        return ChunkCompared{
            .source = {"shop", "t"}, .verification = verification, .chunk = {0, place, {}, {}}};
    };
    add(start_of_run());
    add(chunk("old shard 1 of 2", 0));
    add(start_of_run());
    add(chunk("new shard 1 of 2", 0));
    EXPECT_EQ(gathering.evidence().chunks.size(), 1U);
    add(start_of_run());  // goes on with it
    add(chunk("new shard 1 of 2", 2));
    add(VerificationFinished{.verification = "new shard 1 of 2"});
    EXPECT_EQ(gathering.evidence().chunks.size(), 2U);
    EXPECT_EQ(gathering.evidence().began, at_second(3));
    EXPECT_TRUE(gathering.evidence().finished);
    add(start_of_run());  // the same again, for ids are made of what is compared
    add(chunk("new shard 1 of 2", 4));
    EXPECT_EQ(gathering.evidence().chunks.size(), 1U);
    EXPECT_FALSE(gathering.evidence().finished);
}

}  // namespace
}  // namespace cutover::test::merge_shards_test
