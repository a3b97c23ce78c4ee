#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "binlog/table_map.hpp"
#include "core/cell_form.hpp"
#include "core/column_definition.hpp"

namespace cutover {

/// What the values of a column in row images become in a RowBlock. The log alone tells how they
/// are laid out, but not all that they mean.
struct ImageColumn {
    /// Types that the log holds as a CHAR of their binary form.
    enum class Spelling : std::uint8_t { as_logged, uuid, inet4, inet6 };

    CellForm form = CellForm::integer;
    Spelling spelling = Spelling::as_logged;
    std::size_t width = 0;         ///< BINARY(n): the log leaves zeros at the end out; else 0.
    unsigned fraction_digits = 0;  ///< Of MariaDB's "hires" layouts, which the log does not state.
};

/// By its definition: in the same form as it is read from the server. Throws Error for a type that
/// this version does not know.
[[nodiscard]] ImageColumn image_column(const ColumnDefinition& column);

/// By the log alone, as far as that goes: integers are signed unless it says otherwise, text is
/// bytes.
[[nodiscard]] std::vector<ImageColumn> image_columns(const TableMap& table);

}  // namespace cutover
