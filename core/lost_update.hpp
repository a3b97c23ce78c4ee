#pragma once

#include <cstddef>
#include <string_view>

#include "core/change_target.hpp"
#include "core/row_image.hpp"

namespace cutover {

/// Whether MySQL may take these texts of JSON for equal: where they differ, then in numbers of one
/// value alone, as 1 and 1.0. (MySQL manual, "Comparison and Ordering of JSON Values".)
[[nodiscard]] bool are_equal_to_mysql(std::string_view json, std::string_view other);

/// Whether an UPDATE would leave the row as it is on MySQL, though the log has it change: a row
/// whose JSON alone is set to what is equal to MySQL is not written (MySQL 8.0 to 9, tried). The
/// source came to it by REPLACE, which is logged as an update.
[[nodiscard]] bool is_lost_by_update(
    const ChangeTarget& target, const RowImages& images, std::size_t row);

}  // namespace cutover
