#pragma once

#include <concepts>
#include <type_traits>

#include "core/evidence.hpp"

/// The keys of each evidence entry's JSON, listed once for reading and writing alike. A change
/// here is a change of the format: add keys, never rename one (docs/formats.md, "Evidence").
namespace cutover {

/// The type itself or the same one const: what is written is const, what is read is not.
template<typename Type, typename Wanted>
concept Is = std::same_as<std::remove_const_t<Type>, Wanted>;

template<typename Fields>
void list(Fields& to, Is<ServerOnRecord> auto& of) {
    to("endpoint", of.endpoint)("version", of.version);
    to("identity", of.identity)("tls_cipher", of.tls_cipher);
}

template<typename Fields>
void list(Fields& to, Is<RunStarted> auto& of) {
    to("command", of.command)("cutover_version", of.cutover_version)("task", of.task);
    to("fingerprint", of.fingerprint)("types", of.types);
    to("source", of.source)("destination", of.destination);
}

template<typename Fields>
void list(Fields& to, Is<CheckResult> auto& of) {
    to("id", of.id)("title", of.title)("status", of.status)("found", of.found)("why", of.why);
    to("fix", of.fix)("ignored_reason", of.ignored_reason);
}

template<typename Fields>
void list(Fields& to, Is<ChecksMade> auto& of) {
    to("checks", of.checks);
}

template<typename Fields>
void list(Fields& to, Is<Refusal> auto& of) {
    to("object", of.object)("reason", of.reason);
}

template<typename Fields>
void list(Fields& to, Is<ScopeOnRecord> auto& of) {
    to("tables", of.tables)("objects", of.objects)("refusals", of.refusals);
}

template<typename Fields>
void list(Fields& to, Is<SnapshotFacts> auto& of) {
    to("means", of.means)("position", of.position)("gtid_set", of.gtid_set);
    to("held_seconds", of.held_seconds);
}

template<typename Fields>
void list(Fields& to, Is<SnapshotTaken> auto& of) {
    to("of_source", of.of_source)("facts", of.facts)("sessions", of.sessions);
}

template<typename Fields>
void list(Fields& to, Is<TableName> auto& of) {
    to("database", of.database)("table", of.table);
}

template<typename Fields>
void list(Fields& to, Is<RowsDigest> auto& of) {
    to("rows", of.rows)("digest", of.sum);
}

template<typename Fields>
void list(Fields& to, Is<TableCopied> auto& of) {
    to("source", of.source)("destination", of.destination)("read", of.rows);
    to("rows_written", of.rows_written)("chunks", of.chunks)("bytes", of.bytes);
    to("seconds", of.seconds);
}

template<typename Fields>
void list(Fields& to, Is<CopyFinished> auto& of) {
    to("position_before", of.position_before)("position_after", of.position_after);
    to("source_moved", of.source_moved)("tables", of.tables)("rows", of.rows);
    to("seconds", of.seconds);
}

template<typename Fields>
void list(Fields& to, Is<Chunk> auto& of) {
    to("table_index", of.table_index)("chunk_index", of.chunk_index);
    to("after", of.after)("up_to", of.up_to);
}

template<typename Fields>
void list(Fields& to, Is<ChunkCompared> auto& of) {
    to("source", of.source)("verification", of.verification)("chunk", of.chunk);
    to("source_rows", of.source_rows)("destination_rows", of.destination_rows);
}

template<typename Fields>
void list(Fields& to, Is<VerificationFinished> auto& of) {
    to("verification", of.verification)("outcome", of.outcome);
    to("discrepancy_count", of.discrepancy_count)("seconds", of.seconds);
    to("source_position_before", of.source_position_before);
    to("source_position_after", of.source_position_after);
}

template<typename Fields>
void list(Fields& to, Is<RunEnded> auto& of) {
    to("command", of.command)("exit_code", of.exit_code)("message", of.message);
    to("seconds", of.seconds);
}

}  // namespace cutover
