#pragma once

#include <string>
#include <utility>

#include "report/readiness.hpp"

/// The judgements behind the list in readiness.cpp: one pure function each, over the evidence
/// alone. "Unknown" is the answer wherever the evidence does not show it either way.
namespace cutover {

struct Finding {
    CriterionStatus status = CriterionStatus::unknown;
    std::string evidence{};
};

[[nodiscard]] inline Finding met(std::string evidence) {
    return {CriterionStatus::met, std::move(evidence)};
}

[[nodiscard]] inline Finding not_met(std::string evidence) {
    return {CriterionStatus::not_met, std::move(evidence)};
}

[[nodiscard]] inline Finding unknown(std::string evidence) {
    return {CriterionStatus::unknown, std::move(evidence)};
}

/// Accepted by the task itself, in words that the evidence holds.
[[nodiscard]] inline Finding waived(std::string evidence) {
    return {CriterionStatus::waived, std::move(evidence)};
}

// How the copy came about (copy_criteria.cpp).
[[nodiscard]] Finding judge_prechecks(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_selection(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_migration_end(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_copies(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_log(const CaseFile& file, const ReadinessContext& context);

// What was compared (proof_criteria.cpp).
[[nodiscard]] Finding judge_verification_end(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_tables(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_coverage(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_numbers(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_definitions(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_objects(const CaseFile& file, const ReadinessContext& context);

// Whether the comparison speaks of this copy, now (circumstances.cpp).
[[nodiscard]] Finding judge_snapshots(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_order(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_source_still(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_servers(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_task(const CaseFile& file, const ReadinessContext& context);
[[nodiscard]] Finding judge_chain(const CaseFile& file, const ReadinessContext& context);

}  // namespace cutover
