#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "mysql/session.hpp"

namespace cutover {

/// A value of a SHOW statement's result. What a column is called there has changed with versions,
/// so that all its names are given; absent where it is NULL or there is no such column.
[[nodiscard]] std::optional<std::string> shown(
    const TextRows& rows, std::size_t row, std::initializer_list<std::string_view> names);

/// The same as a number; 0 where it is none.
[[nodiscard]] std::uint64_t shown_number(
    const TextRows& rows, std::size_t row, std::initializer_list<std::string_view> names);

}  // namespace cutover
