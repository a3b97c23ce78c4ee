#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/cell_form.hpp"
#include "core/row_block.hpp"

namespace cutover {

/// One value of a key column, typed so that it is bound, never parsed again: '0xab' stays text.
/// It holds what the RowBlock's cell holds: a number for every is_number() form (a date packed,
/// a DOUBLE as its bits; `integer` where the form is signed), else bytes.
struct KeyValue {
    enum class Kind : std::uint8_t { integer, natural, bytes };

    Kind kind = Kind::integer;
    std::uint64_t number = 0;  ///< Of integer (two's complement) and natural.
    std::string bytes{};       ///< Of bytes: text, binary or decimal digits.

    friend bool operator==(const KeyValue&, const KeyValue&) = default;
};

/// The value of a cell that is not NULL.
[[nodiscard]] KeyValue key_value(const CellColumn& cells, std::size_t row);

/// One value per key column, in key order. Ordering belongs to the server: cutover compares
/// keys for equality only.
using KeyTuple = std::vector<KeyValue>;

/// Of a row's key columns, by their indices in the block; none of them is NULL.
[[nodiscard]] KeyTuple key_of(
    const RowBlock& block, std::size_t row, const std::vector<std::size_t>& columns);

/// Canonical text: "i-5", "n7", "x68656c6c6f" (bytes in hex), joined by commas. parse_key()
/// gives nothing for any other text.
[[nodiscard]] std::string to_text(const KeyTuple& key);
[[nodiscard]] std::optional<KeyTuple> parse_key(std::string_view text);

/// A key column as the server must see it to compare a bound value the way it orders the column.
struct KeyColumn {
    std::string name{};
    CellForm form = CellForm::integer;
    std::string data_type{};      ///< "int", "year", ...: a YEAR and a BIT are numbers of a kind.
    std::string character_set{};  ///< Of text: the column's own.
    std::string collation{};
    bool as_utf8mb4 = false;  ///< Of text: the values bound are utf8mb4, for the two sides differ.
    unsigned precision = 0;   ///< Of decimal.
    unsigned scale = 0;
};

}  // namespace cutover
