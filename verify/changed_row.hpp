#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/cell_cause.hpp"
#include "core/row_encoder.hpp"
#include "verify/repair.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// A column in which a row differs, and what may be the cause.
struct ChangedCell {
    std::string column{};  ///< The source's name.
    std::optional<ValueCause> cause{};
};

/// What a changed row tells of its cause, without its values.
struct ChangedRow {
    std::vector<NamedValue> key{};
    std::vector<ChangedCell> cells{};
    std::vector<std::pair<std::string, std::string>> exchanged{};  ///< Columns, two by two.
    Digest source{};       ///< Of the values that differ, and of where they stand.
    Digest destination{};  ///< Likewise: two rows exchanged if each has the other's.
    bool telling = false;  ///< Hardly another row has such values by chance.
};

/// Compares the rows of one pair value by value. Not thread-safe.
class RowLook {
  public:
    /// The pair outlives it.
    explicit RowLook(const TablePair& pair);

    /// Columns in which two rows differ, by the pair's rule.
    [[nodiscard]] std::vector<std::size_t> differing(RowRef source, RowRef destination);

    /// `key` is left empty.
    [[nodiscard]] ChangedRow look(RowRef source, RowRef destination);

  private:
    [[nodiscard]] bool differs(std::size_t column, RowRef source, RowRef destination);

    const TablePair* pair_;
    RowEncoder here_;
    RowEncoder there_;
};

}  // namespace cutover
