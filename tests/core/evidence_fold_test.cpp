#include "core/evidence_fold.hpp"

#include <gtest/gtest.h>

namespace cutover::evidence_fold_test {
namespace {

/// Folds entries as runs put them on record, one second apart.
class Story {
  public:
    Story& run(const char* command) {
        add(RunStarted{.command = command});
        return *this;
    }

    /// Goes on with the run that `number` started.
    Story& again(std::uint64_t number) {
        run_ = number;
        return *this;
    }

    Story& add(const EvidenceEntry& entry) {
        ++number_;
        if (std::holds_alternative<RunStarted>(entry)) {
            run_ = number_;
        }
        const TimePoint at{std::chrono::seconds(number_)};
        fold(file, {number_, run_, at, entry});
        return *this;
    }

    Story& table(const char* verification, const char* name, TableVerdict verdict) {
        TableComparison comparison{.source = {"shop", name}, .verdict = verdict};
        comparison.source_rows.rows = 10;
        return add(TableCompared{verification, comparison});
    }

    CaseFile file{};

  private:
    std::uint64_t number_ = 0;
    std::uint64_t run_ = 0;
};

TEST(EvidenceFold, NothingIsKnownOfNothing) {
    const CaseFile file;
    EXPECT_TRUE(file.runs.empty());
    EXPECT_FALSE(file.verification);
    EXPECT_EQ(latest_run(file, "migrate"), nullptr);
    EXPECT_EQ(find_run(file, 1), nullptr);
}

TEST(EvidenceFold, TheLatestRunOfEachCommandCounts) {
    Story story;
    story.run("migrate").add(RunEnded{.exit_code = 3}).run("verify").run("migrate");
    ASSERT_EQ(story.file.runs.size(), 3U);
    ASSERT_NE(latest_run(story.file, "migrate"), nullptr);
    EXPECT_EQ(latest_run(story.file, "migrate")->number, 4U);
    EXPECT_FALSE(latest_run(story.file, "migrate")->end);
    ASSERT_TRUE(find_run(story.file, 1)->end);
    EXPECT_EQ(find_run(story.file, 1)->end->exit_code, 3);
    EXPECT_EQ(find_run(story.file, 1)->ended_at, TimePoint(std::chrono::seconds(2)));
}

TEST(EvidenceFold, RecordsOfRunsThatInterleaveGoToTheirOwn) {
    Story story;
    story.run("migrate").run("verify");
    story.again(1).add(SnapshotTaken{.facts = {.position = "a"}});
    story.again(2).add(SnapshotTaken{.facts = {.position = "b"}}).add(RunEnded{});
    ASSERT_EQ(find_run(story.file, 1)->snapshots.size(), 1U);
    EXPECT_EQ(find_run(story.file, 1)->snapshots[0].facts.position, "a");
    EXPECT_FALSE(find_run(story.file, 1)->end);
    EXPECT_TRUE(find_run(story.file, 2)->end);
}

TEST(EvidenceFold, ANewVerificationTakesThePlaceOfTheOld) {
    Story story;
    story.run("verify").table("v1", "a", TableVerdict::equal);
    story.add(DiscrepancyFound{"v1", {.table = {"shop", "b"}}});
    story.add(VerificationFinished{.verification = "v1", .outcome = "different"});
    story.run("verify").table("v2", "a", TableVerdict::different);
    story.again(1).add(VerificationFinished{.verification = "v1", .outcome = "a late word"});
    ASSERT_TRUE(story.file.verification);
    EXPECT_EQ(story.file.verification->id, "v2");
    EXPECT_TRUE(story.file.verification->discrepancies.empty());
    EXPECT_FALSE(story.file.verification->finished);
    ASSERT_EQ(story.file.history.size(), 2U);
    EXPECT_EQ(story.file.history[0].tables_equal, 1U);
    EXPECT_EQ(story.file.history[0].finished->outcome, "different");
    EXPECT_EQ(story.file.history[1].tables_equal, 0U);
}

TEST(EvidenceFold, AResumedVerificationIsOne) {
    Story story;
    story.run("verify").add(ChunkCompared{.verification = "v1"});
    story.table("v1", "a", TableVerdict::unproven);
    story.add(DiscrepancyFound{"v1", {.table = {"shop", "b"}}});
    story.add(CauseFound{"v1", {.table = {"shop", "b"}, .detail = "changed", .rows = 1}});
    EXPECT_EQ(story.file.verification->chunks.size(), 1U);
    story.run("verify").table("v1", "a", TableVerdict::equal);
    story.add(DiscrepancyFound{"v1", {.table = {"shop", "b"}}});
    story.add(CauseFound{"v1", {.table = {"shop", "b"}, .detail = "changed", .rows = 2}});
    story.add(CauseFound{"v1", {.table = {"shop", "b"}, .detail = "missing", .rows = 3}});
    story.add(VerificationFinished{.verification = "v1"});
    const VerificationOnRecord& verification = *story.file.verification;
    EXPECT_EQ(verification.runs, (std::vector<std::uint64_t>{1, 6}));
    EXPECT_EQ(verification.tables.size(), 1U);
    EXPECT_EQ(verification.tables.begin()->second.verdict, TableVerdict::equal);
    EXPECT_EQ(verification.discrepancies.size(), 1U) << "found twice, listed once";
    ASSERT_EQ(verification.causes.size(), 2U);
    EXPECT_EQ(verification.causes.front().rows, 2U) << "what was seen last counts";
    EXPECT_TRUE(verification.chunks.empty()) << "a finished one has nothing to resume";
    ASSERT_EQ(story.file.history.size(), 1U);
    EXPECT_EQ(story.file.history[0].tables, 1U);
    EXPECT_EQ(story.file.history[0].tables_equal, 1U);
    EXPECT_EQ(story.file.history[0].rows, 10U);
}

TEST(EvidenceFold, AFinishedVerificationIsNotGoneOnWith) {
    Story story;
    story.run("verify").table("v1", "a", TableVerdict::different);
    story.add(VerificationFinished{.verification = "v1", .outcome = "different"});
    story.run("verify").table("v1", "b", TableVerdict::equal);
    ASSERT_EQ(story.file.history.size(), 2U) << "the same id, for the servers stood still";
    EXPECT_EQ(story.file.verification->tables.size(), 1U);
    EXPECT_EQ(story.file.verification->runs, (std::vector<std::uint64_t>{4}));
    EXPECT_FALSE(story.file.verification->finished);
}

TEST(EvidenceFold, AVerificationOfSomeTablesDoesNotNarrowTheScope) {
    Story story;
    story.run("verify").add(ScopeOnRecord{.tables = {"x"}});
    EXPECT_TRUE(story.file.scope_of_verify);
    story.run("migrate").add(ScopeOnRecord{.tables = {"x", "y"}});
    story.run("verify").add(ScopeOnRecord{.tables = {"x"}});
    EXPECT_EQ(story.file.scope->tables.size(), 2U);
    EXPECT_FALSE(story.file.scope_of_verify);
    story.run("precheck").add(ScopeOnRecord{.tables = {"x", "y", "z"}});
    EXPECT_EQ(story.file.scope->tables.size(), 3U);
}

TEST(EvidenceFold, ATableCopiedAgainReplacesItsFirstCopy) {
    Story story;
    story.run("migrate").add(TableCopied{.source = {"shop", "a"}, .rows_written = 1});
    story.run("migrate").add(TableCopied{.source = {"shop", "a"}, .rows_written = 2});
    ASSERT_EQ(story.file.copies.size(), 1U);
    EXPECT_EQ(story.file.copies.begin()->second.table.rows_written, 2U);
    EXPECT_EQ(story.file.copies.begin()->second.run, 3U);
    EXPECT_FALSE(story.file.copy_end);
    story.add(CopyFinished{.rows = 2});
    ASSERT_TRUE(story.file.copy_end);
    EXPECT_EQ(story.file.copy_end->copy.rows, 2U);
    EXPECT_EQ(story.file.copy_end->run, 3U);
}

TEST(EvidenceFold, ConflictsAddUp) {
    Story story;
    story.run("migrate").add(ConflictMet{.table = {"shop", "a"}, .kind = "missing", .rows = 3});
    story.run("migrate").add(ConflictMet{.table = {"shop", "b"}, .kind = "present", .rows = 1});
    EXPECT_EQ(story.file.conflicts, 4U);
    ASSERT_TRUE(story.file.conflict);
    EXPECT_EQ(story.file.conflict->table.table, "b");
}

}  // namespace
}  // namespace cutover::evidence_fold_test
