#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cutover {

/// Two lower-case digits for each byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// The bytes again; nothing for an odd length or anything but lower-case hex digits, so that
/// equal bytes have one text only.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

}  // namespace cutover
