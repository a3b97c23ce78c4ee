/// Any bytes as what SHOW CREATE TABLE printed: taken apart, compared and written anew.
#include "core/create_table.hpp"

#include <string>

#include "core/definition_normal_form.hpp"
#include "core/table_statement.hpp"
#include "tests/fuzz/sql_fixture.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

/// The columns as the text names them: what a catalog would say besides it.
TablePlan plan_of(const CreateTable& parsed, TableDefinition& table) {
    TablePlan plan{.source = table.name, .destination = {"sh`op", "or\"ders"}};
    for (const TableClause& clause : parsed.clauses) {
        if (clause.kind == TableClause::Kind::column) {
            ColumnPlan column;
            column.source.name = clause.name;
            column.source.data_type = "int";
            column.destination = clause.name == "total" ? "to'tal" : clause.name;
            table.columns.push_back(column.source);
            plan.columns.push_back(column);
        }
    }
    return plan;
}

}  // namespace

void create_table(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    TableDefinition table{.name = {"shop", "orders"}};
    table.create_statement = std::string(bytes.substr(1));
    const auto parsed = parse_create_table(table.create_statement);
    const bool understood = read_create_statement(table);
    require(understood == parsed.has_value(), "read and parsed disagree");
    if (!parsed) {
        return;
    }
    for (const TableClause& clause : parsed->clauses) {
        if (is_key(clause.kind)) {
            static_cast<void>(key_of(clause));
        } else if (clause.kind == TableClause::Kind::foreign_key) {
            static_cast<void>(foreign_key_of(clause, "shop"));
        }
    }
    const TablePlan plan = plan_of(*parsed, table);
    require(
        !first_difference(normal_form(table), normal_form(table)).has_value(),
        "a table differs from itself");
    const NameMapping names = hostile_mapping();
    const ServerFacts server = sparse_server();
    for (const bool put_off : {false, true}) {
        const TableStatements made = table_statements(table, plan, {names, server, put_off, {}});
        const auto again = parse_create_table(made.create);
        require(plan.columns.empty() || again.has_value(), "what was written cannot be read");
    }
}

}  // namespace cutover::fuzz
