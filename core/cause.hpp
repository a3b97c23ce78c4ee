#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/discrepancy.hpp"

namespace cutover {

/// What makes values or rows differ in a way that can be told from them. The names are part of the
/// evidence's format: never rename one.
enum class CauseKind : std::uint8_t {
    time_shift,          ///< Dates with a time of day, all by the same hours and minutes.
    double_encoding,     ///< UTF-8 taken for latin1 and encoded once more.
    lost_characters,     ///< Characters replaced by '?'.
    cut,                 ///< The value's beginning alone.
    trailing_spaces,     ///< Spaces, or zero bytes, at the end alone.
    float_through_text,  ///< What the value printed with few digits reads back as.
    case_folding,        ///< Upper and lower case alone.
    clipped,             ///< The nearest number that a smaller type holds.
    second_fraction,     ///< Digits behind the second alone.
    null_for_value,      ///< NULL on one side; '', 0 or the zero date on the other.
    unknown_member,      ///< ENUM's error value in the place of a member.
    swapped_columns,     ///< Two columns of a row have each other's values.
    swapped_rows,        ///< Two rows have each other's values.
    missing_tail,        ///< All missing rows lie behind the last key that is there.
    filtered_rows,       ///< Extra rows that the source has, but the task's `where` keeps out.
    foreign_rows,        ///< Extra rows whose keys the source does not have.
    unexplained,         ///< Nothing of the above.
};

inline constexpr std::array all_cause_kinds{
    CauseKind::time_shift,      CauseKind::double_encoding,
    CauseKind::lost_characters, CauseKind::cut,
    CauseKind::trailing_spaces, CauseKind::float_through_text,
    CauseKind::case_folding,    CauseKind::clipped,
    CauseKind::second_fraction, CauseKind::null_for_value,
    CauseKind::unknown_member,  CauseKind::swapped_columns,
    CauseKind::swapped_rows,    CauseKind::missing_tail,
    CauseKind::filtered_rows,   CauseKind::foreign_rows,
    CauseKind::unexplained};

/// "time_shift", ...: as the evidence and `verify --json` have it.
[[nodiscard]] const char* to_text(CauseKind kind);

/// One thing that makes rows of one table differ.
struct Cause {
    TableName table{};  ///< Source name.
    CauseKind kind = CauseKind::unexplained;
    std::string column{};  ///< The source's; empty where the cause is one of whole rows.

    /// What tells it from others of its kind: "+08:00", "20 characters", the other column, the
    /// last key. Of unexplained: the kind of discrepancy.
    std::string detail{};

    std::uint64_t rows = 0;       ///< Of those looked at that have it.
    std::uint64_t looked_at = 0;  ///< Rows whose values were looked at for it.
    std::uint64_t differ = 0;     ///< Rows of the table that differ in this manner at all.

    std::vector<std::vector<NamedValue>> examples{};  ///< Keys of a few of the rows.

    /// What a server's binary log says of these rows, or why it says nothing, as a sentence for
    /// people; empty: no log was asked.
    std::string evidence{};
};

/// The same cause, whatever was counted of it; the end where it is not among them.
[[nodiscard]] std::vector<Cause>::iterator find_same(
    std::vector<Cause>& causes, const Cause& cause);

/// In the place of the same cause, or behind the others: who resumes looks into the rows again, and
/// may see more of them.
void put(std::vector<Cause>& causes, const Cause& cause);

/// How the rows that have it differ: they are missing, extra or changed.
[[nodiscard]] Discrepancy::Kind manner_of(const Cause& cause);

/// One row may look like anything; from the second on it is a pattern. Causes of whole rows are
/// seen, not guessed.
[[nodiscard]] bool is_certain(const Cause& cause);

/// "time shifted by +08:00": what it is, without column and counts. printable().
[[nodiscard]] std::string in_words(const Cause& cause);

/// "created: time shifted by +08:00, in 812 of 812 changed rows", with "of 10,000 looked at" where
/// not all were, and "looks like" where it is not certain. printable().
[[nodiscard]] std::string headline(const Cause& cause);

/// What it means and what to do about it, in a sentence or two.
[[nodiscard]] std::string meaning(const Cause& cause);

}  // namespace cutover
