#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {

/// One entry between the parentheses of CREATE TABLE. Its tokens are the whole entry.
struct TableClause {
    enum class Kind {
        column,
        primary_key,
        unique_key,
        key,  ///< Neither unique nor one of the kinds below.
        fulltext_key,
        spatial_key,
        foreign_key,
        check,
        other,  ///< PERIOD FOR ..., and what this version does not know.
    };

    Kind kind = Kind::other;
    std::string name{};  ///< Of the column, key or constraint; empty where it has none.
    std::vector<SqlToken> tokens{};
};

struct TableOption {
    std::string name{};  ///< Upper case, without DEFAULT: "ENGINE", "CHARSET", "DATA DIRECTORY".
    std::vector<SqlToken> value{};
};

/// SHOW CREATE TABLE taken apart. Holds views into the text that was given, which must outlive it.
struct CreateTable {
    std::string name{};
    std::vector<TableClause> clauses{};
    std::vector<TableOption> options{};
    std::vector<SqlToken> partitions{};  ///< From PARTITION BY to the end; empty: none.
};

/// Nothing where the text is no CREATE TABLE with a list of columns.
[[nodiscard]] std::optional<CreateTable> parse_create_table(std::string_view sql);

/// True for the clauses that make an index.
[[nodiscard]] bool is_key(TableClause::Kind kind);

/// Of a key's clause: its type is the one written, else FULLTEXT, SPATIAL or "BTREE".
[[nodiscard]] KeyDefinition key_of(const TableClause& clause);

/// Of a foreign key's clause; rules that are not written are RESTRICT, as both servers mean it.
/// An unqualified referenced table is looked for in `database`.
[[nodiscard]] ForeignKey foreign_key_of(const TableClause& clause, const std::string& database);

/// Fills keys, foreign keys, AUTO_INCREMENT and what the options say from create_statement.
/// False where that text is not understood.
bool read_create_statement(TableDefinition& table);

/// The tokens as SQL text: a blank between two where they would run together or where one reads
/// better. What it gives has the same meaningful tokens.
[[nodiscard]] std::string to_sql(const std::vector<SqlToken>& tokens);

}  // namespace cutover
