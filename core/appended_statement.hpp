#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "core/change_statements.hpp"

namespace cutover {

/// One statement on its way into the text of a ChangeStatements, which outlives it.
class AppendedStatement {
  public:
    AppendedStatement(ChangeStatements& all, const ChangeTarget& target, RowChange change)
        : all_(all), begin_(all.sql.size()) {
        if (begin_ != 0) {
            all.sql += ';';
        }
        statement_.begin = all.sql.size();
        statement_.change = change;
        statement_.table = target.rows.table;
        statement_.rows = 0;
    }

    std::string& sql() { return all_.sql; }

    ChangeStatements::Statement& statement() { return statement_; }

    /// Adds the value of a cell, and counts it where the server is to warn of it.
    void add_value(const WriteColumn& column, const RowBlock& rows, std::size_t row);

    /// What follows is how it finds its row.
    void begin_condition() {
        all_.sql += " WHERE ";
        statement_.condition = all_.sql.size();
    }

    void keep() {
        statement_.end = all_.sql.size();
        all_.statements.push_back(std::move(statement_));
    }

    void drop() { all_.sql.resize(begin_); }

  private:
    ChangeStatements& all_;
    std::size_t begin_;
    ChangeStatements::Statement statement_{};
};

}  // namespace cutover
