#include "mysql/snapshot.hpp"

#include <utility>

namespace cutover {

MysqlSnapshot::MysqlSnapshot(SnapshotSessions opened, const std::shared_ptr<LargeRows>& large_rows)
    : facts_(std::move(opened.facts)) {
    for (Session& session : opened.sessions) {
        lanes_.push_back(std::make_unique<MysqlReadLane>(std::move(session), large_rows));
    }
}

}  // namespace cutover
