#pragma once

#include <string>

namespace cutover {

/// "process 12 on db7 since 2026-11-25T10:21:13.042Z", of this moment: how a run calls itself in
/// the schema `cutover`, for people. At most 255 bytes.
[[nodiscard]] std::string describe_this_run();

}  // namespace cutover
