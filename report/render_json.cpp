#include "report/render_json.hpp"

#include <nlohmann/json.hpp>

#include "core/timestamp.hpp"
#include "core/utf8.hpp"

namespace cutover {
namespace {

/// Keeps the order in which the keys are written here, so that a person finds the verdict first.
using Json = nlohmann::ordered_json;

std::string readable(const std::string& text) {
    return is_utf8(text) ? text : printable(text);
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

std::string dotted(const TableName& name) {
    return readable(name.table.empty() ? name.database : name.database + "." + name.table);
}

Json json_of(const ServerOnRecord& server) {
    return {
        {"endpoint", readable(server.endpoint)},
        {"version", readable(server.version)},
        {"identity", readable(server.identity)},
        {"tls_cipher", or_null(server.tls_cipher)}};
}

Json json_of(const Criterion& criterion) {
    return {
        {"id", criterion.id},
        {"title", criterion.title},
        {"status", to_text(criterion.status)},
        {"evidence", readable(criterion.evidence)},
        {"what_to_do", or_null(criterion.what_to_do)}};
}

Json json_of(const CheckResult& check) {
    return {
        {"id", readable(check.id)},
        {"title", readable(check.title)},
        {"status", to_text(check.status)},
        {"found", readable(check.found)},
        {"why", readable(check.why)},
        {"fix", readable(check.fix)},
        {"ignored_reason", or_null(check.ignored_reason)}};
}

/// The keys of `verify --json`, with null for what was not compared.
Json json_of(const TableLine& line) {
    Json table{
        {"source", line.source},
        {"destination", or_null(line.destination)},
        {"verdict", to_text(line.verdict)},
        {"reason", or_null(line.reason)},
        {"limits", or_null(line.limits)}};
    const TableComparison compared = line.comparison.value_or(TableComparison());
    table["source_rows"] = compared.source_rows.rows;
    table["destination_rows"] = compared.destination_rows.rows;
    table["chunks"] = compared.chunks;
    table["digest"] = line.comparison && compared.source_rows.is_known()
                          ? Json(hex(compared.source_rows.sum))
                          : Json(nullptr);
    table["float"] = readable(compared.float_rule);
    table["rows_carried"] = compared.rows_carried;
    table["read_whole_at"] = or_null(line.read_whole);
    table["equal_only_rounded"] = compared.equal_only_rounded;
    table["rows_prefiltered"] = compared.rows_prefiltered;
    table["not_prefiltered"] = or_null(compared.not_prefiltered);
    table["position"] = or_null(compared.source_position);
    table["discrepancy_count"] = compared.discrepancy_count;
    table["rows_copied"] = line.copy ? Json(line.copy->rows.rows) : Json(nullptr);
    return table;
}

Json json_of(const ObjectComparison& object) {
    return {
        {"kind", readable(object.kind)},
        {"source", dotted(object.source)},
        {"destination", dotted(object.destination)},
        {"verdict", to_text(object.verdict)},
        {"reason", or_null(object.reason)}};
}

Json json_of(const std::vector<NamedValue>& key) {
    Json json = Json::object();
    for (const NamedValue& part : key) {
        json[readable(part.name)] = or_null(part.value);
    }
    return json;
}

Json json_of(const Discrepancy& discrepancy) {
    Json columns = Json::array();
    for (const DifferingColumn& column : discrepancy.columns) {
        columns.push_back(
            {{"name", readable(column.name)},
             {"source", or_null(column.source)},
             {"destination", or_null(column.destination)}});
    }
    return {
        {"table", dotted(discrepancy.table)},
        {"kind", to_text(discrepancy.kind)},
        {"key", json_of(discrepancy.key)},
        {"columns", columns}};
}

/// The keys of `verify --json`.
Json json_of(const Cause& cause) {
    Json examples = Json::array();
    for (const std::vector<NamedValue>& key : cause.examples) {
        examples.push_back(json_of(key));
    }
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
        {"examples", examples}};
}

Json json_of(const VerificationSummary& verification) {
    const auto& end = verification.finished;
    return {
        {"verification", readable(verification.id)},
        {"began", to_rfc3339(verification.began)},
        {"outcome", end ? Json(readable(end->outcome)) : Json(nullptr)},
        {"tables", verification.tables},
        {"tables_equal", verification.tables_equal},
        {"rows", verification.rows},
        {"rows_carried", verification.rows_carried},
        {"discrepancy_count", end ? Json(end->discrepancy_count) : Json(nullptr)},
        {"seconds", end ? Json(end->seconds) : Json(nullptr)},
        {"source_position", end ? or_null(end->source_position_before) : Json(nullptr)}};
}

Json json_of(const Coverage& coverage) {
    Json places = Json::array();
    for (const std::string& place : coverage.places) {
        places.push_back(readable(place));
    }
    return {
        {"rows", coverage.rows},
        {"rows_carried", coverage.rows_carried},
        {"tables_carried", coverage.tables_carried},
        {"read_whole_at", or_null(coverage.read_whole)},
        {"met_at", places},
        {"held_seconds", coverage.places.empty() ? Json(nullptr) : Json(coverage.held_seconds)}};
}

Json json_of(const EvidenceChain& chain) {
    return {
        {"records", chain.records},
        {"broken_at", chain.broken_at ? Json(*chain.broken_at) : Json(nullptr)},
        {"sha256", or_null(chain.last_hash)}};
}

Json json_of(const Refusal& refusal) {
    return {{"object", readable(refusal.object)}, {"reason", readable(refusal.reason)}};
}

Json json_of(const ScopeRule& rule) {
    return {
        {"kind", to_text(rule.kind)},
        {"object", readable(rule.object)},
        {"text", readable(rule.text)}};
}

/// Null where the source's account may not read them.
Json json_of_accounts(const CaseFile& file) {
    if (!file.scope || !file.scope->accounts_known) {
        return nullptr;
    }
    Json names = Json::array();
    for (const std::string& account : file.scope->accounts) {
        names.push_back(readable(account));
    }
    return names;
}

template<typename Value>
Json array_of(const std::vector<Value>& values) {
    Json array = Json::array();
    for (const Value& value : values) {
        array.push_back(json_of(value));
    }
    return array;
}

}  // namespace

std::string render_json(const Certificate& certificate) {
    const CaseFile& file = certificate.file;
    const Json document{
        {"verdict", verdict_text(certificate)},
        {"task", readable(certificate.task)},
        {"made_at", to_rfc3339(certificate.made_at)},
        {"position", or_null(certificate.position)},
        {"criteria", array_of(certificate.readiness.criteria)},
        {"source", json_of(certificate.source)},
        {"destination", json_of(certificate.destination)},
        {"tables", array_of(certificate.tables)},
        {"objects", array_of(certificate.objects)},
        {"checks", array_of(certificate.checks)},
        {"rules", file.scope ? array_of(file.scope->rules) : Json::array()},
        {"accounts", json_of_accounts(file)},
        {"refusals", file.scope ? array_of(file.scope->refusals) : Json::array()},
        {"coverage", json_of(certificate.coverage)},
        {"discrepancy_count", certificate.totals.discrepancies},
        {"causes", file.verification ? array_of(file.verification->causes) : Json::array()},
        {"discrepancies",
         file.verification ? array_of(file.verification->discrepancies) : Json::array()},
        {"history", array_of(file.history)},
        {"evidence", json_of(file.chain)}};
    return document.dump(2) + "\n";
}

}  // namespace cutover
