#include "core/ddl_change.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/ddl_reader.hpp"
#include "core/ddl_table.hpp"
#include "core/ddl_verbs.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

constexpr std::array<std::string_view, 37> kind_texts{
    "create_database",
    "alter_database",
    "drop_database",
    "create_table",
    "alter_table",
    "drop_table",
    "rename_table",
    "truncate_table",
    "create_index",
    "drop_index",
    "create_view",
    "alter_view",
    "drop_view",
    "create_procedure",
    "alter_procedure",
    "drop_procedure",
    "create_function",
    "alter_function",
    "drop_function",
    "create_trigger",
    "drop_trigger",
    "create_event",
    "alter_event",
    "drop_event",
    "create_sequence",
    "alter_sequence",
    "drop_sequence",
    "create_package",
    "drop_package",
    "loadable_function",
    "account",
    "server_object",
    "flush",
    "table_maintenance",
    "set",
    "transaction",
    "rows"};

using Found = std::optional<DdlKind>;

Found kind_if(bool understood, DdlKind kind) {
    return understood ? Found(kind) : std::nullopt;
}

/// The one table that INSERT, REPLACE and the plain UPDATE and DELETE change; of all others tokens
/// do not tell which.
void read_changed_table(DdlReader& reader) {
    const std::size_t statement = reader.place();
    const bool inserts = reader.accept_one_of({"INSERT", "REPLACE"});
    while (inserts &&
           reader.accept_one_of({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"})) {
    }
    const bool updates = !inserts && reader.accept({"UPDATE"});
    const bool deletes = !inserts && !updates && reader.accept({"DELETE", "FROM"});
    reader.accept({"INTO"});
    if (!(inserts || updates || deletes) ||
        !reader.object(DdlObjectKind::table, DdlRole::altered)) {
        return;
    }
    const bool plain = inserts || (updates && reader.word("SET")) ||
                       (deletes && (reader.at_end() || reader.word("WHERE")));
    if (!plain) {
        reader.change().objects.clear();
    }
    reader.seek(statement);
}

Found rows(DdlReader& reader) {
    for (const std::string_view word :
         {"INSERT", "REPLACE", "UPDATE", "DELETE", "LOAD", "CALL", "DO", "WITH", "SELECT",
          "VALUES"}) {
        if (reader.word(word) && reader.size() > reader.place() + 1) {
            const bool of_cache = reader.word("LOAD") && reader.word("INDEX", 1);
            if (!of_cache) {
                read_changed_table(reader);
            }
            return of_cache ? DdlKind::table_maintenance : DdlKind::rows;
        }
    }
    return std::nullopt;
}

Found transaction(DdlReader& reader) {
    if (reader.accept({"BEGIN"})) {  // more would be a block of statements
        reader.accept({"WORK"});
        return kind_if(reader.at_end(), DdlKind::transaction);
    }
    const bool found = reader.accept_one_of({"COMMIT", "ROLLBACK", "SAVEPOINT", "XA"}) ||
                       reader.accept({"START", "TRANSACTION"}) ||
                       reader.accept({"RELEASE", "SAVEPOINT"});
    return kind_if(found, DdlKind::transaction);
}

Found plain(DdlReader& reader) {
    if (reader.accept_one_of({"GRANT", "REVOKE"}) || reader.accept({"SET", "PASSWORD"}) ||
        reader.accept({"SET", "DEFAULT", "ROLE"}) || reader.accept({"SET", "ROLE"}) ||
        reader.accept({"RENAME", "USER"})) {
        return DdlKind::account;
    }
    if (reader.accept_one_of({"INSTALL", "UNINSTALL"})) {
        return DdlKind::server_object;
    }
    if (reader.accept({"FLUSH"})) {
        return DdlKind::flush;
    }
    if (reader.accept_one_of({"ANALYZE", "OPTIMIZE", "REPAIR", "CHECK"}) ||
        reader.accept({"CACHE", "INDEX"})) {
        return DdlKind::table_maintenance;
    }
    if (reader.accept({"SET"})) {
        return DdlKind::set;
    }
    const Found of_transaction = transaction(reader);
    return of_transaction ? of_transaction : rows(reader);
}

Found statement(DdlReader& reader) {
    if (reader.accept({"CREATE"})) {
        return read_create(reader);
    }
    if (reader.accept({"ALTER"})) {
        return read_alter(reader);
    }
    if (reader.accept({"DROP"})) {
        return read_drop(reader);
    }
    if (reader.accept({"TRUNCATE"})) {
        return kind_if(read_truncate_table(reader), DdlKind::truncate_table);
    }
    if (reader.word("RENAME") && !reader.word("USER", 1)) {
        reader.accept({"RENAME"});
        return kind_if(read_rename_table(reader), DdlKind::rename_table);
    }
    return plain(reader);
}

/// SET STATEMENT a = 1, b = 2 FOR statement (MariaDB). With sql_mode among them the words of the
/// statement would mean something else. False where no FOR follows.
bool skip_settings(DdlReader& reader) {
    if (!reader.accept({"SET", "STATEMENT"})) {
        return true;
    }
    reader.change().has_settings = true;
    for (; reader.place() < reader.size(); reader.seek(reader.place() + 1)) {
        if (reader.word("SQL_MODE")) {
            return false;
        }
        if (reader.accept({"FOR"})) {
            return true;
        }
    }
    return false;
}

/// Whole, as far as tokens tell: every quote, comment and parenthesis that opens is closed.
bool is_whole(const std::vector<SqlToken>& tokens) {
    std::size_t depth = 0;
    for (const SqlToken& token : tokens) {
        if (token.kind == TokenKind::broken || (depth == 0 && is_symbol(token, ")"))) {
            return false;
        }
        depth += is_symbol(token, "(") ? 1U : 0U;
        depth -= is_symbol(token, ")") ? 1U : 0U;
    }
    return depth == 0 && !tokens.empty();
}

/// To MySQL the executable comments of MariaDB are comments like any other, so it neither ran nor
/// unmarked them: take the mark away, for a MariaDB that replays them would run them.
void unmark_foreign_comments(std::string& sql, SqlDialect dialect) {
    dialect.mariadb_comments = false;
    std::vector<std::size_t> marks;
    for (const SqlToken& token : tokenize(sql, dialect)) {
        if (token.kind == TokenKind::comment && token.text.starts_with("/*M!")) {
            marks.push_back(static_cast<std::size_t>(token.text.data() - sql.data()) + 2);
        }
    }
    for (const std::size_t mark : marks) {
        sql[mark] = ' ';
    }
}

}  // namespace

std::string_view to_text(DdlKind kind) {
    const auto place = static_cast<std::size_t>(kind);
    return place < kind_texts.size() ? kind_texts[place] : "unknown";
}

bool leaves_schema(DdlKind kind) {
    return kind >= DdlKind::loadable_function && kind <= DdlKind::transaction;
}

DdlChange parse_ddl(LoggedStatement logged) {
    const SqlDialect dialect = dialect_of(logged.sql_mode);
    if (logged.source == Flavour::mysql) {
        unmark_foreign_comments(logged.sql, dialect);
    }
    DdlChange change{.logged = std::move(logged)};
    const std::vector<SqlToken> tokens = meaningful_tokens(change.logged.sql, dialect);
    DdlReader reader(tokens, change);
    const bool whole = is_whole(tokens);
    const Found kind = whole && skip_settings(reader) ? statement(reader) : std::nullopt;
    if (!kind) {
        DdlChange unknown{.logged = std::move(change.logged)};
        unknown.unclear = whole ? "a statement that this version does not understand"
                                : "a quote, comment or parenthesis is not closed";
        return unknown;
    }
    change.kind = *kind;
    return change;
}

}  // namespace cutover
