#include "verify/log_doubts.hpp"

#include <utility>
#include <vector>

#include "runtime/overloads.hpp"

namespace cutover {
namespace {

std::vector<TableName> list(const std::set<TableName>& tables) {
    return {tables.begin(), tables.end()};
}

}  // namespace

StatementReach LogDoubts::take(const Change& change) {
    return std::visit(
        Overloads{
            [this](const RowsChanged& rows) {
                under_way_.insert(rows.table);
                return StatementReach{};
            },
            [this](const StatementExecuted& statement) {
                StatementReach reach = reach_of(statement, server_);
                if (std::exchange(reach.is_undoing, false)) {
                    reach.names = list(under_way_);
                }
                return reach;
            },
            [this](const TransactionPrepared& prepared) { return prepare(prepared.xid); },
            [this](const PreparedDecided& decided) { return decide(decided); },
            [this](const auto& /*begun or committed*/) {
                under_way_.clear();
                return StatementReach{};
            }},
        change.body);
}

StatementReach LogDoubts::prepare(const std::string& xid) {
    const auto& tables = prepared_[xid] = std::exchange(under_way_, {});
    return {.why = "an XA transaction was prepared", .names = list(tables)};
}

StatementReach LogDoubts::decide(const PreparedDecided& decided) {
    const auto tables = prepared_.extract(decided.xid);
    if (!decided.is_committed) {
        return {};
    }
    const char* const why = "an XA transaction was committed";
    return tables ? StatementReach{.why = why, .names = list(tables.mapped())}
                  : StatementReach{.why = why, .is_of_all = true};
}

}  // namespace cutover
