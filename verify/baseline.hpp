#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/evidence.hpp"
#include "core/evidence_sink.hpp"
#include "core/log_marks.hpp"
#include "core/log_place.hpp"

namespace cutover {

/// One side of a verification that is over.
struct BaselineSide {
    std::string identity{};  ///< Of the server.
    LogPlace place{};        ///< Of its own log, not later than what was compared.
    LogMarks marks{};
};

/// What a finished verification knew, and when: the ground on which a later one need not read what
/// has not changed since.
struct Baseline {
    std::string at{};  ///< RFC 3339, UTC.
    BaselineSide source{};
    BaselineSide destination{};
    std::map<TableName, TableComparison> equal{};  ///< The tables that were EQUAL, by source name.
};

/// Finds the latest verification that finished and knows its places in both logs. Records are
/// given in order.
class BaselineReader {
  public:
    void take(const EvidenceRecord& record);

    [[nodiscard]] std::optional<Baseline> result() && { return std::move(baseline_); }

  private:
    void finish(const EvidenceRecord& record, const VerificationFinished& finished);

    std::map<std::uint64_t, RunStarted> runs_{};
    std::map<std::string, std::map<TableName, TableComparison>> tables_{};  ///< By verification.
    std::optional<Baseline> baseline_{};
};

}  // namespace cutover
