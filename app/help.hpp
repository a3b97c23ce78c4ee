#pragma once

#include <string>
#include <string_view>

namespace cutover {

/// At most 80 columns wide. `command` is "" for the program's own help; nothing but the names of
/// commands is allowed.
[[nodiscard]] std::string help_text(std::string_view command);

}  // namespace cutover
