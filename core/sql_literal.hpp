#pragma once

#include <string>
#include <string_view>

#include "core/row_block.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// A column as literals for it must be spelt.
struct LiteralColumn {
    std::string name{};           ///< On the server where the SQL is to run.
    ReadColumn read{};            ///< How its values were read.
    std::string character_set{};  ///< Of the bytes read; empty: the type has none.
    bool is_key = false;          ///< Part of the key by which rows are found.
    bool is_converted = false;    ///< The column over there has another set than the bytes.
};

/// As every server knows it: utf8mb3 is a part of utf8mb4, and MySQL 5.6 does not know its newer
/// name. None at all counts as utf8mb4.
[[nodiscard]] std::string_view character_set_in_sql(std::string_view character_set);

/// The value as SQL that any sql_mode and connection character set reads the same: numbers, dates
/// in quotes, reals in their shortest exact form with an exponent (so never DECIMAL), and all
/// else in hex with its character set in front. NULL is NULL. Meant for a session in UTC.
[[nodiscard]] std::string sql_literal(
    const LiteralColumn& column, const CellColumn& cells, std::size_t row);

/// A condition that holds if and only if the column has just this value, byte for byte; of a text
/// key one that can use the index as well.
[[nodiscard]] std::string sql_matches(
    const LiteralColumn& column, const CellColumn& cells, std::size_t row);

}  // namespace cutover
