#pragma once

#include <cstddef>

#include "core/row_block.hpp"

namespace cutover {

enum class RowChange { insert, update, erase };

/// Rows as they were before and after a change of one kind. An insert has after images, a deletion
/// before images, an update both, row by row.
struct RowImages {
    RowBlock before{};
    RowBlock after{};

    [[nodiscard]] std::size_t rows(RowChange change) const {
        return change == RowChange::insert ? after.rows() : before.rows();
    }

    /// Of an update: whether it left that column of the row as it was.
    [[nodiscard]] bool is_same(std::size_t column, std::size_t row) const;
};

}  // namespace cutover
