#include "migrate/definition_fit.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "migrate/spelling.hpp"

namespace cutover {
namespace {

/// Column names are compared without case by every server; names beyond ASCII as they are.
std::string folded(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name;
}

const ColumnDefinition* column_named(const TableDefinition& table, const std::string& name) {
    const auto found = std::find_if(
        table.columns.begin(), table.columns.end(),
        [&](const ColumnDefinition& column) { return folded(column.name) == folded(name); });
    return found == table.columns.end() ? nullptr : &*found;
}

unsigned integer_bytes(const ColumnDefinition& column) {
    static constexpr std::array names{"tinyint", "smallint", "mediumint", "int", "bigint"};
    const auto* const found = std::find(names.begin(), names.end(), column.data_type);
    return found == names.end() ? 0 : static_cast<unsigned>(found - names.begin()) + 1;
}

bool integer_fits(const ColumnDefinition& from, const ColumnDefinition& to) {
    const unsigned from_bytes = integer_bytes(from);
    const unsigned to_bytes = integer_bytes(to);
    if (from_bytes == 0 || to_bytes == 0) {  // YEAR, BIT
        return from.data_type == to.data_type && from.precision <= to.precision;
    }
    if (from.is_unsigned == to.is_unsigned) {
        return from_bytes <= to_bytes;
    }
    return from.is_unsigned && from_bytes < to_bytes;
}

bool decimal_fits(const ColumnDefinition& from, const ColumnDefinition& to) {
    return from.scale <= to.scale && from.precision - from.scale <= to.precision - to.scale &&
           (from.is_unsigned || !to.is_unsigned);
}

/// A character set that can hold every character of the other.
bool character_set_fits(const std::string& from, const std::string& to) {
    const bool to_unicode = to == "utf8mb4" || to == "utf16" || to == "utf32";
    const bool to_bmp = (to == "utf8mb3" || to == "ucs2") &&
                        (from == "utf8mb3" || from == "ucs2" || from == "latin1");
    return from == to || to_unicode || to_bmp || from == "ascii";
}

bool members_fit(const ColumnDefinition& from, const ColumnDefinition& to) {
    return from.data_type == to.data_type && from.members.size() <= to.members.size() &&
           std::equal(from.members.begin(), from.members.end(), to.members.begin());
}

/// True where every value of `from` is stored in `to` without change.
bool fits(CellForm form, const ColumnDefinition& from, const ColumnDefinition& to) {
    switch (form) {
        case CellForm::integer:
        case CellForm::natural: return integer_fits(from, to);
        case CellForm::decimal: return form_of(to) == CellForm::decimal && decimal_fits(from, to);
        case CellForm::text:
            return form_of(to) == CellForm::text && from.length <= to.length &&
                   character_set_fits(
                       modern_spelling(from.character_set), modern_spelling(to.character_set));
        case CellForm::bytes:
            return (from.data_type == "binary") == (to.data_type == "binary") &&
                   form_of(to) == CellForm::bytes &&
                   (from.data_type == "binary" ? from.length == to.length
                                               : from.length <= to.length);
        case CellForm::enumeration:
        case CellForm::set: return members_fit(from, to);
        case CellForm::date:
        case CellForm::time:
            return from.data_type == to.data_type && from.fraction_digits <= to.fraction_digits;
        case CellForm::real32:
        case CellForm::real64: return from.data_type == to.data_type;
        case CellForm::json: return to.data_type == "json" || to.data_type == "longtext";
        case CellForm::geometry:
            return from.data_type == to.data_type || to.data_type == "geometry";
    }
    return false;
}

std::string type_text(const ColumnDefinition& column) {
    std::string text = printable(column.column_type);
    if (!column.character_set.empty()) {
        text += " " + column.character_set;
    }
    return text + (column.nullable ? "" : " not null");
}

bool is_same_type(const ColumnDefinition& from, const ColumnDefinition& to) {
    return from.data_type == to.data_type && from.is_unsigned == to.is_unsigned &&
           from.length == to.length && from.precision == to.precision && from.scale == to.scale &&
           from.fraction_digits == to.fraction_digits && from.members == to.members &&
           modern_spelling(from.character_set) == modern_spelling(to.character_set) &&
           from.nullable == to.nullable;
}

void compare_column(
    const ColumnPlan& plan, const TableDefinition& there, std::vector<Misfit>& found) {
    const std::string name = "column " + printable(plan.destination);
    const ColumnDefinition* const to = column_named(there, plan.destination);
    if (to == nullptr) {
        found.push_back({true, name + " is missing"});
        return;
    }
    const ColumnDefinition& from = plan.source;
    const bool from_generated = from.generated != Generated::no;
    if (from_generated != (to->generated != Generated::no)) {
        found.push_back({!from_generated, name + " is generated on one side only"});
    } else if (!fits(plan.form, from, *to) || (from.nullable && !to->nullable)) {
        found.push_back(
            {true, fmt::format("{}: {} instead of {}", name, type_text(*to), type_text(from))});
    } else if (!is_same_type(from, *to)) {
        found.push_back(
            {false,
             fmt::format("{}: {} for {}, wide enough", name, type_text(*to), type_text(from))});
    }
}

void find_surplus_columns(
    const TablePlan& plan, const TableDefinition& there, std::vector<Misfit>& found) {
    std::set<std::string> planned;
    for (const ColumnPlan& column : plan.columns) {
        planned.insert(folded(column.destination));
    }
    for (const ColumnDefinition& column : there.columns) {
        if (planned.contains(folded(column.name))) {
            continue;
        }
        const bool fills_itself = column.nullable || column.default_value.has_value() ||
                                  column.auto_increment || column.generated != Generated::no;
        found.push_back(
            {!fills_itself,
             "column " + printable(column.name) +
                 (fills_itself ? " is only there" : " is only there and has no default value")});
    }
}

using ColumnSet = std::set<std::string>;

/// The columns of a unique key by their names over there; a prefix counts as another column.
ColumnSet columns_of(const KeyDefinition& key, const TablePlan* renames) {
    ColumnSet columns;
    for (const KeyPart& part : key.parts) {
        std::string name = part.column;
        if (renames != nullptr) {
            const auto plan = std::find_if(
                renames->columns.begin(), renames->columns.end(),
                [&](const ColumnPlan& column) { return column.source.name == part.column; });
            name = plan == renames->columns.end() ? name : plan->destination;
        }
        columns.insert(
            folded(name) +
            (part.prefix_length == 0 ? "" : fmt::format("({})", part.prefix_length)));
    }
    return columns;
}

/// A unique key over there that no unique key of the source implies refuses rows of the source.
void find_stricter_keys(
    const TablePlan& plan,
    const TableDefinition& source,
    const TableDefinition& there,
    std::vector<Misfit>& found) {
    std::vector<ColumnSet> known;
    for (const KeyDefinition& key : source.keys) {
        if (key.unique) {
            known.push_back(columns_of(key, &plan));
        }
    }
    for (const KeyDefinition& key : there.keys) {
        const ColumnSet columns = columns_of(key, nullptr);
        const bool is_implied = std::any_of(known.begin(), known.end(), [&](const ColumnSet& set) {
            return std::includes(columns.begin(), columns.end(), set.begin(), set.end());
        });
        if (key.unique && !is_implied) {
            found.push_back({true, "unique key " + printable(key.name) + " is only there"});
        }
    }
}

}  // namespace

std::vector<Misfit> misfits(
    const TablePlan& plan, const TableDefinition& source, const TableDefinition& there) {
    std::vector<Misfit> found;
    for (const ColumnPlan& column : plan.columns) {
        compare_column(column, there, found);
    }
    find_surplus_columns(plan, there, found);
    find_stricter_keys(plan, source, there, found);
    return found;
}

}  // namespace cutover
