#include <array>

#include "migrate/grants.hpp"
#include "migrate/missing_grants.hpp"

namespace cutover {
namespace {

std::optional<CheckFinding> may_select(const PrecheckInput& in) {
    return granted(in.source, {.privilege = "SELECT", .scopes = source_scopes(in)});
}

/// Servers hide what an account may not see instead of failing, so an empty list of triggers
/// proves nothing: the grant has to be there.
std::optional<CheckFinding> may_see_code(const PrecheckInput& in, const char* privilege) {
    if (!moves_code(in)) {
        return std::nullopt;
    }
    return granted(in.source, {.privilege = privilege, .scopes = databases_of(source_scopes(in))});
}

std::optional<CheckFinding> may_read_routines(const PrecheckInput& in) {
    if (!moves_code(in)) {
        return std::nullopt;
    }
    if (at_least(in.source, Flavour::mysql, {8, 0, 20})) {
        return granted(
            in.source,
            {.privilege = "SHOW_ROUTINE", .or_these = {"SELECT"}, .scopes = {whole_server}});
    }
    const Requirement of_table{.privilege = "SELECT", .scopes = {{"mysql", "proc"}}};
    if (!at_least(in.source, Flavour::mariadb, {11, 3, 0})) {
        return granted(in.source, of_table);
    }
    const CheckFinding by_table = granted(in.source, of_table);
    return by_table.status == CheckStatus::pass
               ? by_table
               : granted(
                     in.source, {.privilege = "SHOW CREATE ROUTINE",
                                 .scopes = databases_of(source_scopes(in))});
}

std::optional<CheckFinding> may_hold_still(const PrecheckInput& in) {
    if (!in.task.types.full) {
        return std::nullopt;
    }
    if (is_mariadb(in.source) && is_on(in.source, "log_bin")) {
        return pass("not needed: MariaDB's consistent snapshots need no lock");
    }
    const CheckFinding by_tables = granted(
        in.source, {.privilege = "LOCK TABLES",
                    .scopes = databases_of(source_scopes(in)),
                    .where_missing = CheckStatus::warn});
    const CheckFinding by_flush = granted(
        in.source, {.privilege = "RELOAD",
                    .or_global = {"FLUSH_TABLES"},
                    .scopes = {whole_server},
                    .where_missing = CheckStatus::warn});
    const bool is_by_flush = by_flush.status == CheckStatus::pass;
    if (in.task.types.incremental) {
        return is_by_flush ? by_tables : by_flush;  // asks for both, one after the other
    }
    return is_by_flush || by_tables.status != CheckStatus::pass ? by_flush : by_tables;
}

std::optional<CheckFinding> may_see_position(const PrecheckInput& in) {
    if (!in.task.types.incremental && !is_on(in.source, "log_bin")) {
        return std::nullopt;
    }
    const bool has_own_name = at_least(in.source, Flavour::mariadb, {10, 5, 2});
    return granted(
        in.source,
        {.privilege = has_own_name ? "BINLOG MONITOR" : "REPLICATION CLIENT",
         .or_these = {"REPLICATION CLIENT"},
         .or_global = {"SUPER"},
         .scopes = {whole_server},
         .where_missing = in.task.types.incremental ? CheckStatus::fail : CheckStatus::warn});
}

std::optional<CheckFinding> may_follow(const PrecheckInput& in) {
    if (!in.task.types.incremental) {
        return std::nullopt;
    }
    return granted(in.source, {.privilege = "REPLICATION SLAVE", .scopes = {whole_server}});
}

constexpr std::array privilege_family{
    Check{
        {"source.privilege.select", "The source account may read the selected tables",
         "Tables that an account may not read are hidden from it: they would be left out."},
        may_select},
    Check{
        {"source.privilege.show_view", "The source account may read views' definitions",
         "SHOW CREATE VIEW is refused without it."},
        [](const PrecheckInput& in) { return may_see_code(in, "SHOW VIEW"); }},
    Check{
        {"source.privilege.trigger", "The source account may read triggers",
         "Without it triggers are hidden, not refused: they would be left out silently."},
        [](const PrecheckInput& in) { return may_see_code(in, "TRIGGER"); }},
    Check{
        {"source.privilege.event", "The source account may read events",
         "Without it events are hidden: they would be left out silently."},
        [](const PrecheckInput& in) { return may_see_code(in, "EVENT"); }},
    Check{
        {"source.privilege.routines", "The source account may read routines' bodies",
         "Without it the bodies of other users' routines come back empty, or the routines are "
         "hidden."},
        may_read_routines},
    Check{
        {"source.privilege.snapshot", "The source account may hold the source still for a moment",
         "Without a lock several sessions see one moment only if nothing is written while they "
         "open; the report then says so. Where the source is followed, each verification opens "
         "them anew: a long SELECT is in the way of what RELOAD allows, an open transaction of "
         "what LOCK TABLES allows, so with both it need not wait.",
         CheckStatus::warn},
        may_hold_still},
    Check{
        {"source.privilege.position", "The source account may see the binary log's position",
         "The position says which moment the copy shows, and where following begins."},
        may_see_position},
    Check{
        {"source.privilege.replication", "The source account may read the binary log",
         "Incremental migration follows the source through its binary log."},
        may_follow},
};

}  // namespace

CheckFamily source_privilege_checks() {
    return privilege_family;
}

}  // namespace cutover
