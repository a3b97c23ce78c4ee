#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/pipeline.hpp"
#include "verify/carried_rows.hpp"
#include "verify/compare_tables.hpp"

namespace cutover {

/// A table that is decided by the rows that changed since it was found EQUAL (carry.hpp): those are
/// read, and for both sides the account is made of what was there, what went and what came.
class CarriedTable {
  public:
    /// `then` is what it was found to be; `is_source_exact`: the source's log was read to just the
    /// moment of its snapshot. Both references outlive it.
    CarriedTable(TableUnderWay& table, const TableComparison& then, bool is_source_exact);

    /// Reads those rows as they are now, and compares them; the outcome is to be recorded by one
    /// thread at a time. Of a table that a server has refused, or that is locked, nothing more is
    /// read, and decide() says so.
    [[nodiscard]] Record read(std::vector<CarriedRow> rows, const PassOptions& options);

    /// Once all are read: marks the table, with its tally and the keys that differ; or leaves it to
    /// be read whole and returns why. One that is locked is unreadable from then on.
    [[nodiscard]] std::string decide();

  private:
    [[nodiscard]] Record compare(std::vector<CarriedRow> rows, const PassOptions& options);

    /// By the row's number.
    using Found = std::vector<std::pair<std::size_t, Digest>>;

    [[nodiscard]] Found digests_of(
        const RowSource& source,
        SideReader& reader,
        const std::vector<CarriedRow>& rows,
        const std::vector<std::size_t>& wanted) const;
    void take(const std::vector<CarriedRow>& rows);
    void account(
        RowsDigest& side,
        const std::optional<TouchedRow>& touched,
        const std::optional<Digest>& now);

    TableUnderWay& table_;
    bool is_source_exact_;
    RowsDigest source_;
    RowsDigest destination_;
    bool knows_digest_;
    bool contradicts_ = false;  ///< The source's rows its log.
    std::uint64_t read_ = 0;    ///< Of the source's rows.
    std::uint64_t differ_ = 0;
    std::vector<KeyTuple> differing_{};
};

}  // namespace cutover
