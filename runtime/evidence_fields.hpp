#pragma once

#include <concepts>
#include <type_traits>

#include "core/evidence.hpp"
#include "runtime/overloads.hpp"

namespace cutover {

/// The type itself or the same one const: what is written is const, what is read is not.
template<typename Type, typename... Wanted>
concept Is = (std::same_as<std::remove_const_t<Type>, Wanted> || ...);

/// The keys of each evidence entry's JSON, listed once for reading and writing alike: `to` takes a
/// key and the value beside it, and gives itself back. A change here is a change of the format:
/// add keys, never rename one (docs/formats.md, "Evidence").
inline constexpr Overloads evidence_fields{
    [](auto& to, Is<ServerOnRecord> auto& of) {
        to("endpoint", of.endpoint)("version", of.version)("identity", of.identity)(
            "tls_cipher", of.tls_cipher);
    },
    [](auto& to, Is<RunStarted> auto& of) {
        to("command", of.command)("cutover_version", of.cutover_version)("task", of.task)(
            "fingerprint", of.fingerprint)("types", of.types)("source", of.source)(
            "destination", of.destination);
    },
    [](auto& to, Is<CheckResult> auto& of) {
        to("id", of.id)("title", of.title)("status", of.status)("found", of.found)("why", of.why)(
            "fix", of.fix)("ignored_reason", of.ignored_reason);
    },
    [](auto& to, Is<ChecksMade> auto& of) { to("checks", of.checks); },
    [](auto& to, Is<Refusal> auto& of) { to("object", of.object)("reason", of.reason); },
    [](auto& to, Is<ScopeRule> auto& of) {
        to("kind", of.kind)("object", of.object)("text", of.text);
    },
    [](auto& to, Is<ScopeOnRecord> auto& of) {
        to("tables", of.tables)("objects", of.objects)("refusals", of.refusals)("rules", of.rules)(
            "accounts", of.accounts)("accounts_known", of.accounts_known);
    },
    [](auto& to, Is<SnapshotFacts> auto& of) {
        to("means", of.means)("position", of.position)("gtid_set", of.gtid_set)(
            "held_seconds", of.held_seconds);
    },
    [](auto& to, Is<SnapshotTaken> auto& of) {
        to("of_source", of.of_source)("facts", of.facts)("sessions", of.sessions);
    },
    [](auto& to, Is<TableName> auto& of) { to("database", of.database)("table", of.table); },
    [](auto& to, Is<RowsDigest> auto& of) { to("rows", of.rows)("digest", of.sum); },
    [](auto& to, Is<TableCopied> auto& of) {
        to("source", of.source)("destination", of.destination)("read", of.rows)(
            "rows_written", of.rows_written)("chunks", of.chunks)("bytes", of.bytes)(
            "seconds", of.seconds);
    },
    [](auto& to, Is<CopyFinished> auto& of) {
        to("position_before", of.position_before)("position_after", of.position_after)(
            "source_moved", of.source_moved)("tables", of.tables)("rows", of.rows)(
            "seconds", of.seconds);
    },
    [](auto& to, Is<LogFollowed> auto& of) {
        to("position", of.position)("transactions", of.transactions)("row_changes", of.row_changes)(
            "tables", of.tables);
    },
    [](auto& to, Is<Chunk> auto& of) {
        to("table_index", of.table_index)("chunk_index", of.chunk_index)("after", of.after)(
            "up_to", of.up_to);
    },
    [](auto& to, Is<ChunkCompared> auto& of) {
        to("source", of.source)("verification", of.verification)("chunk", of.chunk)(
            "source_rows", of.source_rows)("destination_rows", of.destination_rows);
    },
    [](auto& to, Is<VerificationFinished> auto& of) {
        to("verification", of.verification)("outcome", of.outcome)(
            "discrepancy_count", of.discrepancy_count)("seconds", of.seconds)(
            "source_position_before", of.source_position_before)(
            "source_position_after", of.source_position_after);
    },
    [](auto& to, Is<ConflictMet> auto& of) {
        to("table", of.table)("kind", of.kind)("key", of.key)("place", of.place)("rows", of.rows);
    },
    [](auto& to, Is<StatementDecided> auto& of) {
        to("place", of.place)("sql", of.sql)("decision", of.decision)("reason", of.reason);
    },
    [](auto& to, Is<RunEnded> auto& of) {
        to("command", of.command)("exit_code", of.exit_code)("message", of.message)(
            "seconds", of.seconds);
    },
    [](auto& to, Is<TableComparison> auto& of) {
        to("source", of.source)("destination", of.destination)("verdict", of.verdict)(
            "reason", of.reason)("source_rows", of.source_rows)(
            "destination_rows", of.destination_rows)("source_count", of.source_count)(
            "destination_count", of.destination_count)("chunks", of.chunks)(
            "float_rule", of.float_rule)("equal_only_rounded", of.equal_only_rounded)(
            "equal_only_folded", of.equal_only_folded)("source_position", of.source_position)(
            "destination_position", of.destination_position)(
            "discrepancy_count", of.discrepancy_count)("seconds", of.seconds);
    },
    [](auto& to, Is<ObjectComparison> auto& of) {
        to("kind", of.kind)("source", of.source)("destination", of.destination)(
            "verdict", of.verdict)("reason", of.reason);
    },
    [](auto& to, Is<NamedValue> auto& of) { to("name", of.name)("value", of.value); },
    [](auto& to, Is<DifferingColumn> auto& of) {
        to("name", of.name)("source", of.source)("destination", of.destination);
    },
    [](auto& to, Is<Discrepancy> auto& of) {
        to("table", of.table)("kind", of.kind)("key", of.key)("columns", of.columns)(
            "copies", of.copies);
    },
    [](auto& to, Is<TableCompared, ObjectCompared> auto& of) {
        to("verification", of.verification)("comparison", of.comparison);
    },
    [](auto& to, Is<DiscrepancyFound> auto& of) {
        to("verification", of.verification)("discrepancy", of.discrepancy);
    },
    [](auto& to, Is<Cause> auto& of) {
        to("table", of.table)("kind", of.kind)("column", of.column)("detail", of.detail)(
            "rows", of.rows)("looked_at", of.looked_at)("differ", of.differ)(
            "examples", of.examples);
    },
    [](auto& to, Is<CauseFound> auto& of) {
        to("verification", of.verification)("cause", of.cause);
    }};

}  // namespace cutover
