#include "app/json_output.hpp"

#include <nlohmann/json.hpp>

#include "app/plan_text.hpp"
#include "core/names.hpp"
#include "migrate/precheck.hpp"

namespace cutover {
namespace {

using Json = nlohmann::ordered_json;

std::string document(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(printable(text));
}

Json or_null(const std::optional<std::string>& value) {
    return value ? Json(printable(*value)) : Json(nullptr);
}

Json name_or_null(const TableName& name) {
    return name == TableName{} ? Json(nullptr) : Json(display(name));
}

/// What could not be carried along from an earlier verification, or was not read, is not known.
Json digest_json(const RowsDigest& rows) {
    return rows.is_known() ? Json(hex(rows.sum)) : Json(nullptr);
}

Json table_json(const TableComparison& table) {
    return {
        {"source", display(table.source)},
        {"destination", display(table.destination)},
        {"verdict", to_text(table.verdict)},
        {"reason", or_null(table.reason)},
        {"compared_with", name_or_null(table.compared_with)},
        {"source_rows", table.source_rows.rows},
        {"destination_rows", table.destination_rows.rows},
        {"chunks", table.chunks},
        {"digest", digest_json(table.source_rows)},
        {"destination_digest", digest_json(table.destination_rows)},
        {"float", table.float_rule},
        {"position", or_null(table.source_position)},
        {"destination_position", or_null(table.destination_position)},
        {"discrepancy_count", table.discrepancy_count},
        {"equal_only_rounded", table.equal_only_rounded},
        {"equal_only_folded", table.equal_only_folded},
        {"rows_in_flight", table.rows_in_flight},
        {"rows_carried", table.rows_carried},
        {"rows_prefiltered", table.rows_prefiltered},
        {"seconds", table.seconds}};
}

Json object_json(const ObjectComparison& object) {
    return {
        {"kind", object.kind},
        {"source", display(object.source)},
        {"destination", display(object.destination)},
        {"verdict", to_text(object.verdict)},
        {"reason", or_null(object.reason)}};
}

Json key_json(const std::vector<NamedValue>& key) {
    Json json = Json::object();
    for (const NamedValue& part : key) {
        json[printable(part.name)] = or_null(part.value);
    }
    return json;
}

Json discrepancy_json(const Discrepancy& discrepancy) {
    Json columns = Json::array();
    for (const DifferingColumn& column : discrepancy.columns) {
        columns.push_back(
            {{"name", printable(column.name)},
             {"source", or_null(column.source)},
             {"destination", or_null(column.destination)}});
    }
    return {
        {"table", display(discrepancy.table)},
        {"kind", to_text(discrepancy.kind)},
        {"key", key_json(discrepancy.key)},
        {"columns", columns},
        {"copies", discrepancy.copies}};
}

Json cause_json(const Cause& cause) {
    Json examples = Json::array();
    for (const std::vector<NamedValue>& key : cause.examples) {
        examples.push_back(key_json(key));
    }
    return {
        {"table", display(cause.table)},
        {"kind", to_text(cause.kind)},
        {"column", or_null(cause.column)},
        {"detail", or_null(cause.detail)},
        {"certain", is_certain(cause)},
        {"rows", cause.rows},
        {"looked_at", cause.looked_at},
        {"differ", cause.differ},
        {"text", headline(cause)},
        {"meaning", meaning(cause)},
        {"examples", examples}};
}

Json table_plan_json(const TablePlan& table) {
    Json columns = Json::array();
    for (const ColumnPlan& column : table.columns) {
        columns.push_back(
            {{"source", printable(column.source.name)},
             {"destination", printable(column.destination)},
             {"type", printable(column.source.column_type)}});
    }
    return {
        {"source", display(table.source)},
        {"destination", display(table.destination)},
        {"key", or_null(table.key_name)},
        {"where", or_null(table.where)},
        {"estimated_rows", table.estimated_rows},
        {"estimated_bytes", table.estimated_bytes},
        {"chunk_rows", table.chunk_rows},
        {"estimated_chunks", estimated_chunks(table)},
        {"columns", columns}};
}

Json check_json(const CheckResult& check) {
    return {
        {"id", check.id},
        {"title", check.title},
        {"status", to_text(check.status)},
        {"found", check.found},
        {"why", check.why},
        {"fix", check.fix},
        {"ignored_reason", or_null(check.ignored_reason)}};
}

template<typename Item>
Json list(const std::vector<Item>& items, Json (*map)(const Item&)) {
    Json array = Json::array();
    for (const Item& item : items) {
        array.push_back(map(item));
    }
    return array;
}

Json refusals_json(const std::vector<Refusal>& refusals) {
    return list<Refusal>(refusals, [](const Refusal& refusal) {
        return Json{{"object", refusal.object}, {"reason", refusal.reason}};
    });
}

}  // namespace

std::string precheck_json(const std::vector<CheckResult>& checks) {
    return document(
        {{"outcome", blocks(checks) ? "fail" : "pass"}, {"checks", list(checks, check_json)}});
}

std::string verify_json(const VerifyReport& report) {
    Json notes = Json::array();
    for (const std::string& note : report.notes) {
        notes.push_back(printable(note));
    }
    return document(
        {{"outcome", report.outcome()},
         {"tables", list(report.tables, table_json)},
         {"objects", list(report.objects, object_json)},
         {"discrepancy_count", report.discrepancy_count},
         {"causes", list(report.causes, cause_json)},
         {"discrepancies", list(report.discrepancies, discrepancy_json)},
         {"verification", report.verification},
         {"resumed_chunks", report.resumed_chunks},
         {"met_at", report.met_at.empty() ? Json(nullptr) : Json(printable(report.met_at))},
         {"held_seconds",
          report.met_at.empty() ? Json(nullptr) : Json(report.destination.held_seconds)},
         {"notes", notes},
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
    const Json databases = list<DatabasePlan>(plan.databases, [](const DatabasePlan& database) {
        return Json{
            {"source", printable(database.source.name)},
            {"destination", printable(database.destination)},
            {"whole", database.whole}};
    });
    const Json objects = list<ObjectPlan>(plan.objects, [](const ObjectPlan& object) {
        return Json{
            {"kind", to_text(object.kind)},
            {"source", display(object.source)},
            {"destination", display(object.destination)}};
    });
    const Json sql = list<DdlStatement>(statements, [](const DdlStatement& statement) {
        return Json{
            {"sql", statement.sql},
            {"purpose", printable(statement.purpose)},
            {"database", or_null(statement.database)}};
    });
    return document(
        {{"task", task.name},
         {"source", display(task.source)},
         {"destination", display(task.destination)},
         {"databases", databases},
         {"tables", list(plan.tables, table_plan_json)},
         {"objects", objects},
         {"refusals", refusals_json(plan.refusals)},
         {"statements", sql}});
}

}  // namespace cutover
