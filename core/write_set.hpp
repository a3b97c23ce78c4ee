#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog.hpp"
#include "core/row_image.hpp"

namespace cutover {

/// What a transaction touches, as hashes: two transactions of which one writes what the other
/// writes or refers to must be applied in the log's order. Hashes may collide, and values that only
/// might be equal are taken for equal: that costs time, never a row.
struct WriteSet {
    std::vector<std::uint64_t> written{};
    std::vector<std::uint64_t> referenced{};  ///< Rows of other tables that must be there.

    void clear();
};

/// What the rows of one table touch: the values of all its unique keys, before and after, of the
/// columns that foreign keys of others refer to, and of its own foreign keys.
///
/// Text is equal as its collation says, which only the server knows. Printable ASCII is compared
/// without case under collations known to tell all else in it apart; any other text might equal
/// any other, and so does every row of a table without a unique key.
class WriteSetRule {
  public:
    /// `table` is the destination's, whose keys rows must not break; `referred_to` are the lists of
    /// its columns that foreign keys refer to. Where `is_known` is false its columns are not those
    /// of the log: any two rows might be in each other's way.
    WriteSetRule(
        const TableDefinition& table,
        const std::set<std::vector<std::string>>& referred_to,
        bool is_known);

    /// Adds what the rows touch.
    void add(RowChange change, const RowImages& images, WriteSet& set) const;

  private:
    enum class Folding : std::uint8_t { exact, padded, ascii, unknown };

    struct Part {
        std::size_t column = 0;
        Folding folding = Folding::exact;
        std::size_t prefix = 0;  ///< Characters; 0: all.
    };

    struct Key {
        std::uint64_t seed = 0;
        std::vector<Part> parts{};  ///< None: all rows have the same value.
        bool is_reference = false;
        bool may_be_unknown = false;
    };

    static Folding folding_of(const ColumnDefinition& column);
    void add_key(
        const TableDefinition& table,
        const TableName& owner,
        const std::vector<std::string>& owner_columns,
        const std::vector<KeyPart>& parts);
    static std::optional<std::uint64_t> mixed_with(
        std::uint64_t hash, const Part& part, std::string_view value);
    void add_row(const Key& key, const RowBlock& block, std::size_t row, WriteSet& set) const;

    std::vector<Key> keys_{};
};

}  // namespace cutover
