#include "core/row_block.hpp"

namespace cutover {
namespace {

/// A block that once held a value of 60 MB must not keep that memory for the rest of the run.
constexpr std::size_t most_bytes_kept = 2U << 20U;

}  // namespace

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
        if (column.bytes.capacity() > most_bytes_kept) {
            column.bytes.shrink_to_fit();  // "= {}" would keep the memory
        }
    }
}

void append_row(const RowBlock& from, std::size_t row, RowBlock& to) {
    for (std::size_t i = 0; i < to.columns().size(); ++i) {
        const CellColumn& column = from.columns().at(i);
        CellColumn& added = to.columns()[i];
        if (column.is_null.at(row) != 0) {
            added.add_null();
        } else if (is_number(column.form)) {
            added.add_number(column.numbers[row]);
        } else {
            added.add_bytes(column.bytes_of(row));
        }
    }
}

}  // namespace cutover
