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
    const AskedTable& asked,
    const TablePair& pair,
    const RowSource& source,
    const TableDefinition& definition,
    TouchedTable& touched)
    : source_(source),
      most_rows_(asked.most_rows),
      touched_(touched),
      rows_(asked.place),
      count_at_(asked.most_rows + 1),
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
    const std::size_t how_many = std::max(images.before.rows(), images.after.rows());
    for (std::size_t row = 0; row < how_many && is_of_use(); ++row) {
        touch(images, row);
    }
    if (is_of_use() && rows_.changes() >= count_at_) {
        count();
    }
}

/// A row that changes often is one: what is counted is what is left when they are united, and not
/// at every event.
void TouchedTableReader::count() {
    const std::size_t held = rows_.unite();
    count_at_ = std::max<std::uint64_t>(most_rows_ + 1, 2 * std::uint64_t{held});
    touched_.touched = handed_over_ + held;
    if (touched_.touched > most_rows_) {
        give_up("so many of its rows have changed that reading all costs less");
    }
}

void TouchedTableReader::give_up(const std::string& why) {
    static_cast<void>(rows_.take());
    touched_ = {.unknown = why};
}

std::string TouchedTableReader::hand_over() {
    if (is_of_use()) {
        count();
    }
    handed_over_ += rows_.changes();
    return rows_.take();
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
    TouchedRow change{
        .was_there = row < images.before.rows(), .is_there = row < images.after.rows()};
    if (change.was_there) {
        change.before = digest_of(images.before, row);
    }
    if (change.is_there) {
        change.after = digest_of(images.after, row);
    }
    if (change.was_there && change.is_there && !keeps_key(images, row)) {
        add(images.before, row, {.was_there = true, .before = change.before});
        add(images.after, row, {.is_there = true, .after = change.after});
    } else {
        add(change.was_there ? images.before : images.after, row, change);
    }
}

/// Without its key the table is unknown.
void TouchedTableReader::add(const RowBlock& block, std::size_t row, const TouchedRow& change) {
    const std::optional<KeyTuple> key = key_in(block, row);
    if (key) {
        rows_.add(to_text(*key), change);
    } else {
        give_up("its key is in a character set that is not known here");
    }
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

/// Nothing where the images do not tell.
std::optional<Digest> TouchedTableReader::digest_of(const RowBlock& block, std::size_t row) {
    if (!is_whole_) {
        return std::nullopt;
    }
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
