#pragma once

#include <string>
#include <vector>

namespace cutover::test {

/// Columns of some types, with the values of them that other tools lost.
struct TypeCase {
    const char* name;
    std::string columns;  ///< Behind `id INT PRIMARY KEY`.
    std::string values;   ///< Rows of INSERT INTO t VALUES.
    bool mariadb_only = false;
};

[[nodiscard]] std::vector<TypeCase> type_cases();

}  // namespace cutover::test
