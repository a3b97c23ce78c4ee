#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/pipeline.hpp"
#include "verify/compare_tables.hpp"
#include "verify/touched_rows.hpp"

namespace cutover {

/// A table that is decided by the rows that changed since it was found EQUAL (carry.hpp): those are
/// read, and for both sides the account is made of what was there, what went and what came.
class CarriedTable {
  public:
    struct Account {
        const TableComparison& then;
        const TouchedTable& here;  ///< By the source's log.
        const TouchedTable& there;
        bool is_source_exact = false;  ///< Its log was read to just the moment of its snapshot.
    };

    /// All of them outlive it.
    CarriedTable(TableUnderWay& table, const Account& account);

    /// Rows to be read.
    [[nodiscard]] std::size_t rows() const { return rows_.size(); }

    /// A piece that is read at once.
    static constexpr std::size_t rows_a_piece = 2000;

    /// Reads a piece, from the row with that number; the outcome is to be recorded by one thread
    /// at a time.
    [[nodiscard]] Record read(std::size_t begin, const PassOptions& options);

    /// Once all are read: marks the table, with its tally and the keys that differ; or leaves it as
    /// it is, to be read whole, where the logs and the rows contradict each other.
    void decide();

  private:
    /// A row that either log names, as it is now on both sides.
    struct Row {
        KeyTuple key{};
        const TouchedRow* here = nullptr;  ///< Null: this side's log does not name it.
        const TouchedRow* there = nullptr;
        bool is_known_here = false;  ///< By the source's log; else it is read there as well.
        std::optional<Digest> source{};
        std::optional<Digest> destination{};
    };

    /// By the row's number.
    using Found = std::vector<std::pair<std::size_t, Digest>>;

    [[nodiscard]] Found digests_of(
        const RowSource& source, SideReader& reader, const std::vector<std::size_t>& wanted) const;
    [[nodiscard]] RowsDigest side_now(bool of_source, bool& knows_digest) const;

    TableUnderWay& table_;
    const TableComparison& then_;
    std::vector<Row> rows_{};
};

}  // namespace cutover
