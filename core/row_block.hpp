#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/cell_form.hpp"

namespace cutover {

/// One column of a RowBlock: numbers or bytes, as its form says, and a NULL flag for each row.
/// The members are public because readers and writers work on them column-wise; the block keeps
/// them of equal length.
struct CellColumn {
    CellForm form = CellForm::integer;
    std::vector<std::uint8_t> is_null{};   ///< 1 where NULL; the value is then 0 or empty.
    std::vector<std::uint64_t> numbers{};  ///< Of is_number() forms: one for each row.
    std::vector<std::size_t> ends{};       ///< Of other forms: where each value ends in `bytes`.
    std::vector<char> bytes{};             ///< All values of the column, one after the other.

    [[nodiscard]] std::string_view bytes_of(std::size_t row) const {
        const std::size_t begin = row == 0 ? 0 : ends[row - 1];
        return {bytes.data() + begin, ends[row] - begin};
    }

    // In the header because they run for every value that is read.
    void add_null() {
        is_null.push_back(1);
        if (is_number(form)) {
            numbers.push_back(0);
        } else {
            ends.push_back(bytes.size());
        }
    }

    void add_number(std::uint64_t number) {
        is_null.push_back(0);
        numbers.push_back(number);
    }

    void add_bytes(std::string_view value) {
        is_null.push_back(0);
        bytes.insert(bytes.end(), value.begin(), value.end());
        ends.push_back(bytes.size());
    }
};

/// Some rows of one table, column by column. It is filled and cleared over and over and keeps its
/// memory, so reading a row allocates nothing once the block has grown to its size.
/// Not thread-safe; one worker owns it.
class RowBlock {
  public:
    RowBlock() = default;
    explicit RowBlock(const std::vector<CellForm>& forms);

    [[nodiscard]] std::size_t rows() const {
        return columns_.empty() ? 0 : columns_.front().is_null.size();
    }

    /// What the values take, in bytes, without unused capacity.
    [[nodiscard]] std::size_t size_bytes() const;

    [[nodiscard]] const std::vector<CellColumn>& columns() const { return columns_; }

    [[nodiscard]] std::vector<CellColumn>& columns() { return columns_; }

    void clear();

  private:
    std::vector<CellColumn> columns_{};
};

/// `to` has columns of the same forms as `from`, which is another block.
void append_row(const RowBlock& from, std::size_t row, RowBlock& to);

}  // namespace cutover
