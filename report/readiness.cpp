#include "report/readiness.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "report/criteria.hpp"

namespace cutover {
namespace {

struct CriterionRule {
    const char* id;
    const char* title;
    bool waivable;  ///< By its id in the task's `ignore_checks`, with a reason.
    Finding (*judge)(const CaseFile&, const ReadinessContext&);
    const char* what_to_do;
};

constexpr const char* mend_definitions =
    "Where a definition differs or is missing, mend it on the destination (SHOW CREATE on the "
    "source "
    "says how it should be); then run cutover verify.";

/// The whole list; a new criterion is one line here and one function. What says that rows or
/// definitions are the same, or that the evidence can be believed, is not waivable.
constexpr CriterionRule rules[] = {
    {"tables.equal", "Every table in scope is EQUAL, row for row", false, judge_tables,
     "See the discrepancies; mend them (verify --repair-sql FILE writes the statements) or migrate "
     "again, then run cutover verify."},
    {"coverage.full", "Every row was compared, by independent counts", false, judge_coverage,
     "Stop whatever writes to either side, then run cutover verify again, without --sample and "
     "--tables."},
    {"numbers.exact", "Floating-point numbers agree bit for bit", true, judge_numbers,
     "Run cutover verify --float exact, or accept the rounding by name in ignore_checks."},
    {"definitions.equal", "Databases and tables are defined alike", false, judge_definitions,
     mend_definitions},
    {"objects.equal", "Views, triggers, routines and events are the same", false, judge_objects,
     mend_definitions},
    {"verification.finished", "The latest verification ran to its end", false,
     judge_verification_end, "Run cutover verify; it goes on where it stopped."},
    {"verification.after_copy", "The verification is newer than the copy", false, judge_order,
     "Run cutover verify again, after the migration."},
    {"snapshot.consistent", "All sessions read one moment", true, judge_snapshots,
     "Grant what cutover precheck names for a consistent snapshot, or stop writes, and run again."},
    {"source.still", "The source stood still from the copy to the verification", true,
     judge_source_still,
     "Stop writes on the source, then run cutover verify (and migrate, if rows are missing)."},
    {"copy.complete", "Every table in scope was copied", true, judge_copies,
     "Run cutover migrate; it goes on where it stopped."},
    {"log.as_it_stands", "The log was applied as it stands", true, judge_log,
     "Look at what the task overwrote and what was decided by hand."},
    {"migration.finished", "The latest migration ran to its end", true, judge_migration_end,
     "Run cutover migrate; it goes on where it stopped."},
    {"selection.movable", "Nothing that was selected is left behind", true, judge_selection,
     "Move what is refused by hand, or leave it out of the task's objects."},
    {"prechecks.passed", "Every precheck passed", true, judge_prechecks,
     "Mend what failed (each check says how), then run cutover precheck."},
    {"servers.same", "The servers verified are the servers copied", false, judge_servers,
     "Check both addresses in the task file, then run cutover migrate and verify again."},
    {"task.same", "Copy and verification followed this same task", false, judge_task,
     "Run cutover migrate and verify with the task file as it is now."},
    {"evidence.intact", "The evidence is whole and unchanged", false, judge_chain,
     "Move evidence.sqlite away and run cutover verify: a new record costs time, never a row."},
};

Criterion judged(const CriterionRule& rule, const CaseFile& file, const ReadinessContext& context) {
    const auto [status, evidence] = rule.judge(file, context);
    Criterion criterion{.id = rule.id, .title = rule.title, .status = status, .evidence = evidence};
    const bool open = status == CriterionStatus::not_met || status == CriterionStatus::unknown;
    const auto waiver = context.waivers.find(criterion.id);
    if (open && rule.waivable && waiver != context.waivers.end()) {
        criterion.status = CriterionStatus::waived;
        criterion.evidence = fmt::format("{} Waived by the task: {}", evidence, waiver->second);
    } else if (open) {
        criterion.what_to_do = rule.what_to_do;
    }
    return criterion;
}

bool has(const Readiness& readiness, CriterionStatus status) {
    return std::any_of(
        readiness.criteria.begin(), readiness.criteria.end(),
        [status](const Criterion& criterion) { return criterion.status == status; });
}

}  // namespace

const char* to_text(CriterionStatus status) {
    switch (status) {
        case CriterionStatus::met: return "met";
        case CriterionStatus::waived: return "waived";
        case CriterionStatus::unknown: return "unknown";
        case CriterionStatus::not_met: return "not met";
    }
    return "unknown";
}

Readiness judge(const CaseFile& file, const ReadinessContext& context) {
    Readiness readiness;
    for (const CriterionRule& rule : rules) {
        readiness.criteria.push_back(judged(rule, file, context));
    }
    readiness.ready =
        !has(readiness, CriterionStatus::not_met) && !has(readiness, CriterionStatus::unknown);
    return readiness;
}

ExitCode exit_code(const Readiness& readiness) {
    if (readiness.ready) {
        return ExitCode::yes;
    }
    return has(readiness, CriterionStatus::not_met) ? ExitCode::no : ExitCode::incomplete;
}

}  // namespace cutover
