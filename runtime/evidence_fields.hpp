#pragma once

#include "core/evidence.hpp"
#include "runtime/overloads.hpp"
#include "runtime/verification_fields.hpp"

namespace cutover {

/// The keys of each evidence entry's JSON, listed once for reading and writing alike: `to` takes a
/// key and the value beside it, and gives itself back. A change here is a change of the format:
/// add keys, never rename one (docs/formats.md, "Evidence").
inline constexpr Overloads evidence_fields{
    verification_fields,
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
    [](auto& to, Is<ConflictMet> auto& of) {
        to("table", of.table)("kind", of.kind)("key", of.key)("place", of.place)("rows", of.rows);
    },
    [](auto& to, Is<StatementDecided> auto& of) {
        to("place", of.place)("sql", of.sql)("decision", of.decision)("reason", of.reason);
    },
    [](auto& to, Is<RunEnded> auto& of) {
        to("command", of.command)("exit_code", of.exit_code)("message", of.message)(
            "seconds", of.seconds);
    }};

}  // namespace cutover
