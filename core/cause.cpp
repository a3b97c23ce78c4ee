#include "core/cause.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace cutover {
namespace {

/// Of causes that are seen on whole rows, one is as good as many.
bool is_of_rows(CauseKind kind) {
    switch (kind) {
        case CauseKind::swapped_rows:
        case CauseKind::missing_tail:
        case CauseKind::filtered_rows:
        case CauseKind::foreign_rows:
        case CauseKind::unexplained: return true;
        default: return false;
    }
}

std::string with_commas(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) {
        text.insert(at - 3, ",");
    }
    return text;
}

const char* meaning_of_unexplained(const Cause& cause) {
    if (cause.detail == "missing") {
        return "Their keys show no pattern: somebody deleted them on the destination, or writes "
               "to the source did not arrive.";
    }
    if (cause.detail == "extra") {
        return "Without a key nobody can tell whether they are other rows or changed ones. Look "
               "at the rows listed.";
    }
    return "No known cause fits all their columns: somebody wrote to the destination, or changes "
           "of the source did not arrive. Look at the rows listed.";
}

bool is_same(const Cause& one, const Cause& other) {
    return one.table == other.table && one.kind == other.kind && one.column == other.column &&
           one.detail == other.detail;
}

}  // namespace

const char* to_text(CauseKind kind) {
    switch (kind) {
        case CauseKind::time_shift: return "time_shift";
        case CauseKind::double_encoding: return "double_encoding";
        case CauseKind::lost_characters: return "lost_characters";
        case CauseKind::cut: return "cut";
        case CauseKind::trailing_spaces: return "trailing_spaces";
        case CauseKind::float_through_text: return "float_through_text";
        case CauseKind::case_folding: return "case_folding";
        case CauseKind::clipped: return "clipped";
        case CauseKind::second_fraction: return "second_fraction";
        case CauseKind::null_for_value: return "null_for_value";
        case CauseKind::unknown_member: return "unknown_member";
        case CauseKind::swapped_columns: return "swapped_columns";
        case CauseKind::swapped_rows: return "swapped_rows";
        case CauseKind::missing_tail: return "missing_tail";
        case CauseKind::filtered_rows: return "filtered_rows";
        case CauseKind::foreign_rows: return "foreign_rows";
        case CauseKind::unexplained: return "unexplained";
    }
    return "unexplained";
}

std::vector<Cause>::iterator find_same(std::vector<Cause>& causes, const Cause& cause) {
    return std::find_if(causes.begin(), causes.end(), [&cause](const Cause& known) {
        return is_same(known, cause);
    });
}

void put(std::vector<Cause>& causes, const Cause& cause) {
    const auto same = find_same(causes, cause);
    if (same == causes.end()) {
        causes.push_back(cause);
    } else {
        *same = cause;
    }
}

Discrepancy::Kind manner_of(const Cause& cause) {
    switch (cause.kind) {
        case CauseKind::missing_tail: return Discrepancy::Kind::missing;
        case CauseKind::filtered_rows:
        case CauseKind::foreign_rows: return Discrepancy::Kind::extra;
        case CauseKind::unexplained:
            return cause.detail == "missing" ? Discrepancy::Kind::missing
                   : cause.detail == "extra" ? Discrepancy::Kind::extra
                                             : Discrepancy::Kind::changed;
        default: return Discrepancy::Kind::changed;
    }
}

bool is_certain(const Cause& cause) {
    return cause.rows > 1 || is_of_rows(cause.kind);
}

