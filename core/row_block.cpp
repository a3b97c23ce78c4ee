#include "core/row_block.hpp"

namespace cutover {

void CellColumn::add_null() {
    is_null.push_back(1);
    if (is_number(form)) {
        numbers.push_back(0);
    } else {
        ends.push_back(bytes.size());
    }
}

void CellColumn::add_number(std::uint64_t number) {
    is_null.push_back(0);
    numbers.push_back(number);
}

void CellColumn::add_bytes(std::string_view value) {
    is_null.push_back(0);
    bytes.insert(bytes.end(), value.begin(), value.end());
    ends.push_back(bytes.size());
}

RowBlock::RowBlock(const std::vector<CellForm>& forms) {
    columns_.reserve(forms.size());
    for (const CellForm form : forms) {
        columns_.push_back({.form = form});
    }
}

std::size_t RowBlock::size_bytes() const {
    std::size_t total = 0;
    for (const CellColumn& column : columns_) {
        total += column.is_null.size() + column.numbers.size() * sizeof(std::uint64_t) +
                 column.ends.size() * sizeof(std::size_t) + column.bytes.size();
    }
    return total;
}

void RowBlock::clear() {
    for (CellColumn& column : columns_) {
        column.is_null.clear();
        column.numbers.clear();
        column.ends.clear();
        column.bytes.clear();
    }
}

}  // namespace cutover
