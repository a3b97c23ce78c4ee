#include "report/readiness.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/fakes/sample_case.hpp"

namespace cutover::readiness_test {
namespace {

using Status = CriterionStatus;
using Story = std::vector<EvidenceEntry>;
using test::first_of;

/// Takes every entry of a kind out of the story.
template<typename Entry>
void without(Story& story) {
    story.erase(
        std::remove_if(
            story.begin(), story.end(),
            [](const EvidenceEntry& entry) { return std::holds_alternative<Entry>(entry); }),
        story.end());
}

template<typename Entry>
void change_all(Story& story, void (*change)(Entry&)) {
    for (EvidenceEntry& entry : story) {
        if (auto* const found = std::get_if<Entry>(&entry)) {
            change(*found);
        }
    }
}

RunStarted& verify_run(Story& story) {
    for (EvidenceEntry& entry : story) {
        auto* const run = std::get_if<RunStarted>(&entry);
        if (run != nullptr && run->command == "verify") {
            return *run;
        }
    }
    throw std::logic_error("the story has no verification");
}

TableComparison& table(Story& story) {
    return first_of<TableCompared>(story).comparison;
}

ObjectComparison& object(Story& story, std::string_view kind) {
    for (EvidenceEntry& entry : story) {
        auto* const found = std::get_if<ObjectCompared>(&entry);
        if (found != nullptr && found->comparison.kind == kind) {
            return found->comparison;
        }
    }
    throw std::logic_error("the story has no such object");
}

CheckResult& check(Story& story) {
    return first_of<ChecksMade>(story).checks.front();
}

Status status_of(const Readiness& readiness, std::string_view id) {
    for (const Criterion& criterion : readiness.criteria) {
        if (criterion.id == id) {
            return criterion.status;
        }
    }
    ADD_FAILURE() << "no criterion " << id;
    return Status::unknown;
}

struct CriterionCase {
    const char* name;
    const char* id;
    void (*change)(Story&);
    Status expected;
};

const CriterionCase criterion_cases[] = {
    {"equal", "tables.equal", [](Story&) {}, Status::met},
    {"one differs", "tables.equal", [](Story& s) { table(s).verdict = TableVerdict::different; },
     Status::not_met},
    {"one is hot", "tables.equal", [](Story& s) { table(s).verdict = TableVerdict::unproven; },
     Status::unknown},
    {"one was skipped", "tables.equal", [](Story& s) { table(s).verdict = TableVerdict::skipped; },
     Status::unknown},
    {"one was never compared", "tables.equal",
     [](Story& s) { first_of<ScopeOnRecord>(s).tables.emplace_back("shop.forgotten"); },
     Status::unknown},
    {"scope unknown", "tables.equal", [](Story& s) { without<ScopeOnRecord>(s); }, Status::unknown},
    {"empty scope", "tables.equal", [](Story& s) { first_of<ScopeOnRecord>(s) = {}; },
     Status::unknown},
    {"one differs outside the scope", "tables.equal",
     [](Story& s) {
         first_of<ScopeOnRecord>(s).tables.clear();
         table(s).verdict = TableVerdict::different;
     },
     Status::not_met},

    {"counts agree", "coverage.full", [](Story&) {}, Status::met},
    {"fewer compared than counted", "coverage.full",
     [](Story& s) { table(s).source_count = *table(s).source_count + 1; }, Status::not_met},
    {"fewer compared over there", "coverage.full",
     [](Story& s) { table(s).destination_count = *table(s).destination_count + 1; },
     Status::not_met},
    {"not counted", "coverage.full", [](Story& s) { table(s).source_count.reset(); },
     Status::unknown},
    {"not compared", "coverage.full", [](Story& s) { table(s).verdict = TableVerdict::skipped; },
     Status::unknown},
    {"nothing compared", "coverage.full", [](Story& s) { without<TableCompared>(s); },
     Status::unknown},

    {"exact", "numbers.exact", [](Story&) {}, Status::met},
    {"rounded by the task's rule", "numbers.exact",
     [](Story& s) { table(s).equal_only_rounded = 7; }, Status::waived},
    {"negative zeros", "numbers.exact", [](Story& s) { table(s).equal_only_folded = 7; },
     Status::waived},
    {"nothing compared", "numbers.exact", [](Story& s) { without<TableCompared>(s); },
     Status::unknown},

    {"all alike", "definitions.equal", [](Story&) {}, Status::met},
    {"a table's differs", "definitions.equal",
     [](Story& s) { object(s, "table definition").verdict = TableVerdict::different; },
     Status::not_met},
    {"a database's differs", "definitions.equal",
     [](Story& s) { object(s, "database").verdict = TableVerdict::different; }, Status::not_met},
    {"one not read", "definitions.equal",
     [](Story& s) { object(s, "table definition").verdict = TableVerdict::unproven; },
     Status::unknown},
    {"one not compared", "definitions.equal",
     [](Story& s) { object(s, "table definition").kind = "view"; }, Status::unknown},
    {"views do not count", "definitions.equal",
     [](Story& s) { object(s, "view").verdict = TableVerdict::different; }, Status::met},

    {"all the same", "objects.equal", [](Story&) {}, Status::met},
    {"a view differs", "objects.equal",
     [](Story& s) { object(s, "view").verdict = TableVerdict::different; }, Status::not_met},
    {"a trigger was skipped", "objects.equal",
     [](Story& s) { object(s, "trigger").verdict = TableVerdict::skipped; }, Status::unknown},
    {"one not compared", "objects.equal",
     [](Story& s) { first_of<ScopeOnRecord>(s).objects.emplace_back("event shop.e"); },
     Status::unknown},
    {"what is refused is not an object", "objects.equal",
     [](Story& s) {
         s.emplace_back(ObjectCompared{"v1", {.kind = "refused", .source = {"shop", "x"}}});
     },
     Status::met},
    {"none in scope", "objects.equal",
     [](Story& s) {
         without<ObjectCompared>(s);
         first_of<ScopeOnRecord>(s).objects.clear();
     },
     Status::met},

    {"finished", "verification.finished", [](Story&) {}, Status::met},
    {"interrupted", "verification.finished", [](Story& s) { without<VerificationFinished>(s); },
     Status::unknown},

    {"verified afterwards", "verification.after_copy", [](Story&) {}, Status::met},
    {"migrated again since", "verification.after_copy",
     [](Story& s) { s.emplace_back(RunStarted{.command = "migrate"}); }, Status::not_met},
    {"never migrated", "verification.after_copy",
     [](Story& s) { first_of<RunStarted>(s).command = "precheck"; }, Status::unknown},
    {"migration without an end", "verification.after_copy", [](Story& s) { without<RunEnded>(s); },
     Status::unknown},
    {"migration that went on meanwhile", "verification.after_copy",
     [](Story& s) {
         const auto end = std::find_if(s.begin(), s.end(), [](const EvidenceEntry& entry) {
             return std::holds_alternative<RunEnded>(entry);
         });
         std::rotate(end, end + 1, s.end());
     },
     Status::unknown},

    {"one moment", "snapshot.consistent", [](Story&) {}, Status::met},
    {"no shared moment", "snapshot.consistent",
     [](Story& s) {
         change_all<SnapshotTaken>(
             s, [](SnapshotTaken& taken) { taken.facts.means = SnapshotMeans::none; });
         first_of<VerificationFinished>(s).source_position_after = "x";
     },
     Status::not_met},
    {"no shared moment, but none was needed", "snapshot.consistent",
     [](Story& s) {
         change_all<SnapshotTaken>(
             s, [](SnapshotTaken& taken) { taken.facts.means = SnapshotMeans::none; });
     },
     Status::met},
    {"no snapshot", "snapshot.consistent", [](Story& s) { without<SnapshotTaken>(s); },
     Status::unknown},
    {"resumed at a later moment", "snapshot.consistent",
     [](Story& s) {
         without<VerificationFinished>(s);
         s.emplace_back(RunStarted{.command = "verify"});
         s.emplace_back(SnapshotTaken{.facts = {SnapshotMeans::table_locks, "later"}});
         s.emplace_back(TableCompared{"v1", {.verdict = TableVerdict::equal}});
     },
     Status::unknown},

    {"still", "source.still", [](Story&) {}, Status::met},
    {"moved while copying", "source.still",
     [](Story& s) { first_of<CopyFinished>(s).position_after = "x"; }, Status::unknown},
    {"moved, by the copy's own word", "source.still",
     [](Story& s) { first_of<CopyFinished>(s).source_moved = true; }, Status::unknown},
    {"moved before verifying", "source.still",
     [](Story& s) {
         first_of<VerificationFinished>(s).source_position_before = "x";
         first_of<VerificationFinished>(s).source_position_after = "x";
     },
     Status::unknown},
    {"moved while verifying", "source.still",
     [](Story& s) { first_of<VerificationFinished>(s).source_position_after = "x"; },
     Status::unknown},
    {"no binary log", "source.still",
     [](Story& s) {
         first_of<CopyFinished>(s) = {};
         first_of<VerificationFinished>(s).source_position_before = "";
         first_of<VerificationFinished>(s).source_position_after = "";
     },
     Status::unknown},

    {"all copied", "copy.complete", [](Story&) {}, Status::met},
    {"one missing", "copy.complete",
     [](Story& s) { first_of<ScopeOnRecord>(s).tables.emplace_back("shop.forgotten"); },
     Status::not_met},
    {"schema alone", "copy.complete",
     [](Story& s) {
         without<TableCopied>(s);
         first_of<RunStarted>(s).types = "schema";
     },
     Status::met},
    {"never migrated", "copy.complete",
     [](Story& s) { first_of<RunStarted>(s).command = "precheck"; }, Status::unknown},

    {"no log followed", "log.as_it_stands", [](Story&) {}, Status::met},
    {"log never followed", "log.as_it_stands",
     [](Story& s) { first_of<RunStarted>(s).command = "precheck"; }, Status::unknown},
    {"ended well", "migration.finished", [](Story&) {}, Status::met},
    {"ended badly", "migration.finished", [](Story& s) { first_of<RunEnded>(s).exit_code = 3; },
     Status::not_met},
    {"killed", "migration.finished", [](Story& s) { without<RunEnded>(s); }, Status::unknown},
    {"never ran", "migration.finished",
     [](Story& s) { first_of<RunStarted>(s).command = "precheck"; }, Status::unknown},

    {"nothing refused", "selection.movable", [](Story&) {}, Status::met},
    {"a refusal", "selection.movable",
     [](Story& s) {
         first_of<ScopeOnRecord>(s).refusals.push_back({"shop.s", "no such engine"});
     },
     Status::not_met},
    {"no scope", "selection.movable", [](Story& s) { without<ScopeOnRecord>(s); }, Status::unknown},
    {"empty scope", "selection.movable", [](Story& s) { first_of<ScopeOnRecord>(s) = {}; },
     Status::unknown},

    {"passed, one warning", "prechecks.passed", [](Story&) {}, Status::met},
    {"one failed", "prechecks.passed", [](Story& s) { check(s).status = CheckStatus::fail; },
     Status::not_met},
    {"one ignored", "prechecks.passed", [](Story& s) { check(s).status = CheckStatus::ignored; },
     Status::waived},
    {"none made", "prechecks.passed", [](Story& s) { without<ChecksMade>(s); }, Status::unknown},
    {"an empty list", "prechecks.passed", [](Story& s) { first_of<ChecksMade>(s) = {}; },
     Status::unknown},

    {"same servers", "servers.same", [](Story&) {}, Status::met},
    {"another source", "servers.same", [](Story& s) { verify_run(s).source.identity = "another"; },
     Status::not_met},
    {"another destination", "servers.same",
     [](Story& s) { verify_run(s).destination.identity = "another"; }, Status::not_met},
    {"identity unknown", "servers.same", [](Story& s) { verify_run(s).source.identity = ""; },
     Status::unknown},
    {"nothing copied", "servers.same", [](Story& s) { without<TableCopied>(s); }, Status::unknown},

    {"same task", "task.same", [](Story&) {}, Status::met},
    {"another task was verified", "task.same",
     [](Story& s) { verify_run(s).fingerprint = "another"; }, Status::not_met},
    {"the task file changed since", "task.same",
     [](Story& s) {
         change_all<RunStarted>(s, [](RunStarted& run) { run.fingerprint = "older"; });
     },
     Status::not_met},

    {"intact", "evidence.intact", [](Story&) {}, Status::met},
};

Readiness judge_story(const Story& story, ReadinessContext context = {}) {
    context.fingerprint = "9f86d081884c7d65";
    return judge(test::fold_story(story), context);
}

TEST(Readiness, EachCriterionFollowsTheEvidence) {
    for (const CriterionCase& test : criterion_cases) {
        SCOPED_TRACE(std::string(test.id) + ": " + test.name);
        Story story = test::good_story();
        test.change(story);
        const Readiness readiness = judge_story(story);
        EXPECT_EQ(status_of(readiness, test.id), test.expected)
            << to_text(status_of(readiness, test.id));
    }
}

TEST(Readiness, EveryCriterionIsTestedMetAndNot) {
    std::set<std::string> good;
    std::set<std::string> bad{"evidence.intact"};  // its own tests are below
    for (const CriterionCase& test : criterion_cases) {
        (test.expected == Status::met ? good : bad).insert(test.id);
    }
    for (const Criterion& criterion : judge({}, {}).criteria) {
        EXPECT_EQ(good.count(criterion.id), 1U) << criterion.id;
        EXPECT_EQ(bad.count(criterion.id), 1U) << criterion.id;
    }
}

TEST(Readiness, GoodEvidenceIsReady) {
    const Readiness readiness = judge_story(test::good_story());
    for (const Criterion& criterion : readiness.criteria) {
        EXPECT_EQ(criterion.status, Status::met) << criterion.id << ": " << criterion.evidence;
        EXPECT_FALSE(criterion.evidence.empty()) << criterion.id;
        EXPECT_TRUE(criterion.what_to_do.empty()) << criterion.id;
    }
    EXPECT_TRUE(readiness.ready);
    EXPECT_EQ(exit_code(readiness), ExitCode::yes);
}

TEST(Readiness, NoEvidenceIsUnknownAndNotReady) {
    const Readiness readiness = judge({}, {});
    for (const Criterion& criterion : readiness.criteria) {
        EXPECT_EQ(criterion.status, Status::unknown) << criterion.id;
        EXPECT_FALSE(criterion.what_to_do.empty()) << criterion.id;
    }
    EXPECT_FALSE(readiness.ready);
    EXPECT_EQ(exit_code(readiness), ExitCode::incomplete);
}

TEST(Readiness, OneOpenCriterionIsEnoughToBeNotReady) {
    for (const CriterionCase& test : criterion_cases) {
        if (test.expected == Status::met || test.expected == Status::waived) {
            continue;
        }
        SCOPED_TRACE(std::string(test.id) + ": " + test.name);
        Story story = test::good_story();
        test.change(story);
        const Readiness readiness = judge_story(story);
        EXPECT_FALSE(readiness.ready);
        EXPECT_NE(exit_code(readiness), ExitCode::yes);
    }
}

TEST(Readiness, ABrokenChainIsNotMet) {
    CaseFile file = test::fold_story(test::good_story());
    file.chain.broken_at = 17;
    file.chain.problem = "its hash does not fit";
    const Readiness readiness = judge(file, {});
    EXPECT_EQ(status_of(readiness, "evidence.intact"), Status::not_met);
    EXPECT_EQ(exit_code(readiness), ExitCode::no);
}

TEST(Readiness, AnEmptyRecordIsNoEvidence) {
    CaseFile file;
    file.chain.on_file = true;
    EXPECT_EQ(status_of(judge(file, {}), "evidence.intact"), Status::unknown);
}

TEST(Readiness, AWaiverNeedsTheName) {
    Story story = test::good_story();
    first_of<CopyFinished>(story).source_moved = true;
    EXPECT_FALSE(judge_story(story, {.waivers = {{"snapshot.consistent", "why not"}}}).ready);
    const Readiness readiness =
        judge_story(story, {.waivers = {{"source.still", "only a heartbeat is written"}}});
    EXPECT_EQ(status_of(readiness, "source.still"), Status::waived);
    EXPECT_TRUE(readiness.ready);
    const auto waived = std::find_if(
        readiness.criteria.begin(), readiness.criteria.end(),
        [](const Criterion& criterion) { return criterion.id == "source.still"; });
    EXPECT_NE(waived->evidence.find("only a heartbeat is written"), std::string::npos);
}

TEST(Readiness, ProofCannotBeWaived) {
    Story story = test::good_story();
    table(story).verdict = TableVerdict::different;
    table(story).source_count = 1;
    object(story, "view").verdict = TableVerdict::different;
    object(story, "table definition").verdict = TableVerdict::different;
    verify_run(story).source.identity = "another";
    const Readiness readiness = judge_story(
        story, {.waivers = {
                    {"tables.equal", "-"},
                    {"coverage.full", "-"},
                    {"objects.equal", "-"},
                    {"definitions.equal", "-"},
                    {"servers.same", "-"}}});
    for (const char* const id :
         {"tables.equal", "coverage.full", "objects.equal", "definitions.equal", "servers.same"}) {
        EXPECT_EQ(status_of(readiness, id), Status::not_met) << id;
    }
}

}  // namespace
}  // namespace cutover::readiness_test
