#include "migrate/table_cut.hpp"

#include <map>
#include <utility>

#include "migrate/definition_hash.hpp"
#include "migrate/source_check.hpp"
#include "migrate/table_index.hpp"
#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"

namespace cutover {
namespace {

/// Where the table is to be cut; nowhere without a key.
std::vector<KeyTuple> boundaries_of(
    const Migration& migration, SourceLanes& lanes, const TablePlan& plan) {
    const RowSource rows = source_rows(plan);
    if (rows.key.empty()) {
        return {};
    }
    return migration.retried([&] {
        auto lane = lanes.checkout();
        try {
            return (**lane).boundaries(rows, plan.chunk_rows);
        } catch (const Error& error) {
            if (error.recovery() == Recovery::retry_session) {
                lane.discard();
            }
            throw;
        }
    });
}

TableProgress cut_table(
    const Migration& migration,
    SourceLanes& lanes,
    const TableIndex& definitions,
    std::size_t index) {
    const TablePlan& plan = migration.request.plan.tables.at(index);
    TableProgress table{.source = plan.source, .destination = plan.destination};
    const TableDefinition* const definition = definitions.table(plan.source);
    table.definition_hash = definition == nullptr ? "" : definition_hash(*definition);
    const std::vector<KeyTuple> boundaries = boundaries_of(migration, lanes, plan);
    for (Chunk& chunk : cut(static_cast<std::uint32_t>(index), boundaries)) {
        table.chunks.push_back({.chunk = std::move(chunk)});
    }
    return table;
}

std::vector<TableProgress> cut_all(Migration& migration, SourceLanes& lanes) {
    const TableIndex definitions(migration.request.source_catalog, migration.request.source_facts);
    std::vector<TableProgress> tables;
    std::size_t handed_out = 0;
    const auto next = [&]() -> Work {
        throw_if_interrupted();
        if (handed_out == migration.request.plan.tables.size()) {
            return {};
        }
        return [&, index = handed_out++]() -> Record {
            return [&tables, table = cut_table(migration, lanes, definitions, index)]() mutable {
                tables.push_back(std::move(table));
            };
        };
    };
    run_pipeline(migration.request.task.limits.workers, next);
    return tables;
}

/// Recorded tables in the plan's order, their chunks pointing into it.
std::vector<TableProgress> in_order_of_plan(
    const TaskPlan& plan, std::vector<TableProgress> recorded) {
    std::map<TableName, TableProgress*> by_name;
    for (TableProgress& table : recorded) {
        by_name[table.source] = &table;
    }
    std::vector<TableProgress> ordered;
    for (const TablePlan& table : plan.tables) {
        ordered.push_back(std::move(*by_name.at(table.source)));
        for (ChunkProgress& chunk : ordered.back().chunks) {
            chunk.chunk.table_index = static_cast<std::uint32_t>(ordered.size() - 1);
        }
    }
    return ordered;
}

}  // namespace

std::vector<TableProgress> recorded_tables(Migration& migration) {
    std::vector<TableProgress> recorded =
        migration.retried([&] { return migration.progress.load_tables(); });
    if (recorded.empty()) {
        return recorded;
    }
    require_same_definitions(migration, recorded, migration.request.source_catalog);
    return in_order_of_plan(migration.request.plan, std::move(recorded));
}

std::vector<TableProgress> cut_tables(
    Migration& migration,
    SourceLanes& lanes,
    const std::map<TableName, DdlStatement>& missing_keys) {
    migration.observer.entered(MigrateStep::cutting);
    std::vector<TableProgress> tables = cut_all(migration, lanes);
    for (TableProgress& table : tables) {
        table.indexes_done = !missing_keys.contains(table.source);
    }
    const std::vector<std::uint64_t> ids =
        migration.retried([&] { return migration.progress.add_tables(tables); });
    for (std::size_t i = 0; i < tables.size(); ++i) {
        tables[i].id = ids.at(i);
    }
    return tables;
}

}  // namespace cutover
