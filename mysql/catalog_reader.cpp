#include "mysql/catalog_reader.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/create_table.hpp"
#include "core/definition_rewrite.hpp"
#include "core/error.hpp"
#include "core/sql_tokens.hpp"
#include "mysql/catalog_rows.hpp"

namespace cutover {
namespace {

using Row = CatalogRow;

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

class Reader {
  public:
    Reader(Session& session, const ServerFacts& facts) : session_(session), facts_(facts) {}

    void read(const std::string& database) {
        const TextRows found =
            ask("SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME"
                " FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
                database);
        for (const Row& row : found.rows) {
            catalog_.databases.push_back({text_at(row, 0), text_at(row, 1), text_at(row, 2)});
            read_tables(database);
            read_columns(database);
            read_create_statements();
            read_code(database);
        }
    }

    Catalog take() {
        std::sort(
            catalog_.databases.begin(), catalog_.databases.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
        std::sort(catalog_.tables.begin(), catalog_.tables.end(), [](const auto& a, const auto& b) {
            return a.name < b.name;
        });
        std::sort(
            catalog_.objects.begin(), catalog_.objects.end(), [](const auto& a, const auto& b) {
                return std::tie(a.name, a.kind) < std::tie(b.name, b.kind);
            });
        return std::move(catalog_);
    }

  private:
    /// Rows of one database alone: older servers compare names in information_schema without
    /// regard to case even where `Shop` and `shop` are two databases.
    TextRows ask(std::string_view sql, const std::string& database) {
        TextRows found =
            session_.query(sql, "reading the definitions of " + quoted(database), {database});
        if (facts_.variable("lower_case_table_names") == "0") {
            std::erase_if(found.rows, [&](const Row& row) { return text_at(row, 0) != database; });
        }
        return found;
    }

    void read_tables(const std::string& database) {
        first_table_ = catalog_.tables.size();
        table_index_.clear();
        const TextRows found =
            ask("SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, ROW_FORMAT, TABLE_ROWS,"
                " DATA_LENGTH, INDEX_LENGTH, TABLE_COLLATION, TABLE_COMMENT"
                " FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?",
                database);
        for (const Row& row : found.rows) {
            const TableName name{database, text_at(row, 1)};
            const std::string& type = text_at(row, 2);
            if (type == "VIEW") {
                add_object(ObjectKind::view, name);
            } else if (type == "SEQUENCE") {
                add_object(ObjectKind::sequence, name);
            } else {
                table_index_.emplace(name.table, catalog_.tables.size());
                TableDefinition& table = catalog_.tables.emplace_back();
                table.name = name;
                table.system_versioned = type == "SYSTEM VERSIONED";
            }
        }
    }

    /// Also lists the columns of views, which are passed over.
    void read_columns(const std::string& database) {
        for (const Row& row : ask(column_query, database).rows) {
            const auto table = table_index_.find(text_at(row, 1));
            const std::uint64_t position = number_at(row, 2);
            if (table == table_index_.end() || position == 0 || position > 65535) {
                continue;
            }
            std::vector<ColumnDefinition>& columns = catalog_.tables[table->second].columns;
            columns.resize(std::max<std::size_t>(columns.size(), position));
            columns[position - 1] = column_of(row);
        }
    }

    void read_create_statements() {
        for (std::size_t i = first_table_; i < catalog_.tables.size(); ++i) {
            TableDefinition& table = catalog_.tables[i];
            std::erase_if(
                table.columns, [](const ColumnDefinition& column) { return column.name.empty(); });
            table.unreadable = show("TABLE", table.name, [&](const TextRows& shown) {
                table.create_statement = shown.rows.empty() ? "" : text_at(shown.rows.front(), 1);
                const TextRows figures = session_.query(
                    table_query(table.name), "reading the size of " + quoted(table.name));
                if (!figures.rows.empty()) {
                    read_figures(figures.rows.front(), table);
                }
            });
            if (table.unreadable.empty() && !read_create_statement(table)) {
                table.unreadable = "its definition is not understood";
            }
        }
    }

    void read_code(const std::string& database) {
        const TextRows routines =
            ask("SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES"
                " WHERE ROUTINE_SCHEMA = ?",
                database);
        for (const Row& row : routines.rows) {
            const std::string& type = text_at(row, 2);
            CodeObject& object = add_object(
                type == "FUNCTION" ? ObjectKind::function : ObjectKind::procedure,
                {database, text_at(row, 1)});
            if (type != "FUNCTION" && type != "PROCEDURE") {
                object.unreadable = "a " + type + " is a kind that this version does not know";
            }
        }
        const TextRows triggers =
            ask("SELECT TRIGGER_SCHEMA, TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_ORDER"
                " FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?",
                database);
        for (const Row& row : triggers.rows) {
            CodeObject& object = add_object(ObjectKind::trigger, {database, text_at(row, 1)});
            object.table = text_at(row, 2);
            object.position = static_cast<unsigned>(number_at(row, 3));
        }
        const TextRows events = ask(
            "SELECT EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?",
            database);
        for (const Row& row : events.rows) {
            add_object(ObjectKind::event, {database, text_at(row, 1)});
        }
        for (; next_object_ < catalog_.objects.size(); ++next_object_) {
            read_object(catalog_.objects[next_object_]);
        }
    }

    CodeObject& add_object(ObjectKind kind, const TableName& name) {
        CodeObject object;
        object.kind = kind;
        object.name = name;
        return catalog_.objects.emplace_back(std::move(object));
    }

    void read_object(CodeObject& object) {
        if (!object.unreadable.empty()) {
            return;
        }
        const std::string failure =
            show(ascii_upper(to_text(object.kind)), object.name, [&](const TextRows& shown) {
                fill_from_show(object, shown);
                if (object.kind == ObjectKind::sequence) {
                    const TextRows value = session_.query(
                        "SELECT next_not_cached_value FROM " + quoted(object.name),
                        "reading sequence " + quoted(object.name));
                    object.next_value = value.rows.empty() ? "" : text_at(value.rows.front(), 0);
                }
            });
        object.unreadable = failure.empty() ? object.unreadable : failure;
    }

    /// "" or what the server said. A lost session is no property of the object.
    std::string show(
        std::string_view kind,
        const TableName& name,
        const std::function<void(const TextRows&)>& take) {
        try {
            take(session_.query(
                "SHOW CREATE " + std::string(kind) + " " + quoted(name),
                "reading the definition of " + quoted(name)));
            return {};
        } catch (const ServerError& error) {
            if (error.recovery() != Recovery::none) {
                throw;
            }
            return error.what();
        }
    }

    Session& session_;
    const ServerFacts& facts_;
    Catalog catalog_{};
    std::map<std::string, std::size_t, std::less<>> table_index_{};
    std::size_t first_table_ = 0;
    std::size_t next_object_ = 0;
};

}  // namespace

Catalog read_catalog(
    Session& session, const ServerFacts& facts, const std::vector<std::string>& databases) {
    Reader reader(session, facts);
    for (const std::string& database : databases) {
        reader.read(database);
    }
    return reader.take();
}

}  // namespace cutover
