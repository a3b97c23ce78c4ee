#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/evidence.hpp"

namespace cutover {

struct EvidenceRecord {
    std::uint64_t number = 0;  ///< From 1, without gaps.
    std::uint64_t run = 0;     ///< Number of the RunStarted it belongs to; runs may interleave.
    std::chrono::system_clock::time_point at{};
    EvidenceEntry entry{};
};

/// Whether the record is whole: each record carries the SHA-256 of the one before.
struct EvidenceChain {
    bool on_file = false;  ///< There is an evidence file at all.
    std::uint64_t records = 0;
    std::optional<std::uint64_t> broken_at{};  ///< Number of the first record that does not fit.
    std::string problem{};                     ///< What is wrong with it.
    std::string last_hash{};                   ///< 64 hex digits, of the last record that fits.
};

/// Takes entries as they happen; the real one is runtime's EvidenceLog. Not thread-safe: only
/// the recording station of a pipeline writes.
class EvidenceSink {
  public:
    virtual ~EvidenceSink() = default;
    virtual void add(const EvidenceEntry& entry) = 0;
};

}  // namespace cutover
