#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "verify/touched_table.hpp"

namespace cutover {

/// A row as memory holds many of them, and as they lie in a file of this process: never read by
/// another.
struct PackedRow {
    std::size_t table = 0;
    std::string_view key{};  ///< Of the bytes that it was found in.
    TouchedRow row{};
    std::size_t bytes = 0;  ///< That it takes.
};

/// Puts it behind `packed`.
void append_packed(
    std::string& packed, std::size_t table, std::string_view key, const TouchedRow& row);

/// The first one of `packed`; nothing where it is not there to its end.
[[nodiscard]] std::optional<PackedRow> first_packed(std::string_view packed);

}  // namespace cutover
