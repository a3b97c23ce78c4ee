#pragma once

#include <functional>
#include <vector>

#include "core/ddl_change.hpp"

namespace cutover {

/// A table that a statement renames: by which name it begins and by which it
/// ends, whatever it is called in between (a swap goes through a third name).
struct RenamedTable {
    DdlObject from{};
    DdlObject to{};
    std::vector<std::size_t> steps{};  ///< Places of its renamed_from among the change's objects.
};

/// The pairs of the statement, followed one by one as servers do them (MySQL manual, "RENAME TABLE
/// Statement": from left to right), by table in the order of their first steps.
[[nodiscard]] std::vector<RenamedTable> renamed_tables(const DdlChange& change);

}  // namespace cutover
