#include "core/column_definition.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace cutover {
namespace {

using NamedForm = std::pair<std::string_view, CellForm>;

/// By DATA_TYPE of information_schema. MariaDB's UUID and INET types are read and written as
/// their text, which loses nothing (MariaDB knowledge base, "UUID Data Type").
constexpr std::array<NamedForm, 45> forms{{
    {"tinyint", CellForm::integer},
    {"smallint", CellForm::integer},
    {"mediumint", CellForm::integer},
    {"int", CellForm::integer},
    {"bigint", CellForm::integer},
    {"bit", CellForm::natural},
    {"year", CellForm::natural},
    {"float", CellForm::real32},
    {"double", CellForm::real64},
    {"decimal", CellForm::decimal},
    {"char", CellForm::text},
    {"varchar", CellForm::text},
    {"tinytext", CellForm::text},
    {"text", CellForm::text},
    {"mediumtext", CellForm::text},
    {"longtext", CellForm::text},
    {"uuid", CellForm::text},
    {"inet4", CellForm::text},
    {"inet6", CellForm::text},
    {"binary", CellForm::bytes},
    {"varbinary", CellForm::bytes},
    {"tinyblob", CellForm::bytes},
    {"blob", CellForm::bytes},
    {"mediumblob", CellForm::bytes},
    {"longblob", CellForm::bytes},
    {"vector", CellForm::bytes},
    {"json", CellForm::json},
    {"geometry", CellForm::geometry},
    {"point", CellForm::geometry},
    {"linestring", CellForm::geometry},
    {"polygon", CellForm::geometry},
    {"multipoint", CellForm::geometry},
    {"multilinestring", CellForm::geometry},
    {"multipolygon", CellForm::geometry},
    {"geometrycollection", CellForm::geometry},
    {"geomcollection", CellForm::geometry},
    {"enum", CellForm::enumeration},
    {"set", CellForm::set},
    {"date", CellForm::date},
    {"datetime", CellForm::date},
    {"timestamp", CellForm::date},
    {"time", CellForm::time},
    {"serial", CellForm::natural},
    {"integer", CellForm::integer},
    {"numeric", CellForm::decimal},
}};

}  // namespace

std::optional<CellForm> form_of(const ColumnDefinition& column) {
    const auto* const known = std::find_if(forms.begin(), forms.end(), [&](const NamedForm& form) {
        return form.first == column.data_type;
    });
    if (known == forms.end()) {
        return std::nullopt;
    }
    if (known->second == CellForm::integer && column.is_unsigned) {
        return CellForm::natural;
    }
    return known->second;
}

}  // namespace cutover
