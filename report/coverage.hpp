#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/evidence_fold.hpp"

namespace cutover {

/// How many of the rows the latest verification read, and where in the source's log both sides met
/// for it.
struct Coverage {
    std::uint64_t rows = 0;          ///< Compared, of the source.
    std::uint64_t rows_carried = 0;  ///< Of these not read: `--since-last` carried them.
    std::size_t tables_carried = 0;  ///< With such rows.
    /// Of the one among them for which it is longest ago: when it was last read whole.
    std::optional<TimePoint> read_whole{};
    std::vector<std::string> places{};  ///< As they followed each other; empty: nobody was met.
    double held_seconds = 0;            ///< How long the applier stood still, at most.
};

[[nodiscard]] Coverage coverage_of(const CaseFile& file);

/// What else is to be known of the latest verification.
[[nodiscard]] std::vector<std::string> notes_of(const CaseFile& file);

/// "1,234 rows (3.2 %)".
[[nodiscard]] std::string read_text(const Coverage& coverage);

/// How many were carried, and since when; `now` is the report's time. "": none were.
[[nodiscard]] std::string carried_text(const Coverage& coverage, TimePoint now);

/// "2026-11-23 10:21:13 UTC (3 days ago)".
[[nodiscard]] std::string since_text(std::optional<TimePoint> at, TimePoint now);

/// Where both sides met; "": nobody was met.
[[nodiscard]] std::string met_text(const Coverage& coverage);

}  // namespace cutover
