#include "verify/image_key.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/cell_text.hpp"
#include "core/foreign_key_action.hpp"
#include "core/names.hpp"
#include "core/value_display.hpp"

namespace cutover {
namespace {

/// Longer ones are cut when they are shown, so that two may look alike.
constexpr std::size_t most_shown_whole = 200;

}  // namespace

ImageKey::ImageKey(const TablePair& pair, const RowSource& side, const TableDefinition* definition)
    : pair_(pair), side_(side) {
    if (pair.key.empty() || definition == nullptr) {
        why_not_ = definition == nullptr ? "the table's definition could not be read"
                                         : "without a key nobody can tell which rows a log means";
        return;
    }
    for (const ForeignKey& key : definition->foreign_keys) {
        if (changes_rows(key)) {
            why_not_ = fmt::format(
                "the foreign key {} changes rows where rows of {} change, and no log names them",
                printable(key.name), display(key.referenced));
            return;
        }
    }
    for (const std::size_t column : pair.key) {
        const ReadColumn& read = side.columns.at(column);
        const auto found = std::find_if(
            definition->columns.begin(), definition->columns.end(),
            [&](const ColumnDefinition& one) { return one.name == read.name; });
        if (found == definition->columns.end() || read.as_utf8mb4) {
            why_not_ = "a log has their keys in another form";
            return;
        }
        read_.push_back(column);
        images_.push_back(static_cast<std::size_t>(found - definition->columns.begin()));
    }
}

bool ImageKey::fits(const RowBlock& image, std::size_t row) const {
    for (std::size_t i = 0; i < images_.size(); ++i) {
        if (images_[i] >= image.columns().size()) {
            return false;
        }
        const CellColumn& cells = image.columns()[images_[i]];
        if (cells.form != side_.columns[read_[i]].form || cells.is_null.at(row) != 0 ||
            (!is_number(cells.form) && cells.bytes_of(row).size() > most_shown_whole)) {
            return false;
        }
    }
    return true;
}

std::optional<KeyTuple> ImageKey::key(const RowBlock& image, std::size_t row) const {
    return fits(image, row) ? std::optional(key_of(image, row, images_)) : std::nullopt;
}

std::optional<std::string> ImageKey::text(const RowBlock& image, std::size_t row) const {
    if (!fits(image, row)) {
        return std::nullopt;
    }
    std::vector<NamedValue> values;
    for (std::size_t column = 0; column < side_.columns.size(); ++column) {  // as they are shown
        const auto part = std::find(read_.begin(), read_.end(), column);
        if (part != read_.end()) {
            const auto in_image = images_[static_cast<std::size_t>(part - read_.begin())];
            values.push_back(
                {pair_.source.columns.at(column).name,
                 cell_text(side_.columns[column], image.columns()[in_image], row)});
        }
    }
    return key_text(values);
}

std::string key_text(const std::vector<NamedValue>& key) {
    std::string text;
    for (const NamedValue& part : key) {
        text +=
            (text.empty() ? "" : ", ") + printable(part.name) + " = " + value_display(part.value);
    }
    return text;
}

}  // namespace cutover
