#include "app/json_output.hpp"

#include "app/plan_text.hpp"
#include "core/names.hpp"
#include "migrate/precheck.hpp"
#include "report/json_values.hpp"

namespace cutover {
namespace {

std::string document(const Json& value) {
    return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json table_json(const TableComparison& table) {
    return {
        {"source", dotted(table.source)},
        {"destination", dotted(table.destination)},
        {"verdict", to_text(table.verdict)},
        {"reason", or_null(table.reason)},
        {"compared_with", or_null(dotted(table.compared_with))},
        {"source_rows", table.source_rows.rows},
        {"destination_rows", table.destination_rows.rows},
        {"chunks", table.chunks},
        {"digest", digest_or_null(table.source_rows)},
        {"destination_digest", digest_or_null(table.destination_rows)},
        {"float", table.float_rule},
        {"position", or_null(table.source_position)},
        {"destination_position", or_null(table.destination_position)},
        {"discrepancy_count", table.discrepancy_count},
        {"equal_only_rounded", table.equal_only_rounded},
        {"equal_only_folded", table.equal_only_folded},
        {"rows_in_flight", table.rows_in_flight},
        {"rows_carried", table.rows_carried},
        {"rows_prefiltered", table.rows_prefiltered},
        {"not_prefiltered", or_null(table.not_prefiltered)},
        {"seconds", table.seconds}};
}

Json table_plan_json(const TablePlan& table) {
    Json columns = Json::array();
    for (const ColumnPlan& column : table.columns) {
        columns.push_back(
            {{"source", readable(column.source.name)},
             {"destination", readable(column.destination)},
             {"type", readable(column.source.column_type)}});
    }
    return {
        {"source", dotted(table.source)},
        {"destination", dotted(table.destination)},
        {"key", or_null(table.key_name)},
        {"where", or_null(table.where)},
        {"estimated_rows", table.estimated_rows},
        {"estimated_bytes", table.estimated_bytes},
        {"chunk_rows", table.chunk_rows},
        {"estimated_chunks", estimated_chunks(table)},
        {"columns", columns}};
}

}  // namespace

std::string precheck_json(const std::vector<CheckResult>& checks) {
    return document(
        {{"outcome", blocks(checks) ? "fail" : "pass"}, {"checks", array_of(checks, check_json)}});
}

std::string verify_json(const VerifyReport& report) {
    return document(
        {{"outcome", report.outcome()},
         {"tables", array_of(report.tables, table_json)},
         {"objects", array_of(report.objects, object_json)},
         {"discrepancy_count", report.discrepancy_count},
         {"causes", array_of(report.causes, cause_json)},
         {"discrepancies", array_of(report.discrepancies, discrepancy_json)},
         {"verification", report.verification},
         {"resumed_chunks", report.resumed_chunks},
         {"met_at", or_null(report.met_at)},
         {"held_seconds",
          report.met_at.empty() ? Json(nullptr) : Json(report.destination.held_seconds)},
         {"notes", array_of(report.notes, readable)},
         {"seconds", report.seconds}});
}

std::string migrate_json(const MigrateReport& report) {
    return document(
        {{"outcome", "done"},
         {"phase", to_text(report.phase)},
         {"resumed", report.resumed},
         {"statements", report.statements},
         {"tables", report.tables},
         {"chunks", report.chunks},
         {"rows", report.rows},
         {"rows_written", report.rows_written},
         {"bytes", report.bytes},
         {"source_moved", report.source_moved},
         {"applied", to_text(report.applied.place)},
         {"transactions_applied", report.applied.transactions},
         {"seconds", report.seconds}});
}

std::string plan_json(
    const Task& task, const TaskPlan& plan, const std::vector<DdlStatement>& statements) {
    const Json databases = array_of(plan.databases, [](const DatabasePlan& database) {
        return Json{
            {"source", readable(database.source.name)},
            {"destination", readable(database.destination)},
            {"whole", database.whole}};
    });
    const Json objects = array_of(plan.objects, [](const ObjectPlan& object) {
        return Json{
            {"kind", to_text(object.kind)},
            {"source", dotted(object.source)},
            {"destination", dotted(object.destination)}};
    });
    const Json sql = array_of(statements, [](const DdlStatement& statement) {
        return Json{
            {"sql", statement.sql},
            {"purpose", readable(statement.purpose)},
            {"database", or_null(statement.database)}};
    });
    return document(
        {{"task", task.name},
         {"source", display(task.source)},
         {"destination", display(task.destination)},
         {"databases", databases},
         {"tables", array_of(plan.tables, table_plan_json)},
         {"objects", objects},
         {"refusals", array_of(plan.refusals, refusal_json)},
         {"statements", sql}});
}

}  // namespace cutover
