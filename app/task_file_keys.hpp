#pragma once

#include "app/json_node.hpp"
#include "core/task.hpp"

namespace cutover {

/// Maps a task file's keys, as docs/formats.md ("task file") has them, to a Task. Values' ranges
/// that a type cannot say are left to validate().
void read_task(const JsonNode& root, Task& task);

}  // namespace cutover
