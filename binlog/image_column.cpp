#include "binlog/image_column.hpp"

#include <optional>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

constexpr std::size_t inet4_bytes = 4;
constexpr std::size_t inet6_bytes = 16;
constexpr std::size_t uuid_width = 16;

CellForm logged_form(const LogColumn& column) {
    switch (column.type) {
        case LogType::single_real: return CellForm::real32;
        case LogType::double_real: return CellForm::real64;
        case LogType::decimal: return CellForm::decimal;
        case LogType::date:
        case LogType::datetime:
        case LogType::datetime2:
        case LogType::timestamp:
        case LogType::timestamp2: return CellForm::date;
        case LogType::time:
        case LogType::time2: return CellForm::time;
        case LogType::year:
        case LogType::bit: return CellForm::natural;
        case LogType::enumeration: return CellForm::enumeration;
        case LogType::set: return CellForm::set;
        case LogType::json: return CellForm::json;
        case LogType::geometry: return CellForm::geometry;
        case LogType::tiny:
        case LogType::small:
        case LogType::medium:
        case LogType::integer:
        case LogType::big:
            return column.is_unsigned.value_or(false) ? CellForm::natural : CellForm::integer;
        default: return CellForm::bytes;
    }
}

}  // namespace

ImageColumn image_column(const ColumnDefinition& column) {
    const std::optional<CellForm> form = form_of(column);
    if (!form) {
        throw Error(
            Recovery::none, fmt::format(
                                "column {} has the type {}, which this version does not know",
                                printable(column.name), printable(column.column_type)));
    }
    ImageColumn image;
    image.form = *form;
    image.fraction_digits = column.fraction_digits;
    if (column.data_type == "binary") {
        image.width = column.length_bytes;
    } else if (column.data_type == "uuid") {
        image.spelling = ImageColumn::Spelling::uuid;
        image.width = uuid_width;
    } else if (column.data_type == "inet4") {
        image.spelling = ImageColumn::Spelling::inet4;
        image.width = inet4_bytes;
    } else if (column.data_type == "inet6") {
        image.spelling = ImageColumn::Spelling::inet6;
        image.width = inet6_bytes;
    }
    return image;
}

std::vector<ImageColumn> image_columns(const TableMap& table) {
    std::vector<ImageColumn> columns;
    columns.reserve(table.columns.size());
    for (const LogColumn& column : table.columns) {
        ImageColumn image;
        image.form = logged_form(column);
        columns.push_back(image);
    }
    return columns;
}

}  // namespace cutover
