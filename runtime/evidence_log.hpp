#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/evidence_sink.hpp"
#include "core/timestamp.hpp"
#include "runtime/sqlite.hpp"

namespace cutover {

/// Appends to a task's evidence, `evidence.sqlite` in its state folder; both are created where
/// missing, readable by their owner alone. docs/formats.md, "Evidence", has the format.
///
/// Several processes may append to one file at a time; each record names its run. Not
/// thread-safe within a process. Adding is cheap: records are written in batches, at the latest
/// with the first add() that comes 100 ms after the oldest waiting one, and at once where a run
/// starts or ends or a verification is finished.
class EvidenceLog final : public EvidenceSink {
  public:
    /// Throws an Error with exit 2 for the file of another task, of a newer format, and where the
    /// last record does not carry the hash of the one before it.
    EvidenceLog(
        const std::filesystem::path& state_folder, const std::string& task, WallClock clock);

    /// Throws where a batch could not be written; it is kept, and tried again with the next.
    void add(const EvidenceEntry& entry) override;

    /// Returns when everything added is on disk. What was not flushed dies with this object, as
    /// it does with a SIGKILL: that costs only its being found out again.
    void flush();

  private:
    struct Waiting {
        std::string at{};
        std::string kind{};
        std::string payload{};
    };

    void write_waiting();

    SqliteFile file_;
    WallClock clock_;
    std::string first_hash_{};
    std::uint64_t run_ = 0;
    std::vector<Waiting> waiting_{};
    std::chrono::system_clock::time_point oldest_waiting_{};
};

}  // namespace cutover
