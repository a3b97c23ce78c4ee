#include "report/json_values.hpp"

#include "core/names.hpp"
#include "core/timestamp.hpp"
#include "core/utf8.hpp"

namespace cutover {
namespace {

Json key_json(const std::vector<NamedValue>& key) {
    Json json = Json::object();
    for (const NamedValue& part : key) {
        json[readable(part.name)] = or_null(part.value);
    }
    return json;
}

Json column_json(const DifferingColumn& column) {
    return {
        {"name", readable(column.name)},
        {"source", or_null(column.source)},
        {"destination", or_null(column.destination)}};
}

}  // namespace

std::string readable(const std::string& text) {
    return is_utf8(text) ? text : printable(text);
}

std::string dotted(const TableName& name) {
    return readable(name.table.empty() ? name.database : name.database + "." + name.table);
}

Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(readable(text));
}

Json or_null(const std::optional<std::string>& text) {
    return text ? Json(readable(*text)) : Json(nullptr);
}

Json or_null(const std::optional<TimePoint>& at) {
    return at ? Json(to_rfc3339(*at)) : Json(nullptr);
}

Json digest_or_null(const RowsDigest& rows) {
    return rows.is_known() ? Json(hex(rows.sum)) : Json(nullptr);
}

Json check_json(const CheckResult& check) {
    return {
        {"id", readable(check.id)},
        {"title", readable(check.title)},
        {"status", to_text(check.status)},
        {"found", readable(check.found)},
        {"why", readable(check.why)},
        {"fix", readable(check.fix)},
        {"ignored_reason", or_null(check.ignored_reason)}};
}

Json refusal_json(const Refusal& refusal) {
    return {{"object", readable(refusal.object)}, {"reason", readable(refusal.reason)}};
}

Json object_json(const ObjectComparison& object) {
    return {
        {"kind", readable(object.kind)},
        {"source", dotted(object.source)},
        {"destination", dotted(object.destination)},
        {"verdict", to_text(object.verdict)},
        {"reason", or_null(object.reason)}};
}

Json discrepancy_json(const Discrepancy& discrepancy) {
    return {
        {"table", dotted(discrepancy.table)},
        {"kind", to_text(discrepancy.kind)},
        {"key", key_json(discrepancy.key)},
        {"columns", array_of(discrepancy.columns, column_json)},
        {"copies", discrepancy.copies}};
}

Json cause_json(const Cause& cause) {
    return {
        {"table", dotted(cause.table)},
        {"kind", to_text(cause.kind)},
        {"column", or_null(cause.column)},
        {"detail", or_null(cause.detail)},
        {"certain", is_certain(cause)},
        {"rows", cause.rows},
        {"looked_at", cause.looked_at},
        {"differ", cause.differ},
        {"text", headline(cause)},
        {"meaning", meaning(cause)},
        {"evidence", or_null(cause.evidence)},
        {"examples", array_of(cause.examples, key_json)}};
}

}  // namespace cutover
