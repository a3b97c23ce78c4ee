/// The verdict on a copy that was followed: what counts is where following ended.
#include <algorithm>

#include <gtest/gtest.h>

#include "report/readiness.hpp"
#include "tests/fakes/sample_case.hpp"

namespace cutover::readiness_followed_test {
namespace {

using Status = CriterionStatus;
using Story = std::vector<EvidenceEntry>;
using test::first_of;

struct FollowedCase {
    const char* name;
    const char* id;
    void (*change)(Story&);
    Status expected;
};

void add_table(Story& story) {
    first_of<ScopeOnRecord>(story).tables.emplace_back("shop.later");
}

const FollowedCase followed_cases[] = {
    {"written to while copying, and followed to the end", "source.still",
     [](Story& s) {
         first_of<CopyFinished>(s).source_moved = true;
         s.emplace_back(
             LogFollowed{.position = first_of<VerificationFinished>(s).source_position_before});
     },
     Status::met},
    {"followed up to an earlier place", "source.still",
     [](Story& s) { s.emplace_back(LogFollowed{.position = "binlog.000003:4"}); }, Status::unknown},
    {"moved while verifying", "source.still",
     [](Story& s) {
         s.emplace_back(LogFollowed{.position = "binlog.000009:4"});
         first_of<VerificationFinished>(s).source_position_after = "binlog.000004:4";
     },
     Status::unknown},
    {"followed before the task began anew", "source.still",
     [](Story& s) { s.insert(s.begin(), LogFollowed{.position = "binlog.000003:4"}); },
     Status::met},

    {"read at the places where both sides met", "snapshot.consistent",
     [](Story& s) { s = test::carried_story(); }, Status::met},
    {"met, and read once more when nobody followed", "snapshot.consistent",
     [](Story& s) {
         s = test::carried_story();
         const auto last = std::find_if(s.rbegin(), s.rend(), [](const EvidenceEntry& entry) {
             return std::holds_alternative<SnapshotTaken>(entry);
         });
         std::get<SnapshotTaken>(*last).applied.clear();
     },
     Status::unknown},
    {"a table made while it was followed", "copy.complete",
     [](Story& s) {
         add_table(s);
         s.emplace_back(LogFollowed{.tables = {{"shop", "later"}}});
     },
     Status::met},
    {"another table than that", "copy.complete",
     [](Story& s) {
         add_table(s);
         s.emplace_back(LogFollowed{.tables = {{"shop", "another"}}});
     },
     Status::not_met},
    {"a table made before the task began anew", "copy.complete",
     [](Story& s) {
         add_table(s);
         s.insert(s.begin(), LogFollowed{.tables = {{"shop", "later"}}});
     },
     Status::not_met},

    {"applied as it stands", "log.as_it_stands",
     [](Story& s) { s.emplace_back(LogFollowed{.transactions = 7}); }, Status::met},
    {"rows overwritten", "log.as_it_stands",
     [](Story& s) {
         s.emplace_back(ConflictMet{.table = {"shop", "orders"}, .kind = "missing", .rows = 2});
     },
     Status::waived},
    {"a statement decided by hand", "log.as_it_stands",
     [](Story& s) {
         s.emplace_back(StatementDecided{
             .place = "binlog.000003:9", .sql = "RENAME ...", .decision = "done", .reason = "-"});
     },
     Status::waived},
    {"a statement decided before the task began anew", "log.as_it_stands",
     [](Story& s) { s.insert(s.begin(), StatementDecided{.decision = "skipped"}); }, Status::met},
};

TEST(ReadinessFollowed, EachCriterionByWhereFollowingEnded) {
    for (const FollowedCase& test : followed_cases) {
        SCOPED_TRACE(test.name);
        Story story = test::good_story();
        test.change(story);
        const Readiness readiness = judge(test::fold_story(story), {});
        const auto criterion = std::find_if(
            readiness.criteria.begin(), readiness.criteria.end(),
            [&](const Criterion& candidate) { return candidate.id == test.id; });
        ASSERT_NE(criterion, readiness.criteria.end());
        EXPECT_EQ(to_text(criterion->status), std::string(to_text(test.expected)))
            << criterion->evidence;
    }
}

}  // namespace
}  // namespace cutover::readiness_followed_test
