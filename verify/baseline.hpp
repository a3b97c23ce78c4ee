#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

/// What earlier verifications left for a later one.
struct EarlierVerifications {
    std::optional<Baseline> finished{};  ///< The latest that knows its places in both logs.

    /// The latest, where it did not finish: the chunks that it compared, and its places where it
    /// knows them (without tables).
    std::vector<ChunkCompared> chunks{};
    std::optional<Baseline> unfinished{};
};

/// Reads them from the evidence, whose records are given in order.
class EarlierReader {
  public:
    void take(const EvidenceRecord& record);

    [[nodiscard]] EarlierVerifications result() &&;

  private:
    void begin(const EvidenceRecord& record, const VerificationBegun& begun);
    void finish(const VerificationFinished& finished);

    std::map<std::uint64_t, RunStarted> runs_{};
    std::string current_{};  ///< The verification that the chunks are of.
    std::map<std::pair<TableName, ChunkPlace>, ChunkCompared> chunks_{};
    std::map<std::string, Baseline> begun_{};  ///< By verification.
    std::optional<Baseline> finished_{};
};

}  // namespace cutover
