#include "core/row_image.hpp"

namespace cutover {

bool RowImages::is_same(std::size_t column, std::size_t row) const {
    const CellColumn& was = before.columns()[column];
    const CellColumn& is = after.columns()[column];
    if (was.is_null[row] != is.is_null[row]) {
        return false;
    }
    return is_number(was.form) ? was.numbers[row] == is.numbers[row]
                               : was.bytes_of(row) == is.bytes_of(row);
}

}  // namespace cutover
