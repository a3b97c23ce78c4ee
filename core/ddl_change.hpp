#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ddl_object.hpp"
#include "core/server_facts.hpp"

namespace cutover {

enum class DdlKind : std::uint8_t {
    create_database,
    alter_database,
    drop_database,
    create_table,
    alter_table,
    drop_table,
    rename_table,
    truncate_table,
    create_index,
    drop_index,
    create_view,
    alter_view,
    drop_view,
    create_procedure,
    alter_procedure,
    drop_procedure,
    create_function,
    alter_function,
    drop_function,
    create_trigger,
    drop_trigger,
    create_event,
    alter_event,
    drop_event,
    create_sequence,
    alter_sequence,
    drop_sequence,
    create_package,
    drop_package,  ///< MariaDB; also of a PACKAGE BODY.
    // From here on: no definition of a schema's object changes.
    loadable_function,  ///< CREATE FUNCTION ... SONAME; its DROP looks like any function's.
    account,            ///< Users, roles, grants, passwords.
    server_object,      ///< Servers, tablespaces, log file and resource groups, plugins.
    flush,
    table_maintenance,
    set,
    transaction,
    rows,     ///< Changes of rows by statement: INSERT, CALL, ...
    unknown,  ///< Everything else, and what is cut short.
};

/// "create_table", ...: the words of the task file's `ddl`.
[[nodiscard]] std::string_view to_text(DdlKind kind);

/// True for what changes no definition and no row; `rows` and `unknown` may.
[[nodiscard]] bool leaves_schema(DdlKind kind);

/// A statement as a QUERY event brings it.
struct LoggedStatement {
    std::string sql{};       ///< As UTF-8.
    std::string database{};  ///< The session's default one; empty: none.
    std::string sql_mode{};  ///< As text; of the session.
    Flavour source = Flavour::mariadb;
    bool lower_case_names = false;  ///< The source's lower_case_table_names is not 0.
};

/// Tokens [first, end) that a replay leaves out.
struct DdlAside {
    std::size_t first = 0;
    std::size_t end = 0;
};

struct DdlChange {
    DdlKind kind = DdlKind::unknown;
    LoggedStatement logged{};          ///< Its tokens are those that places count.
    std::vector<DdlObject> objects{};  ///< In the order of the text.
    bool temporary = false;            ///< Of a temporary table: gone with its session.
    bool if_exists = false;
    bool from_select = false;        ///< CREATE TABLE with rows that a SELECT gives.
    bool has_settings = false;       ///< SET STATEMENT ... FOR (MariaDB) stands before it.
    std::vector<DdlAside> asides{};  ///< WAIT n, NOWAIT, START TRANSACTION, t. before a column.
    /// Why it cannot be replayed as it stands; of `unknown`: what is not understood.
    std::string unclear{};
};

/// Never guesses: what is not understood to its end is `unknown`. Contents of executable comments
/// count, for a server that passes over one logs it with a blank for the mark.
[[nodiscard]] DdlChange parse_ddl(LoggedStatement logged);

}  // namespace cutover
