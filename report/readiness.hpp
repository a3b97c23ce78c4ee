#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/evidence_fold.hpp"

namespace cutover {

enum class CriterionStatus { met, waived, unknown, not_met };

/// "met", "waived", "unknown", "not met": as contract and reports have them.
[[nodiscard]] const char* to_text(CriterionStatus status);

/// One thing that must be so before the switch, and whether the evidence shows it.
struct Criterion {
    std::string id{};     ///< Stable, e.g. "tables.equal".
    std::string title{};  ///< A short sentence of what must be so.
    CriterionStatus status = CriterionStatus::unknown;
    std::string evidence{};    ///< What the record shows, in one or two sentences.
    std::string what_to_do{};  ///< Empty where it is met.
};

/// What the evidence itself cannot say.
struct ReadinessContext {
    /// Criterion id -> reason, from the task's `ignore_checks`. What proves that the rows are the
    /// same cannot be waived.
    std::map<std::string, std::string> waivers{};
    std::string fingerprint{};  ///< Of the task file as it is now; empty: not compared.
};

struct Readiness {
    bool ready = false;
    std::vector<Criterion> criteria{};  ///< All of them, in the order of the list.
};

/// Judges every criterion. READY only where each is met or waived by name; on no evidence each is
/// unknown and the verdict is NOT READY.
[[nodiscard]] Readiness judge(const CaseFile& file, const ReadinessContext& context);

/// READY 0; a criterion is not met 1; none is, but something is unknown 4 (never 0).
[[nodiscard]] ExitCode exit_code(const Readiness& readiness);

}  // namespace cutover
