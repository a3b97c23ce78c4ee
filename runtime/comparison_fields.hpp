#pragma once

#include "runtime/evidence_fields.hpp"

/// The keys of what a verification puts on record; the rule of evidence_fields.hpp holds here too.
namespace cutover {

template<typename Fields>
void list(Fields& to, Is<TableComparison> auto& of) {
    to("source", of.source)("destination", of.destination)("verdict", of.verdict);
    to("reason", of.reason)("source_rows", of.source_rows);
    to("destination_rows", of.destination_rows)("source_count", of.source_count);
    to("destination_count", of.destination_count)("chunks", of.chunks);
    to("float_rule", of.float_rule)("equal_only_rounded", of.equal_only_rounded);
    to("equal_only_folded", of.equal_only_folded)("source_position", of.source_position);
    to("destination_position", of.destination_position);
    to("discrepancy_count", of.discrepancy_count)("seconds", of.seconds);
}

template<typename Fields>
void list(Fields& to, Is<ObjectComparison> auto& of) {
    to("kind", of.kind)("source", of.source)("destination", of.destination);
    to("verdict", of.verdict)("reason", of.reason);
}

template<typename Fields>
void list(Fields& to, Is<NamedValue> auto& of) {
    to("name", of.name)("value", of.value);
}

template<typename Fields>
void list(Fields& to, Is<DifferingColumn> auto& of) {
    to("name", of.name)("source", of.source)("destination", of.destination);
}

template<typename Fields>
void list(Fields& to, Is<Discrepancy> auto& of) {
    to("table", of.table)("kind", of.kind)("key", of.key)("columns", of.columns);
    to("copies", of.copies);
}

template<typename Fields>
void list(Fields& to, Is<TableCompared> auto& of) {
    to("verification", of.verification)("comparison", of.comparison);
}

template<typename Fields>
void list(Fields& to, Is<ObjectCompared> auto& of) {
    to("verification", of.verification)("comparison", of.comparison);
}

template<typename Fields>
void list(Fields& to, Is<DiscrepancyFound> auto& of) {
    to("verification", of.verification)("discrepancy", of.discrepancy);
}

}  // namespace cutover
