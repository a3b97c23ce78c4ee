#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cutover {

/// What bytes of a column say, as UTF-8.
struct DecodedText {
    std::string utf8{};
    std::size_t bytes_used = 0;  ///< Fewer than given where they end within a character.
};

/// Reads bytes of MySQL's `character_set` ("latin1", "gbk", "utf8mb4", ...) as text. Nothing where
/// the set is not known here, or where writing the text back would not give the same bytes: what
/// people read must stand for one value only. An empty set counts as utf8mb4.
[[nodiscard]] std::optional<DecodedText> decode_text(
    std::string_view bytes, std::string_view character_set);

}  // namespace cutover
