#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/change_stream.hpp"
#include "core/row_encoder.hpp"
#include "verify/table_pair.hpp"
#include "verify/touched_batch.hpp"
#include "verify/touched_table.hpp"

namespace cutover {

/// One of the tables that were asked for.
struct AskedTable {
    std::size_t place = 0;        ///< Among them.
    std::uint64_t most_rows = 0;  ///< More of them make it unknown.
};

/// Takes what the row images of one table say. A row is what its key says; the key comes out of the
/// images in the form in which it is read, so that it can be bound to ask for the row as it is now.
class TouchedTableReader {
  public:
    /// `definition` is the table's as the images have it. `touched` must outlive the reader, as
    /// must `source`.
    TouchedTableReader(
        const AskedTable& asked,
        const TablePair& pair,
        const RowSource& source,
        const TableDefinition& definition,
        TouchedTable& touched);

    /// It is not unknown.
    [[nodiscard]] bool is_of_use() const { return touched_.unknown.empty(); }

    /// The columns that foreign keys refer to by which rows elsewhere are changed.
    void acts_by(const TableDefinition& definition, const std::vector<std::string>& columns);

    void take(const RowsChanged& rows);
    void give_up(const std::string& why);

    /// What the rows that are held take.
    [[nodiscard]] std::size_t held_bytes() const { return rows_.bytes(); }

    /// They, counted, as TouchedRuns takes them; none is held any more.
    [[nodiscard]] std::string hand_over();

  private:
    void take_key(const TableDefinition& definition);
    bool find(
        const TableDefinition& definition, const std::string& name, std::vector<std::size_t>& to);
    [[nodiscard]] bool acts(const RowImages& images) const;
    [[nodiscard]] bool keeps_key(const RowImages& images, std::size_t row) const;
    void touch(const RowImages& images, std::size_t row);
    void add(const RowBlock& block, std::size_t row, const TouchedRow& change);
    void count();
    [[nodiscard]] bool is_in_order(const RowBlock& block) const;
    [[nodiscard]] std::optional<KeyTuple> key_in(const RowBlock& block, std::size_t row) const;
    [[nodiscard]] std::optional<Digest> digest_of(const RowBlock& block, std::size_t row);

    const RowSource& source_;
    std::uint64_t most_rows_;
    TouchedTable& touched_;
    TouchedBatch rows_;
    std::uint64_t handed_over_ = 0;  ///< Of the rows that are counted.
    std::uint64_t count_at_ = 0;     ///< So many changes held.
    RowEncoder encoder_;
    std::vector<std::size_t> key_{};      ///< Of the key's columns, in an image.
    std::vector<std::size_t> columns_{};  ///< Of the columns that are read.
    std::vector<std::string> key_sets_{};
    std::vector<std::size_t> acting_{};  ///< Of the columns of acts_by().
    std::string blind_{};                ///< Why images say nothing of use; empty: they do.
    bool is_whole_ = true;               ///< The images hold all columns as they are read.
    RowBlock row_{};
};

}  // namespace cutover
