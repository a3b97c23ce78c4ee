#include "verify/touched_table_reader.hpp"

#include <algorithm>
#include <utility>

#include "core/character_text.hpp"

namespace cutover {
namespace {

std::optional<std::size_t> column_index(const TableDefinition& table, const std::string& name) {
    const auto found = std::find_if(
        table.columns.begin(), table.columns.end(),
        [&](const ColumnDefinition& column) { return column.name == name; });
    return found == table.columns.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - table.columns.begin()));
}

/// A row in memory, beside its key: a node of the map and, when it is put away, the same again.
constexpr std::size_t bytes_a_row = 160;

/// A DECIMAL that is filled with zeros, and a year of two digits.
bool is_shown_as_logged(const ColumnDefinition& column) {
    const bool is_filled =
        column.data_type == "decimal" && column.column_type.find("zerofill") != std::string::npos;
    return !is_filled && column.column_type != "year(2)";
}

/// An image holds what the server stores; what it makes of that when it is read is another thing.
bool is_read_as_logged(const ReadColumn& read, const ColumnDefinition& column) {
    return !read.as_utf8mb4 && read.form != CellForm::json && read.form != CellForm::geometry &&
           column.generated == Generated::no && column.column_type != "year(2)";
}

}  // namespace

TouchedTableReader::TouchedTableReader(
    const TablePair& pair,
    const RowSource& source,
    const TableDefinition& definition,
    std::uint64_t most_rows,
    TouchedTable& touched)
    : source_(source),
      most_rows_(most_rows),
      touched_(touched),
      encoder_(source.columns, pair.rule) {
    if (pair.key.empty()) {
        blind_ = "it has no key to tell its rows apart by";
    } else if (!source.where.empty()) {
        blind_ = "the log does not say which of its rows the task's \"where\" takes";
    }
    for (const ReadColumn& column : source.columns) {
        if (find(definition, column.name, columns_)) {
            is_whole_ = is_whole_ && is_read_as_logged(column, definition.columns[columns_.back()]);
        }
    }
    row_ = RowBlock(forms_of(source));
    take_key(definition);
}

void TouchedTableReader::take_key(const TableDefinition& definition) {
    for (const KeyColumn& column : source_.key) {
        if (find(definition, column.name, key_)) {
            const ColumnDefinition& found = definition.columns[key_.back()];
            key_sets_.push_back(found.character_set);
            if (!is_shown_as_logged(found)) {
                blind_ = "the server shows its key otherwise than it logs it";
            }
        }
    }
}

void TouchedTableReader::acts_by(
    const TableDefinition& definition, const std::vector<std::string>& columns) {
    for (const std::string& column : columns) {
        find(definition, column, acting_);
    }
}

/// Rows that were only inserted had no children until then.
bool TouchedTableReader::acts(const RowImages& images) const {
    if (acting_.empty()) {
        return false;
    }
    if (images.before.rows() != images.after.rows()) {
        return images.before.rows() > 0;
    }
    return std::any_of(acting_.begin(), acting_.end(), [&](std::size_t column) {
        for (std::size_t row = 0; row < images.before.rows(); ++row) {
            if (!images.is_same(column, row)) {
                return true;
            }
        }
        return false;
    });
}

void TouchedTableReader::take(const RowsChanged& rows) {
    if (!blind_.empty()) {
        touched_.unknown = blind_;
    }
    if (!is_of_use()) {
        return;
    }
    const RowImages& images = *rows.images;
    touched_.has_acted = touched_.has_acted || acts(images);
    for (std::size_t row = 0; row < std::max(images.before.rows(), images.after.rows()); ++row) {
        touch(images, row);
    }
    if (touched_.touched > most_rows_) {
        give_up("so many of its rows have changed that reading all costs less");
    }
}

void TouchedTableReader::give_up(const std::string& why) {
    rows_ = {};
    held_bytes_ = 0;
    touched_ = {.unknown = why};
}

void TouchedTableReader::hand_over(std::size_t table, std::vector<TouchedKey>& to) {
    for (const auto& [text, row] : rows_) {
        to.push_back({table, text, row});
    }
    rows_ = {};
    held_bytes_ = 0;
}

bool TouchedTableReader::find(
    const TableDefinition& definition, const std::string& name, std::vector<std::size_t>& to) {
    const std::optional<std::size_t> index = column_index(definition, name);
    if (!index) {
        touched_.unknown = "its columns are not those that were compared";
        return false;
    }
    to.push_back(*index);
    return true;
}

bool TouchedTableReader::keeps_key(const RowImages& images, std::size_t row) const {
    return std::all_of(
        key_.begin(), key_.end(), [&](std::size_t column) { return images.is_same(column, row); });
}

/// Row by row, for what one of them became the next one of the same event may have been.
void TouchedTableReader::touch(const RowImages& images, std::size_t row) {
    TouchedRow* touched = nullptr;
    if (row < images.before.rows()) {
        touched = touched_row(images.before, row, true);
        if (touched != nullptr) {
            touched->is_there = false;
            touched->after.reset();
        }
    }
    if (row < images.after.rows()) {
        if (touched == nullptr || !keeps_key(images, row)) {
            touched = touched_row(images.after, row, false);
        }
        if (touched != nullptr) {
            touched->is_there = true;
            touched->after = is_whole_ ? std::optional(digest_of(images.after, row)) : std::nullopt;
        }
    }
}

/// As it was before if it is touched for the first time. Null where its key is unknown, and the
/// table with it.
TouchedRow* TouchedTableReader::touched_row(
    const RowBlock& block, std::size_t row, bool is_before) {
    const std::optional<KeyTuple> key = key_in(block, row);
    if (!key) {
        touched_.unknown = "its key is in a character set that is not known here";
        return nullptr;
    }
    const auto [at, is_new] = rows_.try_emplace(to_text(*key));
    if (is_new) {
        ++touched_.touched;
        held_bytes_ += bytes_a_row + 2 * at->first.size();
        at->second.was_there = is_before;
        if (is_before && is_whole_) {
            at->second.before = digest_of(block, row);
        }
    }
    return &at->second;
}

/// An image has the columns that are read, and just as they are read.
bool TouchedTableReader::is_in_order(const RowBlock& block) const {
    if (block.columns().size() != columns_.size()) {
        return false;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (columns_[i] != i || block.columns()[i].form != row_.columns()[i].form) {
            return false;
        }
    }
    return true;
}

/// As it is bound: in the column's own character set, or in utf8mb4 where the two sides differ.
std::optional<KeyTuple> TouchedTableReader::key_in(const RowBlock& block, std::size_t row) const {
    KeyTuple key = key_of(block, row, key_);
    for (std::size_t part = 0; part < key.size(); ++part) {
        if (source_.key[part].as_utf8mb4) {
            std::optional<DecodedText> text = decode_text(key[part].bytes, key_sets_[part]);
            if (!text || text->bytes_used != key[part].bytes.size()) {
                return std::nullopt;
            }
            key[part].bytes = std::move(text->utf8);
        }
    }
    return key;
}

Digest TouchedTableReader::digest_of(const RowBlock& block, std::size_t row) {
    if (is_in_order(block)) {
        return encoder_.digest(block, row);
    }
    row_.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const CellColumn& from = block.columns()[columns_[i]];
        CellColumn& to = row_.columns()[i];
        if (from.is_null[row] != 0) {
            to.add_null();
        } else if (is_number(from.form)) {
            to.add_number(from.numbers[row]);
        } else {
            to.add_bytes(from.bytes_of(row));
        }
    }
    return encoder_.digest(row_, 0);
}

}  // namespace cutover
