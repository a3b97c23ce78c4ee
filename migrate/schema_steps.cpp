/// Definitions commit by themselves, so no transaction ties them to the progress. Instead, the
/// destination is asked: what it holds now and did not hold before the task began (a note that is
/// written before the first statement) was made by the task, and the statements still to run are
/// those for what is missing. A CREATE is all or nothing on both servers, and so is an ALTER TABLE
/// that adds keys. One gap is left: a statement whose session was lost, or whose process was
/// killed, may still be running when the destination is asked. Running it again then waits for the
/// first and ends in "already exists", which is what was wanted. Nothing is ever dropped.
#include "migrate/schema_steps.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "migrate/objects_before.hpp"
#include "migrate/table_index.hpp"
#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"

namespace cutover {
namespace {

constexpr const char* before_note = "schema.before";

/// A database, table, key name, routine, trigger, event exists already.
constexpr std::array<unsigned, 6> exists_codes{1007, 1050, 1061, 1304, 1359, 1537};

bool says_exists(const ServerError& error) {
    return std::find(exists_codes.begin(), exists_codes.end(), error.code()) != exists_codes.end();
}

/// Below this size building keys on the way costs less than one more statement does
/// (docs/performance.md, "Full copy").
constexpr std::uint64_t put_off_from_bytes = 16U << 20U;

SchemaCopyInput schema_input(const MigrateRequest& request, const Catalog& destination) {
    return {
        .plan = request.plan,
        .source = request.source_catalog,
        .destination = destination,
        .source_facts = request.source_facts,
        .destination_facts = request.destination_facts,
        .put_off_keys = request.types.full,
        .put_off_from_bytes = put_off_from_bytes};
}

void execute_all(Migration& migration, const std::vector<DdlStatement>& statements) {
    for (const DdlStatement& statement : statements) {
        execute_once(migration, statement);
    }
}

/// A CREATE TABLE mostly waits for the disk, so several at once take hardly longer than one.
void execute_at_once(Migration& migration, const std::vector<DdlStatement>& statements) {
    std::size_t handed_out = 0;
    const auto next = [&]() -> Work {
        if (handed_out == statements.size()) {
            return {};
        }
        return [&migration, &statement = statements[handed_out++]]() -> Record {
            execute_once(migration, statement);
            return [] {};
        };
    };
    run_pipeline(migration.request.task.limits.workers, next, RecordOrder::as_finished);
}

/// What is there now, for a run that goes on; a first run knows it from the prechecks.
Catalog destination_as_it_stands(Migration& migration) {
    return migration.report.resumed ? destination_now(migration)
                                    : migration.request.destination_catalog;
}

/// Triggers are created and sequences brought level when the rows are there.
bool has_anything_at_the_end(const TaskPlan& plan) {
    return std::any_of(plan.objects.begin(), plan.objects.end(), [](const ObjectPlan& object) {
        return object.kind == ObjectKind::trigger || object.kind == ObjectKind::sequence;
    });
}

bool has_keys(const TableDefinition& table, const std::vector<std::string>& names) {
    return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::any_of(table.keys.begin(), table.keys.end(), [&](const KeyDefinition& key) {
            return key.name == name;
        });
    });
}

}  // namespace

std::vector<std::string> source_databases(const TaskPlan& plan) {
    std::vector<std::string> names;
    for (const DatabasePlan& database : plan.databases) {
        names.push_back(database.source.name);
    }
    return names;
}

std::vector<std::string> destination_databases(const TaskPlan& plan) {
    std::vector<std::string> names;
    for (const DatabasePlan& database : plan.databases) {
        names.push_back(database.destination);
    }
    return names;
}

Catalog destination_now(Migration& migration) {
    return migration.retried([&] {
        return migration.destination.catalog(destination_databases(migration.request.plan));
    });
}

void note_objects_before(Migration& migration) {
    const std::string note = objects_note(migration.request.destination_catalog);
    migration.retried([&] { migration.progress.keep_note(before_note, note); });
}

Catalog stood_before(Migration& migration, const Catalog& now) {
    return listed_in(
        migration.retried([&] { return migration.progress.note(before_note); }).value_or(""), now);
}

void create_schema(Migration& migration) {
    migration.observer.entered(MigrateStep::schema);
    const Catalog there = destination_as_it_stands(migration);
    const SchemaCopy schema = schema_copy(schema_input(migration.request, there));
    execute_all(migration, schema.containers);
    execute_at_once(migration, schema.tables);
    execute_all(migration, schema.code);
}

void create_triggers(Migration& migration) {
    migration.observer.entered(MigrateStep::triggers);
    if (!has_anything_at_the_end(migration.request.plan)) {
        return;  // the destination's catalog may be long, and would be read for nothing
    }
    const Catalog there = destination_now(migration);
    const SchemaCopy schema = schema_copy(schema_input(migration.request, there));
    execute_all(migration, schema.triggers);
    const Catalog before = stood_before(migration, there);
    execute_all(migration, schema_copy(schema_input(migration.request, before)).at_the_end);
}

std::map<TableName, DdlStatement> missing_keys(Migration& migration, const Catalog& destination) {
    std::map<TableName, DdlStatement> missing;
    if (!migration.request.types.schema) {
        return missing;
    }
    const Catalog before = stood_before(migration, destination);
    const TableIndex there(destination, migration.request.destination_facts);
    SchemaCopyInput input = schema_input(migration.request, before);
    // Estimates of a later run may say otherwise than those of the run that made the table; what
    // counts is which keys are there.
    input.put_off_from_bytes = 0;
    for (PutOffKeys& keys : schema_copy(input).after_rows) {
        const TableDefinition* const table = there.table(keys.destination);
        if (table != nullptr && !has_keys(*table, keys.names)) {
            missing[keys.source] = std::move(keys.add);
        }
    }
    return missing;
}

void execute_once(Migration& migration, const DdlStatement& statement) {
    throw_if_interrupted();
    bool may_be_done = migration.report.resumed;
    migration.retried([&] {
        {
            const std::scoped_lock lock(migration.progress_mutex);
            migration.progress.ensure_owned();
        }
        const bool is_first_try = !may_be_done;
        may_be_done = true;
        try {
            migration.destination.execute_ddl(statement);
        } catch (const ServerError& error) {
            if (is_first_try || !says_exists(error)) {
                throw;
            }
        }
    });
    migration.observer.executed(statement);
    const std::scoped_lock lock(migration.progress_mutex);
    ++migration.report.statements;
}

std::vector<DdlStatement> planned_statements(const MigrateRequest& request) {
    std::vector<DdlStatement> statements;
    if (!request.types.schema) {
        return statements;
    }
    SchemaCopy schema = schema_copy(schema_input(request, request.destination_catalog));
    const auto append = [&](std::vector<DdlStatement>& list) {
        std::move(list.begin(), list.end(), std::back_inserter(statements));
    };
    append(schema.containers);
    append(schema.tables);
    append(schema.code);
    for (PutOffKeys& keys : schema.after_rows) {
        statements.push_back(std::move(keys.add));
    }
    append(schema.triggers);
    append(schema.at_the_end);
    return statements;
}

}  // namespace cutover
