#include "mysql/definition_statements.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "core/create_table.hpp"
#include "core/definition_rewrite.hpp"
#include "core/sql_tokens.hpp"
#include "mysql/catalog_rows.hpp"

namespace cutover {
namespace {

/// What SHOW CREATE says beside the statement itself, by the heading of its column.
void fill_from_show(CodeObject& object, const TextRows& shown) {
    const std::pair<std::string_view, std::string*> fields[] = {
        {"sql_mode", &object.sql_mode},
        {"character_set_client", &object.character_set_client},
        {"collation_connection", &object.collation_connection},
        {"Database Collation", &object.database_collation},
        {"time_zone", &object.time_zone},
        {"SQL Original Statement", &object.create_statement},
        {"Create ", &object.create_statement}};
    for (std::size_t i = 0; i < shown.names.size() && !shown.rows.empty(); ++i) {
        for (const auto& [heading, field] : fields) {
            if (shown.names[i].starts_with(heading)) {
                *field = text_at(shown.rows.front(), i);
            }
        }
    }
    if (object.create_statement.empty()) {
        object.unreadable = "the account may not read its definition (SHOW CREATE gives NULL)";
    }
    object.definer = definer_of(object.create_statement, dialect_of(object.sql_mode));
}

BatchedStatement show(
    std::string_view kind,
    const TableName& name,
    std::string& unreadable,
    std::function<void(const TextRows&)> take) {
    return {
        "SHOW CREATE " + std::string(kind) + " " + quoted_name(name),
        "reading the definition of " + quoted_name(name), std::move(take),
        [&unreadable](const ServerError& error) { unreadable = error.what(); }};
}

}  // namespace

void add_definition_of(TableDefinition& table, StatementBatch& batch) {
    batch.push_back(show("TABLE", table.name, table.unreadable, [&table](const TextRows& shown) {
        table.create_statement = shown.rows.empty() ? "" : text_at(shown.rows.front(), 1);
        if (!read_create_statement(table)) {
            table.unreadable = "its definition is not understood";
        }
    }));
}

void add_definition_of(CodeObject& object, StatementBatch& batch) {
    if (!object.unreadable.empty()) {
        return;
    }
    batch.push_back(show(
        ascii_upper(to_text(object.kind)), object.name, object.unreadable,
        [&object](const TextRows& shown) { fill_from_show(object, shown); }));
    if (object.kind == ObjectKind::sequence) {
        batch.push_back(batch.back());
        batch.back().sql = "SELECT next_not_cached_value FROM " + quoted_name(object.name);
        batch.back().take = [&object](const TextRows& value) {
            object.next_value = value.rows.empty() ? "" : text_at(value.rows.front(), 0);
        };
    }
}

}  // namespace cutover
