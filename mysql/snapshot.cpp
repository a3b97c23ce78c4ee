#include "mysql/snapshot.hpp"

#include <utility>

namespace cutover {

MysqlSnapshot::MysqlSnapshot(
    SnapshotSessions opened, const std::shared_ptr<LargeRows>& large_rows, bool can_let_go)
    : facts_(std::move(opened.facts)) {
    for (Session& session : opened.sessions) {
        lanes_.push_back(
            std::make_unique<MysqlReadLane>(std::move(session), large_rows, can_let_go));
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
