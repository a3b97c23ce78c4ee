#include "verify/statement_reach.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/ddl_change.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

/// A transaction whose rows cannot be undone is logged with its ROLLBACK, whole or to a savepoint
/// (MySQL manual, "Transaction Support of ROLLBACK"). REPAIR drops rows of engines that can lose
/// them.
StatementReach reach_without_schema(const DdlChange& change) {
    const std::string sql = ascii_upper(change.logged.sql);
    const auto names = [&](const char* word) { return sql.find(word) != std::string::npos; };
    if (change.kind == DdlKind::transaction && names("ROLLBACK")) {
        return {
            .why = "the log names rows of a transaction that was not committed",
            .is_undoing = true};
    }
    if (change.kind == DdlKind::table_maintenance && names("REPAIR")) {
        return {.why = "the server executed REPAIR TABLE", .is_of_all = true};
    }
    return {};
}

}  // namespace

bool StatementReach::concerns(const TableName& table) const {
    return is_of_all || std::any_of(names.begin(), names.end(), [&](const TableName& name) {
               return name.table.empty() ? table.database == name.database : table == name;
           });
}

StatementReach reach_of(const StatementExecuted& statement, const ServerFacts& server) {
    const DdlChange change = parse_ddl(
        {.sql = statement.sql,
         .database = std::string(statement.database),
         .sql_mode = statement.session.sql_mode.value_or(""),
         .source = server.flavour,
         .lower_case_names = server.variable("lower_case_table_names") != "0"});
    if (leaves_schema(change.kind)) {
        return reach_without_schema(change);
    }
    StatementReach reach{.why = fmt::format("the server executed {}", to_text(change.kind))};
    reach.is_of_all =
        statement.is_unreadable || change.kind == DdlKind::unknown || change.kind == DdlKind::rows;
    reach.is_of_rows = change.kind == DdlKind::rows && !statement.is_unreadable;
    for (const DdlObject& object : change.objects) {
        if (object.role != DdlRole::read && object.role != DdlRole::referenced) {
            reach.names.push_back(
                object.kind == DdlObjectKind::database ? TableName{object.name.database, {}}
                                                       : object.name);
        }
    }
    return reach;
}

}  // namespace cutover
