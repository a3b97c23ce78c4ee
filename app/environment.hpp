#pragma once

#include <string>

namespace cutover {

/// The environment variable's value; "" where it is not set.
[[nodiscard]] std::string environment(const char* name);

}  // namespace cutover
