#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/row_block.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// Values as text that the server reads back as exactly the same value: floats in their shortest
/// exact spelling, dates with the microseconds they have, bytes escaped and never re-encoded.

/// One value as LOAD DATA reads it (tab, newline and backslash escaped; NULL as \N).
void append_load_value(
    std::string& text, const WriteColumn& column, const CellColumn& cells, std::size_t row);

/// A piece of the bytes of such a value; pieces may end anywhere.
void append_load_bytes(std::string& text, std::string_view piece);

/// One value as a literal of an INSERT, inside the column's value_expression().
void append_literal(
    std::string& text, const WriteColumn& column, const CellColumn& cells, std::size_t row);

/// The number of a cell whose form is_number(); `is_date_only` leaves out the time of day.
void append_number(std::string& text, CellForm form, std::uint64_t number, bool is_date_only);

}  // namespace cutover
