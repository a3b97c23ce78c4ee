#pragma once

#include <array>
#include <string>

namespace cutover::test {

/// A task's `where` on a table that random transactions change (FollowCase): rows enter and leave
/// it.
struct ConditionCase {
    const char* table;
    const char* where;
    const char* columns;  ///< As text that is never NULL.
    const char* mapping;  ///< What a task file may say of the table besides.
};

inline constexpr std::array condition_cases{
    ConditionCase{
        "keyed", "id % 3 = 0 OR keyed.u > 50000 OR t LIKE 'UPDATED 1%'",
        "id,IFNULL(u,'-'),IFNULL(HEX(t),'-'),IFNULL(f+0e0,'-')",
        R"("rename": "marked", "columns": {"id": {"rename": "number"}, "t": {"rename": "text"},
           "f": {}})"},
    ConditionCase{
        "keyless", "a > 10 OR b = 'Other'", "a,HEX(b),IFNULL(c+0e0,'-')",
        R"("rename": "heap", "columns": {"b": {"rename": "word"}, "c": {}})"},
    ConditionCase{
        "text_keys", "`b` IN ('k1', 'k3') AND n % 2", "HEX(a),HEX(b),n",
        R"("columns": {"b": {"rename": "a"}, "a": {"rename": "b"}})"},
};

/// What a task file says of these tables, in the database `copy`: the conditions alone.
[[nodiscard]] std::string objects_by_condition();

/// The conditions, and each table under other names and without a column that its condition needs,
/// in the database `copied`. The table `ledger` is there as `journal`, with all rows.
[[nodiscard]] std::string objects_by_mapping();

}  // namespace cutover::test
