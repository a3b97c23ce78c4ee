#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "migrate/migration.hpp"
#include "runtime/load_gate.hpp"
#include "runtime/pool.hpp"

namespace cutover {

/// A position and a GTID set as the progress keeps them: "file:offset gtid-set".
[[nodiscard]] std::string position_text(const SnapshotFacts& facts);

enum class SameMoment { yes, no, unknown };

/// Compares two position_text()s. GTID sets decide where both have one, since a restarted server
/// begins a new file; unknown where a server keeps no binary log.
[[nodiscard]] SameMoment same_moment(const std::string& first, const std::string& second);

/// The moments that rows were copied at, as position_text()s; empty before the first.
[[nodiscard]] std::vector<std::string> copy_moments(ProgressStore& progress);

/// Reading sessions that all see one moment of the source. A lane that was lost is replaced only
/// by one that sees the same moment, which the binary log's position proves; where the source
/// keeps no log, the observer is told that nobody can know. Thread-safe.
///
/// Where the log is applied after the copy, a later moment will do as well: the moments are put on
/// record, numbered from 0, before rows are read at them, and each chunk with the number of its
/// own; applying brings all to one moment (change_apply.hpp).
class SourceLanes {
  public:
    struct Lane {
        std::shared_ptr<Snapshot> snapshot{};
        std::size_t index = 0;
        std::uint32_t moment = 0;  ///< Which of the copy's moments it sees.

        [[nodiscard]] ReadLane& operator*() const { return snapshot->lane(index); }
    };

    SourceLanes(Migration& migration, std::size_t size);

    /// Opens all lanes at once and puts the snapshot on record. `needed` is the moment that they
    /// must see, where an earlier run has copied chunks of it already.
    void open(const std::optional<std::string>& needed);

    /// The moment that all lanes see.
    [[nodiscard]] const std::string& position() const { return position_; }

    /// Returns when the source has room for reading and the destination's replicas keep up, as the
    /// task's limits have it.
    /// Reads wait by themselves; ask before something is opened that should not wait with them.
    void wait_for_calm() { gate_->pass(); }

    /// Once open() was called.
    [[nodiscard]] Pool<Lane>::Lease checkout() { return pool_.checkout(); }

  private:
    Lane make();
    std::shared_ptr<Snapshot> take(std::size_t lanes);
    void require(const std::string& needed, const std::string& found);
    [[nodiscard]] std::uint32_t moment_of(const std::string& position);

    Migration& migration_;
    std::shared_ptr<LoadGate> gate_;
    std::size_t size_;
    std::vector<TableName> tables_{};
    std::vector<Lane> first_{};
    std::string position_{};
    std::vector<std::string> moments_{};
    Pool<Lane> pool_;
};

}  // namespace cutover
