#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/log_evidence.hpp"
#include "core/progress.hpp"

namespace cutover {

/// A statement of the source at which a task has stopped, for a person has to decide.
struct AwaitedDecision {
    std::string place{};  ///< to_text() of the place behind it.
    std::string sql{};
    std::string why{};  ///< It cannot be replayed.

    friend bool operator==(const AwaitedDecision&, const AwaitedDecision&) = default;
};

/// Both are notes of the progress, so that they are where the task is, whoever asks from where;
/// docs/formats.md has their form. One at a time: a task stops at the first.
void keep_awaited(ProgressStore& progress, const AwaitedDecision& awaited);
void forget_awaited(ProgressStore& progress);
[[nodiscard]] std::optional<AwaitedDecision> awaited_decision(ProgressStore& progress);

/// The next run passes over the statement at which the task stands. Whoever calls has claimed it.
void keep_decision(ProgressStore& progress, const StatementDecided& decided);

/// What was decided of the statement before `place`.
[[nodiscard]] std::optional<StatementDecided> decision_on(
    ProgressStore& progress, std::string_view place);

}  // namespace cutover
