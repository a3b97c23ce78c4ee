#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>

#include "core/catalog.hpp"
#include "core/server_facts.hpp"

namespace cutover {

/// A catalog's tables and objects by name, as its server tells names apart; for checks that look
/// up thousands. Refers to the catalog, which must outlive it.
class TableIndex {
  public:
    TableIndex(const Catalog& catalog, const ServerFacts& server);

    [[nodiscard]] const TableDefinition* table(const TableName& name) const;
    [[nodiscard]] const CodeObject* object(ObjectKind kind, const TableName& name) const;

    /// A view or sequence: they share their names with tables.
    [[nodiscard]] const CodeObject* like_table(const TableName& name) const;

    /// The name as its server tells names apart: equal for two spellings of one table.
    [[nodiscard]] TableName folded(const TableName& name) const;

  private:
    bool folds_ = false;

    struct Hash {
        std::size_t operator()(const TableName& name) const;
    };

    std::unordered_map<TableName, const TableDefinition*, Hash> tables_{};
    std::map<std::pair<ObjectKind, TableName>, const CodeObject*> objects_{};
};

}  // namespace cutover
