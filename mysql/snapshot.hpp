#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/database.hpp"
#include "mysql/read_lane.hpp"
#include "mysql/snapshot_sessions.hpp"

namespace cutover {

/// The real Snapshot: one lane for each session. Its transactions end with it. Lanes that nobody
/// reads with are kept alive.
class MysqlSnapshot final : public Snapshot {
  public:
    /// `can_let_go` as WaitingSessions has it.
    MysqlSnapshot(
        SnapshotSessions opened, const std::shared_ptr<LargeRows>& large_rows, bool can_let_go);

    [[nodiscard]] const SnapshotFacts& facts() const override { return facts_; }

    [[nodiscard]] std::size_t lanes() const override { return lanes_.size(); }

    [[nodiscard]] ReadLane& lane(std::size_t index) override { return *lanes_.at(index); }

    [[nodiscard]] std::optional<LogPlace> applied(const std::string& task) override;

  private:
    void keep_alive(const std::stop_token& stopping);

    SnapshotFacts facts_;
    std::vector<std::unique_ptr<MysqlReadLane>> lanes_{};
    std::jthread keeper_{};
};

/// The real PreparedSnapshot.
class MysqlPreparedSnapshot final : public PreparedSnapshot {
  public:
    MysqlPreparedSnapshot(WaitingSessions waiting, std::shared_ptr<LargeRows> large_rows)
        : waiting_(std::move(waiting)), large_rows_(std::move(large_rows)) {}

    [[nodiscard]] std::unique_ptr<Snapshot> open() override { return of(waiting_.open()); }

    [[nodiscard]] std::unique_ptr<Snapshot> open_first(
        const std::function<void(const SnapshotFacts&)>& meanwhile) override {
        auto opened = waiting_.open_first(meanwhile);
        return opened ? of(*std::move(opened)) : nullptr;
    }

    [[nodiscard]] std::unique_ptr<Snapshot> open_beside() override {
        return of(waiting_.open_beside());
    }

    [[nodiscard]] std::unique_ptr<Snapshot> open_held(const std::function<void()>& mark) override {
        return of(waiting_.open_held(mark));
    }

  private:
    [[nodiscard]] std::unique_ptr<Snapshot> of(SnapshotSessions opened) const {
        return std::make_unique<MysqlSnapshot>(
            std::move(opened), large_rows_, waiting_.can_let_go());
    }

    WaitingSessions waiting_;
    std::shared_ptr<LargeRows> large_rows_;
};

}  // namespace cutover
