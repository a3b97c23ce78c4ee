#include "report/render_json.hpp"

#include "core/timestamp.hpp"
#include "report/json_values.hpp"

namespace cutover {
namespace {

Json server_json(const ServerOnRecord& server) {
    return {
        {"endpoint", readable(server.endpoint)},
        {"version", readable(server.version)},
        {"identity", readable(server.identity)},
        {"tls_cipher", or_null(server.tls_cipher)}};
}

Json criterion_json(const Criterion& criterion) {
    return {
        {"id", criterion.id},
        {"title", criterion.title},
        {"status", to_text(criterion.status)},
        {"evidence", readable(criterion.evidence)},
        {"what_to_do", or_null(criterion.what_to_do)}};
}

/// The keys of `verify --json`, with null for what was not compared.
Json table_json(const TableLine& line) {
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
    table["digest"] = line.comparison ? digest_or_null(compared.source_rows) : Json(nullptr);
    table["float"] = readable(compared.float_rule);
    table["rows_carried"] = compared.rows_carried;
    table["read_whole_at"] = or_null(line.read_whole);
    table["equal_only_rounded"] = compared.equal_only_rounded;
    table["rows_in_flight"] = compared.rows_in_flight;
    table["rows_prefiltered"] = compared.rows_prefiltered;
    table["not_prefiltered"] = or_null(compared.not_prefiltered);
    table["position"] = or_null(compared.source_position);
    table["discrepancy_count"] = compared.discrepancy_count;
    table["rows_copied"] = line.copy ? Json(line.copy->rows.rows) : Json(nullptr);
    return table;
}

Json verification_json(const VerificationSummary& verification) {
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

Json coverage_json(const Coverage& coverage) {
    return {
        {"rows", coverage.rows},
        {"rows_carried", coverage.rows_carried},
        {"tables_carried", coverage.tables_carried},
        {"read_whole_at", or_null(coverage.read_whole)},
        {"met_at", array_of(coverage.places, readable)},
        {"held_seconds", coverage.places.empty() ? Json(nullptr) : Json(coverage.held_seconds)}};
}

Json evidence_json(const EvidenceChain& chain) {
    return {
        {"records", chain.records},
        {"broken_at", chain.broken_at ? Json(*chain.broken_at) : Json(nullptr)},
        {"sha256", or_null(chain.last_hash)}};
}

Json rule_json(const ScopeRule& rule) {
    return {
        {"kind", to_text(rule.kind)},
        {"object", readable(rule.object)},
        {"text", readable(rule.text)}};
}

/// Null where the source's account may not read them.
Json accounts_json(const CaseFile& file) {
    if (!file.scope || !file.scope->accounts_known) {
        return nullptr;
    }
    return array_of(file.scope->accounts, readable);
}

}  // namespace

std::string render_json(const Certificate& certificate) {
    const CaseFile& file = certificate.file;
    const Json document{
        {"verdict", verdict_text(certificate)},
        {"task", readable(certificate.task)},
        {"made_at", to_rfc3339(certificate.made_at)},
        {"position", or_null(certificate.position)},
        {"criteria", array_of(certificate.readiness.criteria, criterion_json)},
        {"source", server_json(certificate.source)},
        {"destination", server_json(certificate.destination)},
        {"tables", array_of(certificate.tables, table_json)},
        {"objects", array_of(certificate.objects, object_json)},
        {"checks", array_of(certificate.checks, check_json)},
        {"rules", file.scope ? array_of(file.scope->rules, rule_json) : Json::array()},
        {"accounts", accounts_json(file)},
        {"refusals", file.scope ? array_of(file.scope->refusals, refusal_json) : Json::array()},
        {"coverage", coverage_json(certificate.coverage)},
        {"discrepancy_count", certificate.totals.discrepancies},
        {"causes",
         file.verification ? array_of(file.verification->causes, cause_json) : Json::array()},
        {"discrepancies", file.verification
                              ? array_of(file.verification->discrepancies, discrepancy_json)
                              : Json::array()},
        {"notes", array_of(notes_of(file), readable)},
        {"history", array_of(file.history, verification_json)},
        {"evidence", evidence_json(file.chain)}};
    return document.dump(2) + "\n";
}

}  // namespace cutover
