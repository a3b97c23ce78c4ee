#pragma once

#include <string>

#include "core/task.hpp"

namespace cutover {

/// 32 hex digits that are the same for two tasks if and only if they mean the same rows and
/// names: name, objects, exclude, name_case, and online_ddl where it leaves tables out. What may
/// change between a run and its resumption is left out: how to log in, types, limits, retries,
/// ignored checks.
[[nodiscard]] std::string fingerprint(const Task& task);

}  // namespace cutover
