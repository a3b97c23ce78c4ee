#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "core/digest.hpp"

namespace cutover {

/// A row that a log says was inserted, updated or deleted.
struct TouchedRow {
    bool was_there = false;          ///< Before the first change of the span.
    bool is_there = false;           ///< Behind the last one.
    std::optional<Digest> before{};  ///< Of the row then; absent where the image does not tell.
    std::optional<Digest> after{};   ///< Of the row behind the last change, likewise.
};

/// What a log says of one table.
struct TouchedTable {
    std::unordered_map<std::string, TouchedRow>
        rows{};             ///< By to_text(key) of the RowSource's key.
    std::string unknown{};  ///< Why not all rows that changed are known; empty: they are.
};

}  // namespace cutover
