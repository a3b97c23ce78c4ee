#include "core/catalog.hpp"

#include <algorithm>
#include <array>
#include <tuple>
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

const ColumnDefinition* find_column(const TableDefinition& table, std::string_view name) {
    const auto found = std::find_if(
        table.columns.begin(), table.columns.end(),
        [&](const ColumnDefinition& column) { return column.name == name; });
    return found == table.columns.end() ? nullptr : &*found;
}

std::string_view to_text(ObjectKind kind) {
    switch (kind) {
        case ObjectKind::view: return "view";
        case ObjectKind::trigger: return "trigger";
        case ObjectKind::procedure: return "procedure";
        case ObjectKind::function: return "function";
        case ObjectKind::event: return "event";
        case ObjectKind::sequence: return "sequence";
    }
    return "view";
}

const TableDefinition* find_table(const Catalog& catalog, const TableName& name) {
    const auto guess = std::lower_bound(
        catalog.tables.begin(), catalog.tables.end(), name,
        [](const TableDefinition& table, const TableName& wanted) { return table.name < wanted; });
    if (guess != catalog.tables.end() && guess->name == name) {
        return &*guess;
    }
    const auto found = std::find_if(  // a catalog under construction is not sorted yet
        catalog.tables.begin(), catalog.tables.end(),
        [&](const TableDefinition& table) { return table.name == name; });
    return found == catalog.tables.end() ? nullptr : &*found;
}

const CodeObject* find_object(const Catalog& catalog, ObjectKind kind, const TableName& name) {
    const auto guess = std::lower_bound(
        catalog.objects.begin(), catalog.objects.end(), std::tie(name, kind),
        [](const CodeObject& object,
           const std::tuple<const TableName&, const ObjectKind&>& wanted) {
            return std::tie(object.name, object.kind) < wanted;
        });
    if (guess != catalog.objects.end() && guess->kind == kind && guess->name == name) {
        return &*guess;
    }
    const auto found = std::find_if(
        catalog.objects.begin(), catalog.objects.end(),
        [&](const CodeObject& object) { return object.kind == kind && object.name == name; });
    return found == catalog.objects.end() ? nullptr : &*found;
}

const DatabaseDefinition* find_database(const Catalog& catalog, std::string_view name) {
    const auto found = std::find_if(
        catalog.databases.begin(), catalog.databases.end(),
        [&](const DatabaseDefinition& database) { return database.name == name; });
    return found == catalog.databases.end() ? nullptr : &*found;
}

}  // namespace cutover
