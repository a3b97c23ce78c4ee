#pragma once

#include <cstddef>
#include <string>

#include "core/change_target.hpp"
#include "core/row_image.hpp"

namespace cutover {

/// Statements that apply one logged change; values are spelt as literals that any session reads
/// the same (core/sql_literal.hpp). Pure. Each appends to `sql`.

/// False, and nothing appended, where no column of the task changed.
[[nodiscard]] bool append_update(
    const ChangeTarget& target, const RowImages& images, std::size_t row, std::string& sql);

void append_delete(
    const ChangeTarget& target, const RowBlock& before, std::size_t row, std::string& sql);

}  // namespace cutover
