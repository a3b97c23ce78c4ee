#pragma once

#include <cstddef>
#include <vector>

#include "core/digest.hpp"
#include "core/row_block.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// How FLOAT and DOUBLE are compared (docs/formats.md, "canonical row").
struct FloatRule {
    enum class Mode { exact, dts };

    Mode mode = Mode::exact;
    unsigned float_digits = 38;       ///< dts: both sides as ROUND(column, digits).
    unsigned double_digits = 308;     ///< dts.
    bool fold_negative_zero = false;  ///< One of the two servers cannot store -0.0 (MariaDB).

    friend bool operator==(const FloatRule&, const FloatRule&) = default;
};

/// Turns a row into its canonical form: type-tagged, length-prefixed, NULL its own tag, so that
/// different rows have different forms. docs/formats.md has the grammar.
/// Not thread-safe: it reuses one buffer.
class RowEncoder {
  public:
    RowEncoder(std::vector<ReadColumn> columns, FloatRule floats);

    /// Valid until the next call.
    [[nodiscard]] std::span<const char> encode(const RowBlock& block, std::size_t row);

    [[nodiscard]] Digest digest(const RowBlock& block, std::size_t row) {
        return row_digest(encode(block, row));
    }

    /// The canonical form of one value alone; what narrowing to columns compares.
    [[nodiscard]] std::span<const char> encode_cell(
        const RowBlock& block, std::size_t row, std::size_t column);

  private:
    void append_cell(const CellColumn& cells, const ReadColumn& column, std::size_t row);

    std::vector<ReadColumn> columns_;
    FloatRule floats_;
    std::vector<char> buffer_{};
};

}  // namespace cutover
