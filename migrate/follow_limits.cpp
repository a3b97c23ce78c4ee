#include "migrate/follow_limits.hpp"

namespace cutover {
namespace {

/// What the first event of a file stands behind is little enough to be left out.
std::uint64_t bytes_from(const LogPlace& before, const LogPlace& now) {
    return before.file == now.file && now.offset > before.offset ? now.offset - before.offset : 0;
}

}  // namespace

FollowLimits::FollowLimits(Migration& migration)
    : pace_(
          migration.request.task.limits.rows_per_second,
          migration.request.task.limits.bytes_per_second,
          migration.request.clock),
      gate_(migration.gate_options()),
      log_reader_(gate_) {}

void FollowLimits::spend(std::uint64_t rows, const LogPlace& place) {
    const std::uint64_t bytes = bytes_from(spent_up_to_, place);
    spent_up_to_ = place;
    pace_.spend(rows, bytes);
}

}  // namespace cutover
