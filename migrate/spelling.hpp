#pragma once

#include <string>

namespace cutover {

/// Servers changed the name of their three-byte UTF-8, which is the same on all of them: "utf8"
/// and "utf8_bin" as "utf8mb3" and "utf8mb3_bin"; any other name as it is.
[[nodiscard]] inline std::string modern_spelling(const std::string& name) {
    const bool is_old = name == "utf8" || name.rfind("utf8_", 0) == 0;
    return is_old ? "utf8mb3" + name.substr(4) : name;
}

}  // namespace cutover
