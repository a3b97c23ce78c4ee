/// A digest that servers make, in SQL. Equal digests must mean equal rows as long as MD5 keeps them
/// apart, on servers of two makes; the other way round a mistake costs only that rows are read.
///
/// A row becomes its columns' values joined by commas. None of them can hold a comma, so no two
/// rows are joined to one text: numbers and dates have none, and text and bytes are taken as their
/// own MD5 of the bytes that reading them would give, whatever their character set. NULL is N,
/// which is neither a number, nor a date, nor 32 hex digits. It also keeps what is joined short: a
/// function whose result is above max_allowed_packet is NULL, which SUM would pass over. Where even
/// so many columns are too long, the row counts as a number below any that the sum could make up
/// for.
///
/// A FLOAT as text has six digits, and a DOUBLE(M,D) D decimals. Multiplied by 1e0 both are plain
/// DOUBLEs, of which servers print the shortest text that reads back as the same bits, -0 apart
/// from 0: of 200,016 random ones and as many FLOATs none read back otherwise, and MariaDB 10.11
/// and MySQL 5.6 printed each alike.
///
/// Sums, for they count duplicates and systematic damage (docs/decisions/additive-digest.md); both
/// halves of the MD5, each as an unsigned number of 64 bits, whose SUM is an exact DECIMAL. Without
/// the CAST it would be a DOUBLE.
#include "mysql/digest_expressions.hpp"

#include <string_view>

#include <fmt/format.h>

#include "core/names.hpp"

namespace cutover {
namespace {

/// 10^30: 2^64 times 10^10 rows is less.
constexpr std::string_view no_digest = "-1000000000000000000000000000000";

std::string value_text(const ReadColumn& column) {
    const std::string name = quoted_name(column.name);
    switch (column.form) {
        case CellForm::integer: return fmt::format("CAST({} AS SIGNED)", name);
        case CellForm::natural:
        case CellForm::enumeration:
        case CellForm::set: return fmt::format("CAST({} AS UNSIGNED)", name);
        case CellForm::real32:
        case CellForm::real64: return fmt::format("CAST({} * 1e0 AS CHAR)", name);
        case CellForm::decimal:
        case CellForm::date:
        case CellForm::time: return fmt::format("CAST({} AS CHAR)", name);
        default: break;
    }
    return column.as_utf8mb4 ? fmt::format("MD5(CONVERT({} USING utf8mb4))", name)
                             : fmt::format("MD5({})", name);
}

std::string row_md5(const RowSource& source) {
    std::string text = "MD5(CONCAT_WS(','";
    for (const ReadColumn& column : source.columns) {
        text += fmt::format(", IFNULL({}, 'N')", value_text(column));
    }
    return text + "))";
}

std::string slice(std::string_view side, std::string_view md5) {
    return fmt::format("CAST(CONV({}({}, 16), 16, 10) AS UNSIGNED)", side, md5);
}

}  // namespace

std::string digest_expressions(const RowSource& source) {
    const std::string md5 = row_md5(source);
    return fmt::format(
        "COUNT(*), COALESCE(SUM(IFNULL({}, {})), 0), COALESCE(SUM({}), 0)", slice("RIGHT", md5),
        no_digest, slice("LEFT", md5));
}

}  // namespace cutover
