#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/row_source.hpp"
#include "core/server_facts.hpp"
#include "core/task.hpp"

namespace cutover {

struct ColumnPlan {
    ColumnDefinition source{};
    std::string destination{};  ///< Its name over there.
    CellForm form = CellForm::integer;
};

/// One table of the task: where from, where to, which columns, and how it is cut.
struct TablePlan {
    TableName source{};
    TableName destination{};

    /// `destination` as the task spells it, before any rule of letter case: tables that share one
    /// such name are to become one table, which verify alone can do something with.
    TableName spelt{};

    std::vector<ColumnPlan> columns{};  ///< Selected ones, in the source table's order.
    std::string key_name{};             ///< The index it is cut by; empty: keyless, one chunk.
    std::vector<KeyColumn> key{};       ///< Source names.
    std::string where{};
    std::uint64_t estimated_rows = 0;
    std::uint64_t estimated_bytes = 0;
    std::uint64_t chunk_rows = 0;  ///< Aim for a chunk, from the estimated width of a row.
};

/// A database or a view, trigger, routine, event, sequence and what it becomes.
struct DatabasePlan {
    DatabaseDefinition source{};
    std::string destination{};
    std::string spelt{};  ///< As TablePlan::spelt.
    bool whole = false;   ///< Selected with its code.
};

struct ObjectPlan {
    ObjectKind kind = ObjectKind::view;
    TableName source{};
    TableName destination{};
};

enum class RefusalKind {
    missing,       ///< The task names it and the source has none, or nothing is selected at all.
    illegal_name,  ///< The destination would refuse its name.
    collision,     ///< It would share its name over there with something else.
    unknown_type,  ///< A column type that this version does not know.
    other,
};

/// Something of the selection that cannot be moved, and why. Precheck fails on each.
struct Refusal {
    std::string object{};  ///< display() of it.
    std::string reason{};
    RefusalKind kind = RefusalKind::other;  ///< Which check names it.
    bool merges = false;      ///< A collision on purpose: both are TablePlan::spelt alike.
    TableName table{};        ///< The source's table that it is, or is a column of; none: neither.
    TableName destination{};  ///< What that table would be over there.
};

struct TaskPlan {
    std::vector<DatabasePlan> databases{};
    std::vector<TablePlan> tables{};
    std::vector<ObjectPlan> objects{};
    std::vector<Refusal> refusals{};
};

/// Resolves the selection against what the source has. Pure; the same input gives the same plan.
[[nodiscard]] TaskPlan make_plan(
    const Task& task,
    const Catalog& source,
    const ServerFacts& source_facts,
    const ServerFacts& destination_facts);

/// The task's name mapping for any object of a selected database, also ones not in the plan.
[[nodiscard]] TableName destination_name(
    const Task& task, const ServerFacts& destination, const TableName& source);
[[nodiscard]] std::string destination_database(
    const Task& task, const ServerFacts& destination, const std::string& source);

/// How the table is cut and counted on the source, and read where there is no destination yet.
[[nodiscard]] RowSource source_rows(const TablePlan& plan);

/// How the table is read on the source to be written to or compared with `there`: text whose
/// character set differs over there is read as utf8mb4. Rows that go to a row_target() must be
/// read this way.
[[nodiscard]] RowSource source_rows(const TablePlan& plan, const TableDefinition& there);

/// How the copy is read on the destination, column for column in the same forms; key columns by
/// their names over there, with the destination's own collations. `there` is its definition.
[[nodiscard]] RowSource destination_rows(const TablePlan& plan, const TableDefinition& there);

/// Where the rows of source_rows(plan, there) go.
[[nodiscard]] RowTarget row_target(
    const TablePlan& plan, const TableDefinition& there, OnConflict on_conflict);

}  // namespace cutover
