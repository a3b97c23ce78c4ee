#include "mysql/snapshot.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace cutover {
namespace {

/// A fraction of the time after which the server ends a session (snapshot_sessions.cpp).
constexpr std::chrono::minutes keep_alive_every{1};

}  // namespace

MysqlSnapshot::MysqlSnapshot(
    SnapshotSessions opened, const std::shared_ptr<LargeRows>& large_rows, bool can_let_go)
    : facts_(std::move(opened.facts)) {
    for (Session& session : opened.sessions) {
        lanes_.push_back(
            std::make_unique<MysqlReadLane>(std::move(session), large_rows, can_let_go));
    }
    keeper_ = std::jthread([this](const std::stop_token& stopping) { keep_alive(stopping); });
}

void MysqlSnapshot::keep_alive(const std::stop_token& stopping) {
    std::mutex sleeping;
    std::condition_variable_any woken;
    std::unique_lock lock(sleeping);
    while (!woken.wait_for(
        lock, stopping, keep_alive_every, [&] { return stopping.stop_requested(); })) {
        for (const auto& lane : lanes_) {
            lane->keep_alive(keep_alive_every);
        }
    }
}

std::optional<LogPlace> MysqlSnapshot::applied(const std::string& task) {
    std::optional<LogPlace> place;
    for (const auto& lane : lanes_) {
        const std::optional<LogPlace> seen = lane->applied(task);
        if (!seen || (place && *place != *seen)) {
            return std::nullopt;
        }
        place = seen;
    }
    return place;
}

}  // namespace cutover
