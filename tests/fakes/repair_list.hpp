#pragma once

#include <string>
#include <vector>

#include "verify/repair.hpp"

namespace cutover::test {

/// Keeps the statements of a verification, whole.
struct RepairList : RepairSink {
    std::vector<RepairStatement> added{};  ///< Since the last keep().
    std::vector<RepairStatement> kept{};
    std::size_t withdrawn = 0;

    void add(const RepairStatement& statement) override { added.push_back(statement); }

    void withdraw(const TableName& table) override {
        withdrawn += std::erase_if(
            added, [&](const RepairStatement& statement) { return statement.table == table; });
    }

    void keep() override {
        kept.insert(kept.end(), added.begin(), added.end());
        added.clear();
    }
};

}  // namespace cutover::test
