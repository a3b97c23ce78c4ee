#pragma once

#include <map>
#include <vector>

#include "core/catalog.hpp"
#include "core/change_target.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// The tables whose rows are followed: how the log has them and where they go.
class FollowedTables {
  public:
    /// Of all tables of the plan. Throws Error where one cannot be followed, naming why.
    FollowedTables(const TaskPlan& plan, const Catalog& source, const Catalog& destination);

    /// As the source's table is defined at this moment of the log; null: not one of the task's.
    [[nodiscard]] const std::vector<ColumnDefinition>* columns(const TableName& source) const;

    /// Of one of the task's tables.
    [[nodiscard]] const ChangeTarget& target(const TableName& source) const;

    [[nodiscard]] bool contains(const TableName& source) const;

    /// Whether the task has any part in that database.
    [[nodiscard]] bool contains_database(const std::string& source) const;

  private:
    struct Table {
        std::vector<ColumnDefinition> columns{};
        ChangeTarget target{};
    };

    std::map<TableName, Table> tables_{};
};

}  // namespace cutover
