#include "tests/fakes/memory_table.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace cutover::test {
namespace {

bool value_less(const KeyValue& left, const KeyValue& right) {
    if (left.kind == KeyValue::Kind::bytes) {
        return left.bytes < right.bytes;
    }
    if (left.kind == KeyValue::Kind::integer) {
        return static_cast<std::int64_t>(left.number) < static_cast<std::int64_t>(right.number);
    }
    return left.number < right.number;
}

KeyValue key_value(const Cell& cell, CellForm form) {
    if (!is_number(form)) {
        return {KeyValue::Kind::bytes, 0, cell.bytes};
    }
    return {
        form == CellForm::integer ? KeyValue::Kind::integer : KeyValue::Kind::natural,
        cell.number,
        {}};
}

ColumnDefinition define_column(const std::string& text) {
    const std::size_t space = text.find(' ');
    ColumnDefinition column{.name = text.substr(0, space), .data_type = text.substr(space + 1)};
    column.column_type = column.data_type;
    if (column.data_type == "varchar" || column.data_type == "text") {
        column.character_set = "utf8mb4";
        column.collation = "utf8mb4_bin";
    }
    return column;
}

}  // namespace

Cell null_cell() {
    return {.is_null = true};
}

Cell number_cell(std::uint64_t number) {
    return {.number = number};
}

Cell real_cell(double value) {
    return {.number = std::bit_cast<std::uint64_t>(value)};
}

Cell text_cell(std::string_view bytes) {
    return {.bytes = std::string(bytes)};
}

bool key_less(const KeyTuple& left, const KeyTuple& right) {
    return std::lexicographical_compare(
        left.begin(), left.end(), right.begin(), right.end(), value_less);
}

std::size_t MemoryTable::column_index(std::string_view name) const {
    for (std::size_t i = 0; i < definition.columns.size(); ++i) {
        if (definition.columns[i].name == name) {
            return i;
        }
    }
    throw std::logic_error("no column " + std::string(name) + " in " + display(definition.name));
}

KeyTuple MemoryTable::key_of(const MemoryRow& row, const std::vector<KeyColumn>& key) const {
    KeyTuple tuple;
    for (const KeyColumn& column : key) {
        tuple.push_back(key_value(row.at(column_index(column.name)), column.form));
    }
    return tuple;
}

std::vector<const MemoryRow*> MemoryTable::select(
    const RowSource& source, const Chunk& chunk) const {
    std::vector<const MemoryRow*> selected;
    for (const MemoryRow& row : rows) {
        const KeyTuple key = key_of(row, source.key);
        const bool inside =
            (!chunk.after || less(*chunk.after, key)) && (!chunk.up_to || !less(*chunk.up_to, key));
        if (inside && (source.where.empty() || wheres.at(source.where)(row))) {
            selected.push_back(&row);
        }
    }
    return selected;
}

bool MemoryTable::clash(const MemoryRow& left, const MemoryRow& right) const {
    return std::any_of(definition.keys.begin(), definition.keys.end(), [&](const auto& key) {
        return key.unique &&
               std::all_of(key.parts.begin(), key.parts.end(), [&](const KeyPart& part) {
                   const Cell& a = left.at(column_index(part.column));
                   return !a.is_null && a == right.at(column_index(part.column));
               });
    });
}

TableDefinition define_table(
    const TableName& name, const std::vector<std::string>& columns, std::size_t key_columns) {
    TableDefinition definition{.name = name, .engine = "InnoDB"};
    KeyDefinition primary{.name = "PRIMARY", .type = "BTREE", .unique = true};
    for (const std::string& text : columns) {
        definition.columns.push_back(define_column(text));
        if (definition.columns.size() <= key_columns) {
            definition.columns.back().nullable = false;
            primary.parts.push_back({.column = definition.columns.back().name});
        }
    }
    if (key_columns > 0) {
        definition.keys.push_back(primary);
    }
    return definition;
}

void append_row(
    const MemoryTable& table, const MemoryRow& row, const RowSource& source, RowBlock& block) {
    for (std::size_t i = 0; i < source.columns.size(); ++i) {
        const Cell& cell = row.at(table.column_index(source.columns[i].name));
        CellColumn& column = block.columns().at(i);
        if (cell.is_null) {
            column.add_null();
        } else if (is_number(column.form)) {
            column.add_number(cell.number);
        } else {
            column.add_bytes(cell.bytes);
        }
    }
}

}  // namespace cutover::test
