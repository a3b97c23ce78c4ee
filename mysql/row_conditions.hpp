#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/row_condition.hpp"
#include "core/task.hpp"
#include "mysql/condition_table.hpp"
#include "mysql/row_inserter.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Conditions evaluated in temporary tables of the schema `cutover`, which exists: they take part
/// in nothing, are seen by this session alone, and go with it. Rows get into them as the copy
/// writes them, and are asked for under the settings that the copy reads with.
class MysqlRowConditions : public RowConditions {
  public:
    explicit MysqlRowConditions(const Endpoint& endpoint);

    void define(const RowCondition& condition) override;
    [[nodiscard]] std::vector<std::uint8_t> fulfilled(
        const TableName& table, const RowBlock& rows) override;

  private:
    struct Defined {
        ConditionTable table{};
        RowTarget target{};
        RowBlock rows{};  ///< Their numbers, then the columns that the condition names.
        std::string purpose{};
        std::unique_ptr<RowInserter> inserter{};  ///< Keeps its statement prepared.
    };

    [[nodiscard]] TextRows ask(const Defined& defined);

    Session session_;
    std::string writing_mode_;  ///< The sql_mode under which every value is let in.
    std::map<TableName, Defined> defined_{};
    std::size_t tables_made_ = 0;
};

}  // namespace cutover
