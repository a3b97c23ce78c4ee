#pragma once

#include <cstddef>
#include <optional>

#include "core/row_block.hpp"
#include "core/row_source.hpp"
#include "core/text_cause.hpp"

namespace cutover {

/// One value of a block, with the column that it was read from.
struct CellRef {
    const ReadColumn& column;
    const CellColumn& cells;
    std::size_t row = 0;

    [[nodiscard]] bool is_null() const { return cells.is_null[row] != 0; }

    [[nodiscard]] std::uint64_t number() const { return cells.numbers[row]; }

    [[nodiscard]] std::string_view bytes() const { return cells.bytes_of(row); }
};

/// What may have made the destination's value of the source's; both have one form and are not the
/// same. Nothing where no cause fits. Of long values only what their beginnings tell.
[[nodiscard]] std::optional<ValueCause> cell_cause(
    const CellRef& source, const CellRef& destination);

/// False for values that many rows share, such as 0, 1, '' or a member: that two rows have each
/// other's may be chance.
[[nodiscard]] bool is_telling(const CellRef& cell);

}  // namespace cutover
