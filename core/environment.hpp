#pragma once

#include <optional>
#include <string>

namespace cutover {

/// The environment variable's value; nothing where it is not set. Nobody here ever sets one: as
/// good as an argument of the program.
[[nodiscard]] std::optional<std::string> environment(const std::string& name);

}  // namespace cutover
