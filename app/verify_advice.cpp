#include "app/verify_advice.hpp"

#include <fmt/format.h>

namespace cutover {
namespace {

std::string mend_definition(const VerifyCircumstances& circumstances) {
    return fmt::format(
        "mend it on the destination: SHOW CREATE on the source says how it should be, and for what "
        "is missing cutover migrate {} --dry-run prints the statement; then verify again",
        circumstances.task_file);
}

std::string mend_rows(const VerifyCircumstances& circumstances) {
    return circumstances.repair_sql.empty()
               ? fmt::format(
                     "cutover verify {} --repair-sql repair.sql writes the SQL that mends the "
                     "rows; read it, run it on the destination, verify again",
                     circumstances.task_file)
               : fmt::format(
                     "read {}, run it on the destination, then verify again",
                     circumstances.repair_sql);
}

constexpr const char* prove_again =
    "mend what the reason names; if a server was written to meanwhile, stop that first; then "
    "verify again";

constexpr const char* mend_orphans =
    "move the rows that they name, too, or delete these on the destination; then verify again";

constexpr const char* leave_out =
    "change it on the source, or take it out of the task (\"exclude\"); as it is, it cannot be "
    "moved";

}  // namespace

std::string advice_on(const TableComparison& table, const VerifyCircumstances& circumstances) {
    switch (table.verdict) {
        case TableVerdict::equal: return {};
        case TableVerdict::different:
            return table.discrepancy_count > 0 || table.compared_with != TableName{}
                       ? mend_rows(circumstances)
                       : mend_definition(circumstances);
        case TableVerdict::unproven:
            return circumstances.is_shard ? fmt::format(
                                                "when all shards have run: cutover merge {} "
                                                "SHARD_DIR...",
                                                circumstances.task_file)
                   : table.rows_prefiltered > 0
                       ? fmt::format(
                             "cutover verify {}, without --prefilter, to prove it",
                             circumstances.task_file)
                   : circumstances.sampled ? "verify without --sample to prove it"
                                           : prove_again;
        case TableVerdict::skipped: return leave_out;
    }
    return {};
}

std::string advice_on(const ObjectComparison& object, const VerifyCircumstances& circumstances) {
    switch (object.verdict) {
        case TableVerdict::equal: return {};
        case TableVerdict::different:
            return object.kind == "foreign key" ? mend_orphans : mend_definition(circumstances);
        case TableVerdict::unproven: return prove_again;
        case TableVerdict::skipped: return leave_out;
    }
    return {};
}

}  // namespace cutover
