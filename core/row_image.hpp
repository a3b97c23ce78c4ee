#pragma once

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
};

}  // namespace cutover
