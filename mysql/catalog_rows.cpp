#include "mysql/catalog_rows.hpp"

#include <charconv>

#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

bool mentions(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// EXTRA says "VIRTUAL GENERATED" or "STORED GENERATED"; MariaDB 10.1 and older "PERSISTENT".
/// MySQL's "DEFAULT_GENERATED" is a default, not a generated column.
Generated generated_of(std::string_view extra) {
    if (mentions(extra, "VIRTUAL")) {
        return Generated::virtual_column;
    }
    return mentions(extra, "STORED") || mentions(extra, "PERSISTENT") ? Generated::stored
                                                                      : Generated::no;
}

std::vector<std::string> members_of(const std::string& column_type) {
    std::vector<std::string> members;
    for (const SqlToken& token : tokenize(column_type)) {
        if (token.kind == TokenKind::string) {
            members.push_back(value_of(token));
        }
    }
    return members;
}

/// As bytes: `t` and `T` are one name to information_schema's collation, and a list of nothing but
/// these two would make the server look for one of them.
std::string where_named(const std::string& database, TableNames tables) {
    std::string condition = " WHERE TABLE_SCHEMA = " + string_literal(database);
    const char* before = " AND CAST(TABLE_NAME AS BINARY) IN (";
    for (const TableDefinition& table : tables) {
        condition += before + string_literal(table.name.table);
        before = ", ";
    }
    return condition + ")";
}

}  // namespace

const std::string& text_at(const CatalogRow& row, std::size_t column) {
    static const std::string nothing;
    return column < row.size() && row[column] ? *row[column] : nothing;
}

std::uint64_t number_at(const CatalogRow& row, std::size_t column) {
    const std::string& text = text_at(row, column);
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string columns_query(const std::string& database, TableNames tables) {
    return "SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE,"
           " IS_NULLABLE, EXTRA, CHARACTER_MAXIMUM_LENGTH, CHARACTER_OCTET_LENGTH,"
           " NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, CHARACTER_SET_NAME,"
           " COLLATION_NAME, COLUMN_DEFAULT FROM information_schema.COLUMNS" +
           where_named(database, tables);
}

std::string figures_query(const std::string& database, TableNames tables) {
    return "SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE, ROW_FORMAT, TABLE_ROWS, DATA_LENGTH,"
           " INDEX_LENGTH, TABLE_COLLATION, TABLE_COMMENT FROM information_schema.TABLES" +
           where_named(database, tables);
}

void read_figures(const CatalogRow& row, TableDefinition& table) {
    table.engine = text_at(row, 2);
    table.row_format = text_at(row, 3);
    table.estimated_rows = number_at(row, 4);
    table.data_bytes = number_at(row, 5);
    table.index_bytes = number_at(row, 6);
    table.collation = text_at(row, 7);
    table.comment = text_at(row, 8);
}

ColumnDefinition column_of(const CatalogRow& row) {
    ColumnDefinition column;
    column.name = text_at(row, 3);
    column.data_type = ascii_lower(text_at(row, 4));
    column.column_type = text_at(row, 5);
    column.nullable = text_at(row, 6) == "YES";
    const std::string extra = ascii_upper(text_at(row, 7));
    column.auto_increment = mentions(extra, "AUTO_INCREMENT");
    column.invisible = mentions(extra, "INVISIBLE");
    column.generated = generated_of(extra);
    column.length = number_at(row, 8);
    column.length_bytes = number_at(row, 9);
    column.precision = static_cast<unsigned>(number_at(row, 10));
    column.scale = static_cast<unsigned>(number_at(row, 11));
    column.fraction_digits = static_cast<unsigned>(number_at(row, 12));
    column.character_set = text_at(row, 13);
    column.collation = text_at(row, 14);
    column.default_value = row.size() > 15 ? row[15] : std::nullopt;
    if (column.data_type == "enum" || column.data_type == "set") {
        column.members = members_of(column.column_type);
    } else {
        column.is_unsigned = mentions(column.column_type, "unsigned");
    }
    return column;
}

}  // namespace cutover
