#include "core/write_set.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/digest.hpp"

namespace cutover {
namespace {

std::uint64_t mixed(std::uint64_t seed, std::string_view bytes) {
    return seeded_hash(seed, bytes);
}

std::uint64_t mixed(std::uint64_t seed, std::uint64_t number) {
    std::array<char, sizeof number> bytes{};
    std::memcpy(bytes.data(), &number, bytes.size());
    return seeded_hash(seed, {bytes.data(), bytes.size()});
}

/// Of the columns by which a table is written or referred to: both sides come to the same.
std::uint64_t seed_of(const TableName& table, const std::vector<std::string>& columns) {
    std::uint64_t seed = mixed(mixed(0, table.database), table.table);
    for (const std::string& column : columns) {
        seed = mixed(seed, column);
    }
    return seed;
}

bool is_printable_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string_view without_padding(std::string_view text) {
    const std::size_t end = text.find_last_not_of(' ');
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

std::uint64_t mixed_without_case(std::uint64_t seed, std::string_view text) {
    std::array<char, 64> folded{};
    while (!text.empty()) {
        const std::string_view piece = text.substr(0, folded.size());
        std::transform(piece.begin(), piece.end(), folded.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        seed = mixed(seed, std::string_view(folded.data(), piece.size()));
        text.remove_prefix(piece.size());
    }
    return seed;
}

/// 0.0 and -0.0 are one value to a key.
std::uint64_t number_of(const CellColumn& cells, std::size_t row) {
    const std::uint64_t number = cells.numbers[row];
    const bool is_zero = (cells.form == CellForm::real64 && std::bit_cast<double>(number) == 0) ||
                         (cells.form == CellForm::real32 &&
                          std::bit_cast<float>(static_cast<std::uint32_t>(number)) == 0);
    return is_zero ? 0 : number;
}

/// Collations that order the letters of ASCII by case alone and keep all else of it apart. In
/// others v may equal w, or ccs may be cscs.
bool keeps_ascii_apart(std::string_view collation) {
    constexpr std::array<std::string_view, 7> known{
        "_general_ci", "_general_nopad_ci", "_unicode_ci", "_unicode_520_ci",
        "_0900_ai_ci", "_0900_as_ci",       "_0900_as_cs",
    };
    return collation == "latin1_swedish_ci" ||
           collation.find("_uca1400_a") != std::string_view::npos ||
           std::any_of(known.begin(), known.end(), [&](std::string_view ending) {
               const std::size_t first = collation.find('_');
               return first != std::string_view::npos && collation.substr(first) == ending;
           });
}

}  // namespace

void WriteSet::clear() {
    written.clear();
    referenced.clear();
}

WriteSetRule::WriteSetRule(
    const TableDefinition& table,
    const std::set<std::vector<std::string>>& referred_to,
    bool is_known) {
    if (!is_known) {
        keys_.push_back({.seed = seed_of(table.name, {})});
        return;
    }
    const auto parts_of = [](const std::vector<std::string>& columns) {
        std::vector<KeyPart> parts;
        std::transform(
            columns.begin(), columns.end(), std::back_inserter(parts),
            [](const std::string& column) { return KeyPart{.column = column}; });
        return parts;
    };
    for (const std::vector<std::string>& columns : referred_to) {
        add_key(table, table.name, columns, parts_of(columns));
    }
    for (const ForeignKey& foreign : table.foreign_keys) {
        add_key(table, foreign.referenced, foreign.referenced_columns, parts_of(foreign.columns));
        keys_.back().is_reference = true;
    }
    bool has_unique = false;
    for (const KeyDefinition& key : table.keys) {
        std::vector<std::string> columns;
        std::transform(
            key.parts.begin(), key.parts.end(), std::back_inserter(columns),
            [](const KeyPart& part) { return part.column; });
        if (key.unique && !referred_to.contains(columns)) {
            add_key(table, table.name, columns, key.parts);
        }
        has_unique = has_unique || key.unique;
    }
    if (!has_unique) {
        keys_.push_back({.seed = seed_of(table.name, {})});
    }
}

/// `owner` is the table that the values are keys of.
void WriteSetRule::add_key(
    const TableDefinition& table,
    const TableName& owner,
    const std::vector<std::string>& owner_columns,
    const std::vector<KeyPart>& parts) {
    Key key{.seed = seed_of(owner, owner_columns)};
    for (const KeyPart& part : parts) {
        const auto found = std::find_if(
            table.columns.begin(), table.columns.end(),
            [&](const ColumnDefinition& column) { return column.name == part.column; });
        if (found == table.columns.end()) {  // an expression, whose value no log has
            key.parts.clear();
            break;
        }
        const Folding folding = folding_of(*found);
        key.may_be_unknown = key.may_be_unknown || folding != Folding::exact;
        key.parts.push_back(
            {.column = static_cast<std::size_t>(found - table.columns.begin()),
             .folding = folding,
             .prefix = part.prefix_length});
    }
    keys_.push_back(std::move(key));
}

WriteSetRule::Folding WriteSetRule::folding_of(const ColumnDefinition& column) {
    constexpr std::array<std::string_view, 4> wide{"ucs2", "utf16", "utf16le", "utf32"};
    if (form_of(column) != CellForm::text || column.collation.empty()) {
        return Folding::exact;
    }
    if (std::find(wide.begin(), wide.end(), column.character_set) != wide.end()) {
        return Folding::unknown;
    }
    if (column.collation.ends_with("_bin")) {
        return Folding::padded;
    }
    return keeps_ascii_apart(column.collation) ? Folding::ascii : Folding::unknown;
}

void WriteSetRule::add(RowChange change, const RowImages& images, WriteSet& set) const {
    for (const Key& key : keys_) {
        for (const RowBlock* const block : {&images.before, &images.after}) {
            const bool is_there =
                block == &images.before ? change != RowChange::insert : change != RowChange::erase;
            for (std::size_t row = 0; is_there && row < block->rows(); ++row) {
                add_row(key, *block, row, set);
            }
        }
    }
}

/// Nothing where the value might equal any other.
std::optional<std::uint64_t> WriteSetRule::mixed_with(
    std::uint64_t hash, const Part& part, std::string_view value) {
    const bool is_plain = is_printable_ascii(value);
    if (part.folding == Folding::unknown || (part.folding == Folding::ascii && !is_plain) ||
        (part.folding == Folding::padded && part.prefix != 0 && !is_plain)) {
        return std::nullopt;
    }
    value = part.prefix == 0 ? value : value.substr(0, part.prefix);
    switch (part.folding) {
        case Folding::exact: return mixed(hash, value);
        case Folding::padded: return mixed(hash, without_padding(value));
        default: return mixed_without_case(hash, without_padding(value));
    }
}

/// A value that might equal any other writes to what stands for all values of its key; the others
/// refer to that, so that they are in nobody's way but its own.
void WriteSetRule::add_row(
    const Key& key, const RowBlock& block, std::size_t row, WriteSet& set) const {
    std::uint64_t hash = key.seed;
    bool is_unknown = false;
    for (const Part& part : key.parts) {
        const CellColumn& cells = block.columns()[part.column];
        if (cells.is_null[row] != 0) {
            return;  // NULL equals nothing
        }
        if (is_number(cells.form)) {
            hash = mixed(hash, number_of(cells, row));
            continue;
        }
        const std::optional<std::uint64_t> with = mixed_with(hash, part, cells.bytes_of(row));
        is_unknown = is_unknown || !with;
        hash = with.value_or(hash);
    }
    std::vector<std::uint64_t>& own = key.is_reference ? set.referenced : set.written;
    const auto touch = [](std::vector<std::uint64_t>& hashes, std::uint64_t value) {
        if (hashes.empty() || hashes.back() != value) {
            hashes.push_back(value);
        }
    };
    if (is_unknown) {
        touch(own, key.seed);
        return;
    }
    touch(own, hash);
    if (key.may_be_unknown) {
        touch(set.referenced, key.seed);
    }
}

}  // namespace cutover
