#include "core/key_choice.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>

namespace cutover {
namespace {

constexpr std::uint64_t chunk_bytes = 12ULL << 20U;
/// InnoDB's header of a row and its hidden columns, and one byte. Fewer bytes a row than these are
/// not an average but a statistic from before the rows came: MySQL 5.6 counts rows as they come,
/// and bytes only when it analyses the table.
constexpr std::uint64_t smallest_row_bytes = 19;
constexpr std::uint64_t most_rows_of_a_chunk = 100'000;  // 16 bytes of digest each

bool can_cut(CellForm form) {
    return form != CellForm::real32 && form != CellForm::real64 && form != CellForm::json &&
           form != CellForm::geometry;
}

/// The columns of the key; nothing where one of them makes the key unusable.
std::optional<std::vector<KeyColumn>> columns_of(
    const TableDefinition& table,
    const KeyDefinition& key,
    const std::vector<std::string>& selected) {
    std::vector<KeyColumn> columns;
    for (const KeyPart& part : key.parts) {
        const ColumnDefinition* const column = find_column(table, part.column);
        if (column == nullptr || part.prefix_length != 0 || column->nullable ||
            std::find(selected.begin(), selected.end(), part.column) == selected.end()) {
            return std::nullopt;
        }
        const auto form = form_of(*column);
        if (!form || !can_cut(*form)) {
            return std::nullopt;
        }
        columns.push_back(key_column(*column, *form));
    }
    return columns.empty() ? std::nullopt : std::optional(std::move(columns));
}

/// Smaller is better. A hash index cannot be walked in order, so it comes last.
auto rank(const KeyDefinition& key, const std::vector<KeyColumn>& columns) {
    const bool has_text = !std::all_of(columns.begin(), columns.end(), [](const KeyColumn& column) {
        return is_number(column.form);
    });
    return std::tuple(key.type == "HASH", key.name != "PRIMARY", has_text, columns.size());
}

/// For tables that were never analysed; wide values count as if they were half empty at most.
std::uint64_t guessed_row_bytes(const TableDefinition& table) {
    constexpr std::uint64_t most_of_a_value = 256;
    std::uint64_t bytes = 0;
    for (const ColumnDefinition& column : table.columns) {
        bytes +=
            column.length_bytes == 0 ? 8 : std::min(most_of_a_value, (column.length_bytes + 1) / 2);
    }
    return bytes;
}

}  // namespace

KeyColumn key_column(const ColumnDefinition& column, CellForm form) {
    return {
        .name = column.name,
        .form = form,
        .data_type = column.data_type,
        .character_set = column.character_set,
        .collation = column.collation,
        .precision = column.precision,
        .scale = column.scale};
}

ChosenKey choose_key(const TableDefinition& table, const std::vector<std::string>& selected) {
    ChosenKey best;
    const KeyDefinition* best_key = nullptr;
    for (const KeyDefinition& key : table.keys) {
        if (!key.unique || key.type == "FULLTEXT" || key.type == "SPATIAL") {
            continue;
        }
        auto columns = columns_of(table, key, selected);
        if (columns &&
            (best_key == nullptr || rank(key, *columns) < rank(*best_key, best.columns))) {
            best_key = &key;
            best = {.name = key.name, .columns = std::move(*columns)};
        }
    }
    return best;
}

std::uint64_t estimated_row_bytes(const TableDefinition& table) {
    const std::uint64_t told =
        table.estimated_rows == 0 ? 0 : table.data_bytes / table.estimated_rows;
    return told < smallest_row_bytes ? guessed_row_bytes(table) : told;
}

std::uint64_t rows_of_a_chunk(const TableDefinition& table) {
    return std::clamp<std::uint64_t>(
        chunk_bytes / std::max<std::uint64_t>(1, estimated_row_bytes(table)), 1,
        most_rows_of_a_chunk);
}

}  // namespace cutover
