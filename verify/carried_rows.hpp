#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "verify/touched_runs.hpp"

namespace cutover {

/// A row that one side's log names, or both, and what it was found to be now.
struct CarriedRow {
    std::string key{};                  ///< As in TouchedKey.
    std::optional<TouchedRow> here{};   ///< By the source's log.
    std::optional<TouchedRow> there{};  ///< By the destination's.
    std::optional<Digest> source{};     ///< None: no such row.
    std::optional<Digest> destination{};
};

/// Rows of one table that are read at once.
struct CarriedPiece {
    std::size_t table = 0;
    std::vector<CarriedRow> rows{};
};

/// Goes through what both logs name, in the order of compare_touched().
class CarriedRows {
  public:
    /// Only of tables that are `wanted`, by their place. The merges must outlive it.
    CarriedRows(TouchedMerge& here, TouchedMerge& there, std::vector<bool> wanted);

    /// Nothing behind the last.
    [[nodiscard]] std::optional<CarriedPiece> next();

  private:
    /// One side, and what comes next of it.
    struct Side {
        TouchedMerge& rows;
        std::optional<TouchedKey> head{};
    };

    [[nodiscard]] std::strong_ordering order() const;
    [[nodiscard]] CarriedRow take();
    void pull(Side& side) const;

    std::vector<bool> wanted_;
    Side here_;
    Side there_;
};

}  // namespace cutover
