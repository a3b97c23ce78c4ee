#pragma once

#include <concepts>
#include <type_traits>

#include "core/verification_evidence.hpp"
#include "runtime/overloads.hpp"

namespace cutover {

/// The type itself or the same one const: what is written is const, what is read is not.
template<typename Type, typename... Wanted>
concept Is = (std::same_as<std::remove_const_t<Type>, Wanted> || ...);

/// Of evidence_fields (evidence_fields.hpp), those that verifications put on record.
inline constexpr Overloads verification_fields{
    [](auto& to, Is<Chunk> auto& of) {
        to("table_index", of.table_index)("chunk_index", of.chunk_index)("after", of.after)(
            "up_to", of.up_to)("piece", of.piece);
    },
    [](auto& to, Is<ChunkCompared> auto& of) {
        to("source", of.source)("verification", of.verification)("chunk", of.chunk)(
            "source_rows", of.source_rows)("destination_rows", of.destination_rows)(
            "comparison", of.comparison);
    },
    [](auto& to, Is<VerificationBegun> auto& of) {
        to("verification", of.verification)("source_place", of.source_place)(
            "destination_place", of.destination_place)("source_marks", of.source_marks)(
            "destination_marks", of.destination_marks);
    },
    [](auto& to, Is<VerificationFinished> auto& of) {
        to("verification", of.verification)("outcome", of.outcome)(
            "discrepancy_count", of.discrepancy_count)("seconds", of.seconds)(
            "source_position_before", of.source_position_before)(
            "source_position_after", of.source_position_after)("notes", of.notes);
    },
    [](auto& to, Is<TableComparison> auto& of) {
        to("source", of.source)("destination", of.destination)("verdict", of.verdict)(
            "reason", of.reason)("compared_with", of.compared_with)("source_rows", of.source_rows)(
            "destination_rows", of.destination_rows)("source_count", of.source_count)(
            "destination_count", of.destination_count)("chunks", of.chunks)(
            "float_rule", of.float_rule)("equal_only_rounded", of.equal_only_rounded)(
            "equal_only_folded", of.equal_only_folded)("rows_in_flight", of.rows_in_flight)(
            "rows_carried", of.rows_carried)("rows_prefiltered", of.rows_prefiltered)(
            "not_prefiltered", of.not_prefiltered)("comparison", of.comparison)(
            "source_position", of.source_position)("destination_position", of.destination_position)(
            "discrepancy_count", of.discrepancy_count)("is_share", of.is_share)(
            "seconds", of.seconds);
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
            "examples", of.examples)("evidence", of.evidence);
    },
    [](auto& to, Is<CauseFound> auto& of) {
        to("verification", of.verification)("cause", of.cause);
    }};

}  // namespace cutover
