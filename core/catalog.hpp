#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cell_form.hpp"
#include "core/names.hpp"
#include "core/table_features.hpp"

namespace cutover {

enum class Generated { no, virtual_column, stored };

struct ColumnDefinition {
    std::string name{};
    std::string data_type{};    ///< information_schema DATA_TYPE, lower case: "bigint", "enum".
    std::string column_type{};  ///< COLUMN_TYPE: "bigint(20) unsigned".
    bool is_unsigned = false;
    bool nullable = true;
    bool invisible = false;
    bool auto_increment = false;
    Generated generated = Generated::no;
    std::uint64_t length = 0;        ///< CHARACTER_MAXIMUM_LENGTH, in characters; BINARY: in bytes.
    std::uint64_t length_bytes = 0;  ///< CHARACTER_OCTET_LENGTH.
    unsigned precision = 0;          ///< Of DECIMAL; of BIT its width.
    unsigned scale = 0;
    unsigned fraction_digits = 0;                ///< Of temporal types, 0 to 6.
    std::string character_set{};                 ///< Empty where the type has none.
    std::string collation{};                     ///< Empty where the type has none.
    std::vector<std::string> members{};          ///< Of ENUM and SET, in order, as UTF-8.
    std::optional<std::string> default_value{};  ///< COLUMN_DEFAULT as the server prints it.
};

/// The form in which values of the column are read, compared and written; nothing for a type
/// that this version does not know (refused in precheck by name).
[[nodiscard]] std::optional<CellForm> form_of(const ColumnDefinition& column);

struct KeyPart {
    std::string column{};             ///< Empty for a functional part.
    std::uint64_t prefix_length = 0;  ///< 0: the whole column.
};

struct KeyDefinition {
    std::string name{};  ///< "PRIMARY" for the primary key.
    std::string type{};  ///< "BTREE", "HASH", "FULLTEXT", "SPATIAL", ...
    bool unique = false;
    std::vector<KeyPart> parts{};
};

struct ForeignKey {
    std::string name{};
    std::vector<std::string> columns{};
    TableName referenced{};
    std::vector<std::string> referenced_columns{};
    std::string on_update{};  ///< "CASCADE", "SET NULL", "RESTRICT", "NO ACTION".
    std::string on_delete{};
};

struct TableDefinition {
    TableName name{};
    std::string engine{};
    std::string collation{};
    std::string row_format{};
    std::string comment{};
    bool partitioned = false;
    bool system_versioned = false;
    std::optional<std::uint64_t> auto_increment{};  ///< The next value.
    std::uint64_t estimated_rows = 0;               ///< The server's guess; never trusted.
    std::uint64_t data_bytes = 0;
    std::uint64_t index_bytes = 0;
    std::vector<ColumnDefinition> columns{};  ///< In the table's order.
    std::vector<KeyDefinition> keys{};        ///< The primary key first, where there is one.
    std::vector<ForeignKey> foreign_keys{};
    std::vector<FeatureUse> features{};  ///< Seen when create_statement was parsed.
    std::string create_statement{};      ///< SHOW CREATE TABLE; empty where `unreadable` says why.
    std::string unreadable{};            ///< The server's error; such a table has no keys here.
};

[[nodiscard]] const ColumnDefinition* find_column(
    const TableDefinition& table, std::string_view name);

enum class ObjectKind { view, trigger, procedure, function, event, sequence };

/// "view", "trigger", ...: as contract and SQL name them, in lower case.
[[nodiscard]] std::string_view to_text(ObjectKind kind);

/// Anything but a table that has a definition of its own.
struct CodeObject {
    ObjectKind kind = ObjectKind::view;
    TableName name{};
    std::string definer{};           ///< "user@host"; empty for sequences.
    std::string create_statement{};  ///< SHOW CREATE; empty where `unreadable` says why.
    std::string sql_mode{};          ///< In force when it was created.
    std::string character_set_client{};
    std::string collation_connection{};
    std::string database_collation{};
    std::string time_zone{};   ///< Of events.
    std::string table{};       ///< Of triggers.
    unsigned position = 0;     ///< Of triggers: ACTION_ORDER among those of one table and event.
    std::string next_value{};  ///< Of sequences: the first value not handed out yet.
    std::string unreadable{};  ///< The server's error; reading a schema never fails on one object.
};

struct DatabaseDefinition {
    std::string name{};
    std::string character_set{};
    std::string collation{};
};

/// What one server holds of the databases that were asked for.
struct Catalog {
    std::vector<DatabaseDefinition> databases{};  ///< Sorted by name, as all below.
    std::vector<TableDefinition> tables{};
    std::vector<CodeObject> objects{};
};

[[nodiscard]] const TableDefinition* find_table(const Catalog& catalog, const TableName& name);
[[nodiscard]] const CodeObject* find_object(
    const Catalog& catalog, ObjectKind kind, const TableName& name);
[[nodiscard]] const DatabaseDefinition* find_database(
    const Catalog& catalog, std::string_view name);

}  // namespace cutover
