#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cutover {

/// Where in a JSON text things stand: by JSON pointer, the line (from 1) of an object's key or of
/// an array's element. The parser we use gives positions for syntax errors only.
struct JsonPlaces {
    std::map<std::string, unsigned> lines{};
    std::vector<std::string> duplicates{};  ///< Pointers of keys given again; `lines` has the last.

    /// The line of the pointer, or of the nearest thing around it; 1 where nothing is known.
    [[nodiscard]] unsigned line_of(std::string pointer) const;
};

/// The text must be valid JSON, apart from comments (// and /* */).
[[nodiscard]] JsonPlaces locate(std::string_view text);

struct LineAndColumn {
    unsigned line = 1;
    unsigned column = 1;  ///< In bytes, from 1.
};

/// Of the byte at `offset`, counted from 0.
[[nodiscard]] LineAndColumn position_of(std::string_view text, std::size_t offset);

}  // namespace cutover
