#include "migrate/follow_limits.hpp"

namespace cutover {

FollowLimits::FollowLimits(Migration& migration)
    : pace_(
          migration.request.task.limits.rows_per_second,
          migration.request.task.limits.bytes_per_second,
          migration.request.clock),
      gate_(migration.gate_options()),
      log_({.pace = &pace_, .gate = &gate_}) {}

}  // namespace cutover
