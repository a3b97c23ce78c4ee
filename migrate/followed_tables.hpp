#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/catalog.hpp"
#include "core/change_target.hpp"
#include "core/ddl_change.hpp"
#include "core/name_mapping.hpp"
#include "core/write_set.hpp"
#include "migrate/migrate.hpp"

namespace cutover {

/// Where the rows of a table go, and what they touch.
struct FollowedTable {
    const ChangeTarget& target;
    const WriteSetRule& touches;
};

/// What following begins with.
struct FollowedGround {
    /// The source's names of tables that were copied or came while following, and those over there.
    std::map<TableName, TableName> names{};
    /// Of them those whose definition is asked of the source, and has not changed since the copy.
    std::set<TableName> as_the_source_has_them{};
    const Catalog& destination;  ///< Now.
    bool all = true;  ///< False: a statement that was not recorded may have dropped some.
};

/// The tables whose rows are followed: how the log has them and where they go.
///
/// A table is in the log as it was defined then, and the source may have changed it since. But all
/// its changes up to there are replayed on the destination, so the destination's definition, with
/// the names turned back, is the one of the log's time. Only of tables that the task takes a part
/// of, or that stood there before it, the source's own is used, and it must not change.
class FollowedTables {
  public:
    /// Throws Error where a table cannot be followed, naming why.
    FollowedTables(const MigrateRequest& request, const FollowedGround& ground);

    /// Looks again at the objects of a statement that was replayed. `destination` holds
    /// them.
    void learn(const DdlChange& change, const NameMapping& names, const Catalog& destination);

    /// As the source's table is defined at this moment of the log; null: not one of the task's.
    [[nodiscard]] const std::vector<ColumnDefinition>* columns(const TableName& source) const;

    /// Of one of the task's tables; until learn().
    [[nodiscard]] FollowedTable table(const TableName& source) const;

    /// Source's names to the destination's.
    [[nodiscard]] std::map<TableName, TableName> names() const;

  private:
    struct Table {
        std::vector<ColumnDefinition> columns{};
        ChangeTarget target{};
        TableDefinition there{};  ///< Its columns and keys.
        std::optional<WriteSetRule> touches{};
    };

    [[nodiscard]] Table followed(const TableName& source, const TableDefinition& there) const;

    /// What each table's rows touch depends on the others' foreign keys.
    void relate();

    const MigrateRequest& request_;
    std::set<TableName> as_the_source_has_them_;
    std::map<TableName, Table> tables_{};
};

}  // namespace cutover
