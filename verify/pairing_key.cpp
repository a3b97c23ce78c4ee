#include "verify/pairing_key.hpp"

#include <algorithm>
#include <optional>

namespace cutover {
namespace {

/// A key's parts by the places of their columns in the plan, in that order.
struct PlacedKey {
    std::vector<PairingPart> parts{};
    bool has_null = false;
};

bool can_pair(CellForm form) {
    return form != CellForm::real32 && form != CellForm::real64 && form != CellForm::json &&
           form != CellForm::geometry;
}

/// Nothing where the key says nothing of the columns that are compared. `name_of` names a column of
/// the plan as the table does.
template<typename NameOf>
std::optional<PlacedKey> place(
    const TablePlan& plan,
    const TableDefinition& table,
    const KeyDefinition& key,
    const NameOf& name_of) {
    PlacedKey placed;
    if (!key.unique || key.type == "FULLTEXT" || key.type == "SPATIAL") {
        return std::nullopt;
    }
    for (const KeyPart& part : key.parts) {
        const auto column = std::find_if(
            plan.columns.begin(), plan.columns.end(),
            [&](const ColumnPlan& planned) { return name_of(planned) == part.column; });
        const ColumnDefinition* const definition = find_column(table, part.column);
        if (definition == nullptr || column == plan.columns.end() || !can_pair(column->form)) {
            return std::nullopt;
        }
        placed.parts.push_back(
            {static_cast<std::size_t>(column - plan.columns.begin()), part.prefix_length});
        placed.has_null = placed.has_null || definition->nullable;
    }
    std::sort(placed.parts.begin(), placed.parts.end());
    return placed.parts.empty() ? std::nullopt : std::optional(std::move(placed));
}

bool has_key(
    const TablePlan& plan, const TableDefinition& there, const std::vector<PairingPart>& parts) {
    return std::any_of(there.keys.begin(), there.keys.end(), [&](const KeyDefinition& key) {
        const auto placed =
            place(plan, there, key, [](const ColumnPlan& column) { return column.destination; });
        return placed && placed->parts == parts;
    });
}

/// The first so many characters of UTF-8.
std::string_view first_characters(std::string_view text, std::uint64_t characters) {
    const auto begins_one = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    std::size_t end = 0;
    for (; end < text.size(); ++end) {
        if (begins_one(text[end]) && characters-- == 0) {
            break;
        }
    }
    return text.substr(0, end);
}

}  // namespace

std::vector<PairingPart> pairing_key(
    const TablePlan& plan, const TableDefinition& here, const TableDefinition& there) {
    PlacedKey best;
    for (const KeyDefinition& key : here.keys) {
        auto placed =
            place(plan, here, key, [](const ColumnPlan& column) { return column.source.name; });
        const bool is_better = best.parts.empty() || (best.has_null && placed && !placed->has_null);
        if (placed && is_better && has_key(plan, there, placed->parts)) {
            best = std::move(*placed);
        }
    }
    return best.parts;
}

std::string_view covered_by_key(
    const PairingPart& part, const ReadColumn& column, std::string_view value) {
    if (part.prefix_length == 0) {
        return value;
    }
    if (column.as_utf8mb4 || column.character_set.starts_with("utf8")) {
        return first_characters(value, part.prefix_length);
    }
    const bool is_of_bytes = column.form == CellForm::bytes || column.character_set == "ascii" ||
                             column.character_set == "latin1";
    return is_of_bytes ? value.substr(0, part.prefix_length) : value;
}

}  // namespace cutover
