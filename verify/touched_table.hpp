#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/digest.hpp"

namespace cutover {

/// A row that a log says was inserted, updated or deleted.
struct TouchedRow {
    bool was_there = false;          ///< Before the first change of the span.
    bool is_there = false;           ///< Behind the last one.
    std::optional<Digest> before{};  ///< Of the row then; absent where the image does not tell.
    std::optional<Digest> after{};   ///< Of the row behind the last change, likewise.
};

/// It, and which row it is.
struct TouchedKey {
    std::size_t table = 0;  ///< Its place among the tables that were asked for.
    std::string key{};      ///< to_text() of the RowSource's key.
    TouchedRow row{};
};

/// What a log says of one table, but for its rows.
struct TouchedTable {
    std::string unknown{};      ///< Why not all rows that changed are known; empty: they are.
    std::uint64_t touched = 0;  ///< Rows; one that memory did not hold all the while counts again.
    bool has_acted = false;     ///< Foreign keys may have changed rows elsewhere by it.
};

}  // namespace cutover
