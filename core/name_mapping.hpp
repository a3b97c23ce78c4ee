#pragma once

#include <map>
#include <string>

#include "core/catalog.hpp"
#include "core/names.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// What names that definitions mention become on the destination. Names that are not listed stay
/// as they are.
struct NameMapping {
    std::map<std::string, std::string> databases{};
    std::map<TableName, TableName> tables{};  ///< Tables, views and sequences, all selected ones.
    std::map<TableName, std::map<std::string, std::string>> columns{};  ///< By source table.

    /// A table, view or sequence; of one that is not listed the database alone is mapped.
    [[nodiscard]] TableName table(const TableName& source) const;
    [[nodiscard]] std::string database(const std::string& source) const;
    [[nodiscard]] std::string column(const TableName& table, const std::string& source) const;
};

/// What the plan makes of names.
[[nodiscard]] NameMapping mapping_of(const TaskPlan& plan);

}  // namespace cutover
