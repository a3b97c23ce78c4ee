#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cutover {

/// Length of the valid UTF-8 sequence that begins at text[at], with its code point; 0 where none
/// does (overlong forms and surrogates are not valid). `at` must lie within the text.
[[nodiscard]] std::size_t decode_utf8(
    std::string_view text, std::size_t at, std::uint32_t& code_point);

[[nodiscard]] bool is_utf8(std::string_view text);
[[nodiscard]] bool is_ascii(std::string_view text);

void append_utf8(std::string& text, std::uint32_t code_point);

}  // namespace cutover
