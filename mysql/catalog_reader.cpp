#include "mysql/catalog_reader.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/error.hpp"
#include "core/sql_tokens.hpp"
#include "mysql/catalog_rows.hpp"
#include "mysql/definition_statements.hpp"
#include "mysql/statement_batches.hpp"

namespace cutover {
namespace {

using Row = CatalogRow;

/// How many objects one message asks for. Not fewer: the two statements that end it, for sizes and
/// columns, each have the server list all tables of the database, which takes 18 ms where there are
/// 10,000. Not more: table_open_cache (2,000 unless set) is to hold the tables of all sessions
/// until their sizes are asked for, and the rows of their columns are in memory at once.
constexpr std::size_t batch_size = 500;

/// More would help a source with idle cores, and hurt one without.
constexpr std::size_t most_sessions = 2;

class CatalogReading {
  public:
    CatalogReading(const std::function<Session()>& open, const ServerFacts& facts)
        : open_(open), facts_(facts) {
        sessions_.emplace_back(open_());
    }

    void read(const std::string& database) {
        if (find_database(database)) {
            list_tables({database});
            list_routines({database});
            list_triggers(database);
            list_events({database});
            read_definitions(database);
        }
    }

    void read(const TableName& name) {
        const Part part{name.database, name.table};
        if (find_database(name.database) && !name.table.empty()) {
            list_tables(part);
            list_routines(part);
            list_events(part);
            read_definitions(name.database);
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
    /// All of a database, or what has one name in it.
    struct Part {
        const std::string& database;
        std::string name{};
    };

    /// Adds it to the catalog, once.
    bool find_database(const std::string& name) {
        if (!catalog_.databases.empty() && catalog_.databases.back().name == name) {
            return true;
        }
        const TextRows found =
            ask("SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME"
                " FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
                {name});
        for (const Row& row : found.rows) {
            catalog_.databases.push_back({text_at(row, 0), text_at(row, 1), text_at(row, 2)});
        }
        return !found.rows.empty();
    }

    /// Rows of one database alone: older servers compare names in information_schema without
    /// regard to case even where `Shop` and `shop` are two databases.
    [[nodiscard]] bool is_of(const std::string& database, const Row& row) const {
        return text_at(row, 0) == database || facts_.variable("lower_case_table_names") != "0";
    }

    /// The statement ends with the condition on the database; a name is the second column then.
    TextRows ask(std::string sql, const Part& part, const std::string& name_column = {}) {
        std::vector<std::string> parameters{part.database};
        if (!part.name.empty()) {
            sql += " AND " + name_column + " = ?";
            parameters.push_back(part.name);
        }
        TextRows found = sessions_.front().session().query(
            sql, "reading the definitions of " + quoted_name(part.database), parameters);
        std::erase_if(found.rows, [&](const Row& row) {
            return !is_of(part.database, row) ||
                   (!part.name.empty() && text_at(row, 1) != part.name);
        });
        return found;
    }

    void list_tables(const Part& part) {
        next_table_ = catalog_.tables.size();
        table_index_.clear();
        const TextRows found =
            ask("SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES"
                " WHERE TABLE_SCHEMA = ?",
                part, "TABLE_NAME");
        for (const Row& row : found.rows) {
            const TableName name{part.database, text_at(row, 1)};
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

    void list_routines(const Part& part) {
        const TextRows routines =
            ask("SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES"
                " WHERE ROUTINE_SCHEMA = ?",
                part, "ROUTINE_NAME");
        for (const Row& row : routines.rows) {
            const std::string& type = text_at(row, 2);
            CodeObject& object = add_object(
                type == "FUNCTION" ? ObjectKind::function : ObjectKind::procedure,
                {part.database, text_at(row, 1)});
            if (type != "FUNCTION" && type != "PROCEDURE") {
                object.unreadable = "a " + type + " is a kind that this version does not know";
            }
        }
    }

    void list_triggers(const std::string& database) {
        const TextRows triggers =
            ask("SELECT TRIGGER_SCHEMA, TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_ORDER"
                " FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?",
                {database});
        for (const Row& row : triggers.rows) {
            CodeObject& object = add_object(ObjectKind::trigger, {database, text_at(row, 1)});
            object.table = text_at(row, 2);
            object.position = static_cast<unsigned>(number_at(row, 3));
        }
    }

    void list_events(const Part& part) {
        const TextRows events = ask(
            "SELECT EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?",
            part, "EVENT_NAME");
        for (const Row& row : events.rows) {
            add_object(ObjectKind::event, {part.database, text_at(row, 1)});
        }
    }

    CodeObject& add_object(ObjectKind kind, const TableName& name) {
        CodeObject object;
        object.kind = kind;
        object.name = name;
        return catalog_.objects.emplace_back(std::move(object));
    }

    /// Of all that is listed and not read yet. Nothing is added to the catalog meanwhile, so
    /// references into it hold.
    void read_definitions(const std::string& database) {
        const std::size_t count =
            catalog_.tables.size() - next_table_ + catalog_.objects.size() - next_object_;
        while (sessions_.size() < std::min(most_sessions, count / batch_size)) {
            sessions_.emplace_back(open_());
        }
        const std::size_t first = next_table_;
        run_batches(sessions_, [&] { return next_batch(database); });
        for (std::size_t i = first; i < catalog_.tables.size(); ++i) {
            TableDefinition& table = catalog_.tables[i];
            std::erase_if(
                table.columns, [](const ColumnDefinition& column) { return column.name.empty(); });
        }
    }

    StatementBatch next_batch(const std::string& database) {
        StatementBatch batch;
        if (next_table_ < catalog_.tables.size()) {
            const std::span<TableDefinition> tables = next_tables();
            for (TableDefinition& table : tables) {
                add_definition_of(table, batch);
            }
            batch.push_back(figures_of(database, tables));
            batch.push_back(columns_of(database, tables));
        }
        for (; batch.size() < batch_size && next_object_ < catalog_.objects.size();
             ++next_object_) {
            add_definition_of(catalog_.objects[next_object_], batch);
        }
        return batch;
    }

    std::span<TableDefinition> next_tables() {
        const std::size_t count = std::min(batch_size, catalog_.tables.size() - next_table_);
        const std::span<TableDefinition> tables(&catalog_.tables[next_table_], count);
        next_table_ += count;
        return tables;
    }

    BatchedStatement columns_of(const std::string& database, TableNames tables) {
        return of_all(columns_query(database, tables), database, [this](const Row& row) {
            const auto table = table_index_.find(text_at(row, 1));
            const std::uint64_t position = number_at(row, 2);
            if (table == table_index_.end() || position == 0 || position > 65535) {
                return;
            }
            std::vector<ColumnDefinition>& columns = catalog_.tables[table->second].columns;
            columns.resize(std::max<std::size_t>(columns.size(), position));
            columns[position - 1] = column_of(row);
        });
    }

    BatchedStatement figures_of(const std::string& database, TableNames tables) {
        return of_all(figures_query(database, tables), database, [this](const Row& row) {
            const auto table = table_index_.find(text_at(row, 1));
            if (table != table_index_.end()) {
                read_figures(row, catalog_.tables[table->second]);
            }
        });
    }

    /// A statement that must not fail.
    BatchedStatement of_all(
        std::string sql, const std::string& database, std::function<void(const Row&)> read) {
        return {
            std::move(sql), "reading the definitions of " + quoted_name(database),
            [this, database, read = std::move(read)](const TextRows& found) {
                for (const Row& row : found.rows) {
                    if (is_of(database, row)) {
                        read(row);
                    }
                }
            },
            [](const ServerError& error) { throw error; }};
    }

    const std::function<Session()>& open_;
    const ServerFacts& facts_;
    std::vector<BatchSession> sessions_{};
    Catalog catalog_{};
    std::map<std::string, std::size_t, std::less<>> table_index_{};  ///< Of the database at hand.
    std::size_t next_table_ = 0;  ///< The first whose SHOW CREATE was not asked for yet.
    std::size_t next_object_ = 0;
};

}  // namespace

Catalog read_catalog(
    const std::function<Session()>& open,
    const ServerFacts& facts,
    const std::vector<std::string>& databases) {
    CatalogReading reader(open, facts);
    for (const std::string& database : databases) {
        reader.read(database);
    }
    return reader.take();
}

Catalog read_definitions(
    const std::function<Session()>& open,
    const ServerFacts& facts,
    const std::set<TableName>& names) {
    CatalogReading reader(open, facts);
    for (const TableName& name : names) {
        reader.read(name);
    }
    return reader.take();
}

}  // namespace cutover
