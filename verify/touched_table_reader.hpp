#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/change_stream.hpp"
#include "core/row_encoder.hpp"
#include "verify/table_pair.hpp"
#include "verify/touched_table.hpp"

namespace cutover {

/// So many of all tables of one side, for their keys and digests are held in memory (some 350 bytes
/// each). The table that would exceed it is unknown: it is read whole.
inline constexpr std::size_t most_touched_rows = 300'000;

/// Takes what the row images of one table say. A row is what its key says; the key comes out of the
/// images in the form in which it is read, so that it can be bound to ask for the row as it is now.
class TouchedTableReader {
  public:
    /// `definition` is the table's as the images have it. More rows than `most_rows` make the table
    /// unknown; `held` counts those of all tables. Both references must outlive the reader, as must
    /// `source`.
    TouchedTableReader(
        const TablePair& pair,
        const RowSource& source,
        const TableDefinition& definition,
        std::size_t most_rows,
        TouchedTable& touched,
        std::size_t& held);

    /// It is not unknown.
    [[nodiscard]] bool is_of_use() const { return touched_.unknown.empty(); }

    void take(const RowsChanged& rows);
    void give_up(const std::string& why);

  private:
    bool find(
        const TableDefinition& definition, const std::string& name, std::vector<std::size_t>& to);
    void touch(const RowBlock& block, std::size_t row, bool is_before);
    [[nodiscard]] bool is_in_order(const RowBlock& block) const;
    [[nodiscard]] std::optional<KeyTuple> key_in(const RowBlock& block, std::size_t row) const;
    [[nodiscard]] Digest digest_of(const RowBlock& block, std::size_t row);

    const RowSource& source_;
    std::size_t most_rows_;
    TouchedTable& touched_;
    std::size_t& held_;  ///< Rows of all tables together.
    RowEncoder encoder_;
    std::vector<std::size_t> key_{};      ///< Of the key's columns, in an image.
    std::vector<std::size_t> columns_{};  ///< Of the columns that are read.
    std::vector<std::string> key_sets_{};
    std::string blind_{};   ///< Why images say nothing of use; empty: they do.
    bool is_whole_ = true;  ///< The images hold all columns as they are read.
    RowBlock row_{};
};

}  // namespace cutover
