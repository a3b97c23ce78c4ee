#pragma once

#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// Something in the task by which less than all is moved, or by another name. A table that is equal
/// "where id > 100" is not the whole table, so a report has to say each.
struct ScopeRule {
    enum class Kind {
        where,         ///< Only rows that meet a condition.
        columns,       ///< Columns that are left out.
        exclude,       ///< A pattern, and what it leaves behind.
        without_code,  ///< Views, triggers, routines and events of a database stay behind.
        rename,        ///< A database, table or column has another name over there.
        name_case,     ///< All names are spelt in one case.
    };

    Kind kind = Kind::where;
    std::string object{};  ///< Of the source: "shop.orders"; the pattern; printable.
    std::string text{};    ///< The condition, the columns, the new name; printable.

    friend bool operator==(const ScopeRule&, const ScopeRule&) = default;
};

[[nodiscard]] const char* to_text(ScopeRule::Kind kind);

/// "rows where", "columns left out", ...: what stands between object and text for people.
[[nodiscard]] const char* in_words(ScopeRule::Kind kind);

/// In the order of databases and tables; patterns of `exclude` last.
[[nodiscard]] std::vector<ScopeRule> scope_rules(
    const Task& task, const Catalog& source, const TaskPlan& plan);

}  // namespace cutover