std::string in_words(const Cause& cause) {
    std::string detail = printable(cause.detail);
    switch (cause.kind) {
        case CauseKind::time_shift: return "time shifted by " + detail;
        case CauseKind::double_encoding: return "text encoded twice on the " + detail;
        case CauseKind::lost_characters: return "characters replaced by " + detail;
        case CauseKind::cut: return "cut at " + detail;
        case CauseKind::trailing_spaces: return detail;
        case CauseKind::float_through_text: return "FLOAT or DOUBLE passed through " + detail;
        case CauseKind::case_folding: return "letters in " + detail;
        case CauseKind::clipped: return "number out of range, stored as " + detail;
        case CauseKind::second_fraction: return "seconds kept with " + detail;
        case CauseKind::null_for_value: return detail;
        case CauseKind::unknown_member: return "ENUM member unknown to the destination";
        case CauseKind::swapped_columns: return "values exchanged with column " + detail;
        case CauseKind::swapped_rows: return "values exchanged between two rows";
        case CauseKind::missing_tail:
            return detail.empty() ? "nothing arrived: the destination's table is empty"
                                  : "the tail is missing: every row after " + detail;
        case CauseKind::filtered_rows: return "rows that the task's filter keeps out: " + detail;
        case CauseKind::foreign_rows: return "rows that the source does not have";
        case CauseKind::unexplained: return "no cause known";
    }
    return "no cause known";
}

std::string headline(const Cause& cause) {
    const char* const manner = to_text(manner_of(cause));
    const std::string of = cause.looked_at == cause.differ
                               ? fmt::format("{} {}", with_commas(cause.differ), manner)
                               : fmt::format(
                                     "{} {} looked at ({} differ)", with_commas(cause.looked_at),
                                     manner, with_commas(cause.differ));
    return fmt::format(
        "{}{}{}, {} of {}", cause.column.empty() ? "" : printable(cause.column) + ": ",
        is_certain(cause) ? "" : "looks like ", in_words(cause), with_commas(cause.rows), of);
}

std::string meaning(const Cause& cause) {
    switch (cause.kind) {
        case CauseKind::time_shift:
            return "A session had another time zone when it wrote. Write TIMESTAMP values again "
                   "with time_zone = '+00:00' on both sides.";
        case CauseKind::double_encoding:
            return "A session said latin1 (SET NAMES) and sent utf8. Write the column again with "
                   "the character set that its bytes are in.";
        case CauseKind::lost_characters:
            return "The column's, or the session's, character set cannot hold them. Make both "
                   "utf8mb4 and write the column again.";
        case CauseKind::cut:
            return "The column was too short, or its character set ended the text, and sql_mode "
                   "was not strict. Widen the column and write it again with STRICT_ALL_TABLES.";
        case CauseKind::trailing_spaces:
            return "A CHAR or BINARY column, or a tool that trims or pads, stood in between. "
                   "Compare the two types; comparisons in SQL may not show the difference.";
        case CauseKind::float_through_text:
            return "A tool wrote the number as text of too few digits. Copy it in binary, or "
                   "accept the rule --float ulp:N or dts if the application may.";
        case CauseKind::case_folding:
            return "A tool or trigger changes the case; a case-insensitive collation does not "
                   "see it. Write the column again.";
        case CauseKind::clipped:
            return "The type was too small and sql_mode not strict. Give the column the source's "
                   "type and write it again with STRICT_ALL_TABLES.";
        case CauseKind::second_fraction:
            return "The column or a tool keeps fewer digits of a second. Give it the source's "
                   "type, such as DATETIME(6), and write it again.";
        case CauseKind::null_for_value:
            return "A tool takes NULL and the empty value for one, or the column is NOT NULL and "
                   "sql_mode not strict. Write the column again.";
        case CauseKind::unknown_member:
            return "The destination's ENUM lacks the member. Mend the definition, then write the "
                   "column again.";
        case CauseKind::swapped_columns:
            return "Columns were filled by position, not by name: compare their order on the two "
                   "sides, and how the tool lists them.";
        case CauseKind::swapped_rows:
            return "Rows were written under each other's keys: look for updates that were applied "
                   "in another order, or a tool that pairs rows by position.";
        case CauseKind::missing_tail:
            return "The copy ended early, or the source was written to since. Let the migration "
                   "go on, or copy the rows behind that key.";
        case CauseKind::filtered_rows:
            return "The source has them, but `where` leaves them out: they were copied without "
                   "the filter, or no longer fulfil it. Delete them on the destination.";
        case CauseKind::foreign_rows:
            return "Somebody else writes to the destination, or deletes of the source did not "
                   "arrive. Find the writer before you delete them.";
        case CauseKind::unexplained: return meaning_of_unexplained(cause);
    }
    return meaning_of_unexplained(cause);
}

}  // namespace cutover
