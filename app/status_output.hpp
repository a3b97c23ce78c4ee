#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/state_folder.hpp"
#include "core/evidence_fold.hpp"
#include "core/progress.hpp"
#include "migrate/decided_statement.hpp"

namespace cutover {

/// How fast the log was applied between two looks.
struct ApplyRates {
    double transactions_per_second = 0;
    double row_changes_per_second = 0;
};

/// What stands where: the destination's progress and the local evidence.
struct Status {
    std::string task{};
    std::string task_file{};  ///< As it was given, for the next command.
    std::optional<TaskProgress> progress{};
    std::vector<TableProgress> tables{};
    CaseFile evidence{};
    std::string destination_error{};  ///< Why the progress could not be read; empty: it could.
    std::optional<AppliedProgress> applied{};      ///< Of the log; nothing before the first change.
    std::string source_position{};                 ///< Where its log stands now; empty: not known.
    std::optional<std::uint64_t> backlog_bytes{};  ///< Of the source's log, not applied yet.
    std::optional<ApplyRates> rates{};
    RunUnderWay run{};           ///< On this machine.
    RunUnderWay verification{};  ///< Likewise, beside it.
    std::string held{};          ///< Why following waits at the moment; empty: it does not.
    std::string log_alarm{};     ///< Log that is needed may be purged; empty: nothing to fear yet.
    std::optional<AwaitedDecision> awaited{};  ///< Of a statement at which the task stands.
    std::int64_t now = 0;                      ///< Seconds since 1970, by this machine's clock.
};

/// How long the destination is behind: nothing of the source's log is missing, or the time since
/// the last transaction that was applied. Nothing where it is not known.
[[nodiscard]] std::optional<std::int64_t> lag_seconds(const Status& status);

/// How far one table is, by its chunks, which divide its key space.
struct TableHeadway {
    std::size_t chunks = 0;
    std::size_t chunks_done = 0;
    std::uint64_t rows = 0;  ///< Copied.
    std::uint64_t bytes = 0;
    double seconds = 0;  ///< What its chunks took, one after the other.
};

[[nodiscard]] TableHeadway headway_of(const TableProgress& table);

/// The command to run next, and why; one sentence.
[[nodiscard]] std::string next_step(const Status& status);

/// Over several lines, or as one.
[[nodiscard]] std::string status_json(const Status& status, bool one_line = false);
[[nodiscard]] std::string status_text(const Status& status);

/// The essence in one line, for `--watch` where nothing can be drawn anew.
[[nodiscard]] std::string status_line(const Status& status);

}  // namespace cutover
