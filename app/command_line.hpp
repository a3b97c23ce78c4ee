#pragma once

#include <string>
#include <vector>

#include "app/options.hpp"

namespace cutover {

/// What the arguments (without the program's name) ask for. Throws an Error with exit code 2 that
/// names the wrong one and the nearest right one. No arguments ask for help.
[[nodiscard]] Options parse_command_line(const std::vector<std::string>& arguments);

}  // namespace cutover
