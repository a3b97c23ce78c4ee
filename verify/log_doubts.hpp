#pragma once

#include <map>
#include <set>
#include <string>

#include "core/change_stream.hpp"
#include "verify/statement_reach.hpp"

namespace cutover {

/// Told every change of a log in its order. Says which tables' rows are no longer those that row
/// events have made so far; what is logged row by row from there on is known again.
class LogDoubts {
  public:
    /// Of the server whose log it is; outlives it.
    explicit LogDoubts(const ServerFacts& server) : server_(server) {}

    /// Never is_undoing: the tables are named. Rows of an XA transaction are in doubt from where it
    /// is prepared until it is decided, for they are logged before they count.
    [[nodiscard]] StatementReach take(const Change& change);

  private:
    StatementReach prepare(const std::string& xid);
    StatementReach decide(const PreparedDecided& decided);

    const ServerFacts& server_;
    std::set<TableName> under_way_{};  ///< With rows of the transaction that is.
    std::map<std::string, std::set<TableName>> prepared_{};  ///< By xid, likewise.
};

/// Of `tables`, a map by their names, those that `change` concerns forget() what came before it.
template<class Tables>
void let_forget(LogDoubts& doubts, const Change& change, Tables& tables) {
    const StatementReach reach = doubts.take(change);
    if (reach.why.empty()) {
        return;
    }
    for (auto& [name, table] : tables) {
        if (reach.concerns(name)) {
            table.forget(reach.why);
        }
    }
}

}  // namespace cutover
