#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "migrate/precheck_family.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

std::vector<std::string> keyless(const PrecheckInput& in) {
    std::vector<std::string> tables;
    for (const TablePlan& table : in.plan.tables) {
        if (table.key_name.empty()) {
            tables.push_back(display(table.source));
        }
    }
    return tables;
}

std::optional<CheckFinding> all_have_keys(const PrecheckInput& in) {
    return judge(
        {keyless(in), "table"}, CheckStatus::warn, "every table has a key",
        "ALTER TABLE ... ADD PRIMARY KEY on the source, where the application allows it.");
}

std::optional<CheckFinding> all_readable(const PrecheckInput& in) {
    const TableIndex here(in.source_catalog, in.source);
    std::vector<std::string> unreadable;
    for (const TablePlan& table : in.plan.tables) {
        const TableDefinition* const definition = here.table(table.source);
        if (definition != nullptr && !definition->unreadable.empty()) {
            unreadable.push_back(
                display(table.source) + " (" + printable(definition->unreadable) + ")");
        }
    }
    return judge(
        {unreadable, "table"}, CheckStatus::fail, "every definition can be read",
        "Repair or drop it on the source, or exclude it (\"exclude\" in the task file).");
}

bool has_primary_key(const TableDefinition& table) {
    return std::any_of(table.keys.begin(), table.keys.end(), [](const KeyDefinition& key) {
        return key.name == "PRIMARY";
    });
}

/// sql_require_primary_key (MySQL 8.0.13) and innodb_force_primary_key (MariaDB).
std::optional<CheckFinding> keyless_allowed(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    const char* const variable =
        is_mariadb(in.destination) ? "innodb_force_primary_key" : "sql_require_primary_key";
    if (!is_on(in.destination, variable)) {
        return pass(std::string(variable) + " is off");
    }
    const TableIndex here(in.source_catalog, in.source);
    std::vector<std::string> refused;
    for (const TablePlan& table : in.plan.tables) {
        const TableDefinition* const definition = here.table(table.source);
        if (definition != nullptr && !has_primary_key(*definition)) {
            refused.push_back(display(table.source));
        }
    }
    return judge(
        {refused, "table without a primary key"}, CheckStatus::fail,
        std::string(variable) + " is on and every table has a primary key",
        fmt::format("SET GLOBAL {} = OFF;", variable));
}

/// Bytes of index that one part takes at most (MySQL manual 14.6, "InnoDB Limits").
std::uint64_t part_bytes(const TableDefinition& table, const KeyPart& part) {
    const ColumnDefinition* const column = find_column(table, part.column);
    if (column == nullptr || column->length == 0) {
        return 0;
    }
    const std::uint64_t character_bytes =
        std::max<std::uint64_t>(1, column->length_bytes / column->length);
    const std::uint64_t characters = part.prefix_length != 0 ? part.prefix_length : column->length;
    return characters * character_bytes;
}

constexpr std::uint64_t short_prefix_bytes = 767;

void find_wide_keys(const TableDefinition& table, std::vector<std::string>& wide) {
    for (const KeyDefinition& key : table.keys) {
        if (key.type == "FULLTEXT" || key.type == "SPATIAL") {
            continue;
        }
        for (const KeyPart& part : key.parts) {
            if (part_bytes(table, part) > short_prefix_bytes) {
                wide.push_back(fmt::format(
                    "{} key {} column {} ({} bytes)", display(table.name), printable(key.name),
                    printable(part.column), part_bytes(table, part)));
            }
        }
    }
}

/// MySQL 5.6 without innodb_large_prefix indexes 767 bytes of a column at most. Later versions
/// have no such variable, or have it on.
std::optional<CheckFinding> indexes_fit(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    if (in.destination.variable("innodb_large_prefix") != "OFF") {
        return pass("the destination indexes up to 3072 bytes of a column");
    }
    const TableIndex here(in.source_catalog, in.source);
    std::vector<std::string> wide;
    for (const TablePlan& table : in.plan.tables) {
        if (const TableDefinition* const definition = here.table(table.source)) {
            find_wide_keys(*definition, wide);
        }
    }
    return judge(
        {wide, "key part"}, CheckStatus::fail,
        "no key part is wider than the 767 bytes that the destination indexes",
        "SET GLOBAL innodb_large_prefix = ON;\nSET GLOBAL innodb_file_format = Barracuda;\nand "
        "give "
        "these tables ROW_FORMAT=DYNAMIC on the source; or shorten the key.");
}

constexpr std::array table_family{
    Check{
        {"tables.readable", "Every table's definition can be read",
         "What is not understood can be neither created nor compared.", CheckStatus::fail, false},
        all_readable},
    Check{
        {"tables.columns", "No selected column needs one that is left out",
         "CREATE TABLE is refused where a generated column or the partitioning uses a column that "
         "the table lacks.",
         CheckStatus::fail, false},
        selected_columns_suffice},
    Check{
        {"tables.keys", "Every table has a primary or unique key",
         "Without one a table is copied as a single chunk by one session, and following it finds "
         "rows by all their columns: exact, but slow.",
         CheckStatus::warn},
        all_have_keys},
    Check{
        {"tables.primary_key_required", "The destination takes tables without a primary key",
         "With that setting CREATE TABLE is refused."},
        keyless_allowed},
    Check{
        {"tables.index_length", "Every index fits the destination's limit",
         "A longer unique key is refused; another one is silently shortened."},
        indexes_fit},
};

}  // namespace

CheckFamily table_checks() {
    return table_family;
}

}  // namespace cutover
