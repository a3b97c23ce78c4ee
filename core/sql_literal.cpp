#include "core/sql_literal.hpp"

#include <bit>

#include <fmt/format.h>

#include "core/cell_text.hpp"
#include "core/hex.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

/// Bytes of geometry in front of its WKB (MySQL manual, "Internal Geometry Storage Format").
constexpr std::size_t srid_bytes = 4;

std::string hex_literal(std::string_view bytes) {
    return bytes.empty() ? "''" : "0x" + to_hex(bytes);
}

std::string text_literal(std::string_view character_set, std::string_view bytes) {
    return fmt::format("_{} {}", character_set_in_sql(character_set), hex_literal(bytes));
}

std::string real_literal(double value) {
    const std::string text = fmt::format("{}", value);
    return text.find('e') == std::string::npos ? text + "e0" : text;
}

std::string number_literal(const ReadColumn& column, std::uint64_t number) {
    switch (column.form) {
        case CellForm::real32:  // as the double of the same value: a FLOAT compares as one
            return real_literal(std::bit_cast<float>(static_cast<std::uint32_t>(number)));
        case CellForm::real64: return real_literal(std::bit_cast<double>(number));
        case CellForm::enumeration:
            return number == 0 || number > column.members.size()
                       ? std::to_string(number)
                       : text_literal({}, number_text(column, number));
        case CellForm::set: return text_literal({}, number_text(column, number));
        case CellForm::date:
        case CellForm::time: return "'" + number_text(column, number) + "'";
        default: return number_text(column, number);
    }
}

std::string text_matches(const LiteralColumn& column, std::string_view bytes) {
    const std::string name = quoted_name(column.name);
    std::string found_by = name + " <=> " + text_literal(column.character_set, bytes);
    if (column.character_set.empty()) {
        return found_by;
    }
    const std::string as_read =
        column.read.as_utf8mb4 || column.is_converted
            ? fmt::format("CONVERT({} USING {})", name, character_set_in_sql(column.character_set))
            : name;
    const std::string exact = fmt::format("BINARY {} <=> {}", as_read, hex_literal(bytes));
    return column.is_key ? found_by + " AND " + exact : exact;
}

}  // namespace

std::string_view character_set_in_sql(std::string_view character_set) {
    const bool is_utf8 = character_set.empty() || character_set.substr(0, 4) == "utf8";
    return is_utf8 ? "utf8mb4" : character_set;
}

std::string sql_literal(const LiteralColumn& column, const CellColumn& cells, std::size_t row) {
    if (cells.is_null.at(row) != 0) {
        return "NULL";
    }
    switch (column.read.form) {
        case CellForm::decimal: return std::string(cells.bytes_of(row));
        case CellForm::text: return text_literal(column.character_set, cells.bytes_of(row));
        case CellForm::json: return text_literal({}, cells.bytes_of(row));
        case CellForm::bytes:
        case CellForm::geometry: return hex_literal(cells.bytes_of(row));
        default: return number_literal(column.read, cells.numbers.at(row));
    }
}

std::string sql_matches(const LiteralColumn& column, const CellColumn& cells, std::size_t row) {
    const std::string name = quoted_name(column.name);
    if (cells.is_null.at(row) != 0) {
        return name + " IS NULL";
    }
    switch (column.read.form) {
        case CellForm::text: return text_matches(column, cells.bytes_of(row));
        case CellForm::json:
            return fmt::format(
                "{} <=> CAST({} AS JSON)", name, text_literal({}, cells.bytes_of(row)));
        case CellForm::geometry:
            return fmt::format(
                "ST_AsWKB({}) <=> {}", name,
                hex_literal(
                    cells.bytes_of(row).substr(std::min(srid_bytes, cells.bytes_of(row).size()))));
        case CellForm::enumeration:
            if (cells.numbers.at(row) == 0) {
                return name + " + 0 <=> 0";  // '' may also be a member
            }
            break;
        default: break;
    }
    return name + " <=> " + sql_literal(column, cells, row);
}

}  // namespace cutover
