#pragma once

#include <map>
#include <vector>

#include "migrate/migration.hpp"
#include "migrate/schema_copy.hpp"

namespace cutover {

/// Databases that the plan reads from and writes to.
[[nodiscard]] std::vector<std::string> source_databases(const TaskPlan& plan);
[[nodiscard]] std::vector<std::string> destination_databases(const TaskPlan& plan);

/// What the destination holds of the databases that the plan writes to, read now.
[[nodiscard]] Catalog destination_now(Migration& migration);

/// Keeps in mind what stands on the destination, once, before the task makes anything.
void note_objects_before(Migration& migration);

/// Of what the destination holds now, what stood there before the task made anything.
[[nodiscard]] Catalog stood_before(Migration& migration, const Catalog& now);

/// Makes everything but triggers that is missing; what stands there stays.
void create_schema(Migration& migration);

/// Makes the triggers that are missing and brings sequences level.
void create_triggers(Migration& migration);

/// Statements that build the secondary keys of tables that the task has made, by source table:
/// those whose keys are not on the destination yet.
[[nodiscard]] std::map<TableName, DdlStatement> missing_keys(
    Migration& migration, const Catalog& destination);

/// One statement, tried again where the session is lost. Where an earlier try of this or a killed
/// run may have succeeded unnoticed, "it is there already" is success.
void execute_once(Migration& migration, const DdlStatement& statement);

}  // namespace cutover
