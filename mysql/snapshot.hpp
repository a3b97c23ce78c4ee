#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/database.hpp"
#include "mysql/read_lane.hpp"
#include "mysql/snapshot_sessions.hpp"

namespace cutover {

/// The real Snapshot: one lane for each session. Its transactions end with it.
class MysqlSnapshot final : public Snapshot {
  public:
    MysqlSnapshot(SnapshotSessions opened, const std::shared_ptr<LargeRows>& large_rows);

    [[nodiscard]] const SnapshotFacts& facts() const override { return facts_; }

    [[nodiscard]] std::size_t lanes() const override { return lanes_.size(); }

    [[nodiscard]] ReadLane& lane(std::size_t index) override { return *lanes_.at(index); }

  private:
    SnapshotFacts facts_;
    std::vector<std::unique_ptr<MysqlReadLane>> lanes_{};
};

}  // namespace cutover
