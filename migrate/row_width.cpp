#include "migrate/row_width.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <string_view>

#include "migrate/table_index.hpp"

namespace cutover {
namespace {

constexpr std::uint64_t narrow_column_bytes = 65535;

/// What a column takes beside its text and bytes; generous.
constexpr std::uint64_t fixed_column_bytes = 16;

// What is read for measuring, in all: some seconds of a disk.
constexpr std::uint64_t most_bytes_of_a_table = 256ULL << 20U;
constexpr std::uint64_t most_bytes_together = 1ULL << 30U;
constexpr std::size_t most_tables = 200;

constexpr std::uint64_t any_row = std::numeric_limits<std::uint64_t>::max();

std::uint64_t number(const ServerFacts& server, std::string_view variable) {
    const std::string text = server.variable(variable);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Catalogs give no length for these.
bool is_unbounded(const ColumnDefinition& column) {
    static const std::set<std::string_view> types{
        "json",           "geometry",        "linestring",   "polygon",
        "multipoint",     "multilinestring", "multipolygon", "geometrycollection",
        "geomcollection", "xmltype"};
    return types.contains(column.data_type);
}

bool is_wide(const ColumnDefinition& column) {
    return is_unbounded(column) || column.length_bytes > narrow_column_bytes;
}

std::uint64_t most_of(const ColumnDefinition& column, std::uint64_t packet) {
    return is_unbounded(column) ? packet : std::min(column.length_bytes, packet);
}

bool is_refused(const PrecheckInput& input, const TableName& table) {
    const auto& refused = input.refused_conditions;
    return std::any_of(refused.begin(), refused.end(), [&](const RefusedCondition& one) {
        return one.table == table;
    });
}

}  // namespace

std::uint64_t packet_bytes(const ServerFacts& server) {
    return number(server, "max_allowed_packet");
}

std::uint64_t packet_limit(const ServerFacts& destination) {
    const std::uint64_t packet = packet_bytes(destination);
    if (destination.flavour == Flavour::mariadb) {
        return packet;
    }
    return destination.variable("local_infile") == "ON" ? any_row : packet / 2;
}

std::uint64_t redo_limit(const ServerFacts& destination) {
    const bool limited =
        destination.flavour == Flavour::mysql && destination.version < ServerVersion{5, 7, 0};
    const std::uint64_t bytes = number(destination, "innodb_log_file_size") *
                                number(destination, "innodb_log_files_in_group");
    return limited && bytes > 0 ? bytes / 10 : any_row;
}

/// Half of the limit, for the figure may be a little old.
bool is_too_small_for(const TableDefinition& table, std::uint64_t row_bytes) {
    const bool compressed =
        table.row_format == "Compressed" || table.engine == "ARCHIVE" ||
        std::any_of(table.features.begin(), table.features.end(), [](const FeatureUse& use) {
            return use.feature == &features::compressed_column;
        });
    return !compressed && table.data_bytes < row_bytes / 2;
}

std::uint64_t widest_possible(const TablePlan& table, const ServerFacts& source) {
    const std::uint64_t packet = packet_bytes(source);
    std::uint64_t wide = 0;
    std::uint64_t narrow = 0;
    for (const ColumnPlan& column : table.columns) {
        (is_wide(column.source) ? wide : narrow) +=
            most_of(column.source, packet) + (is_wide(column.source) ? 0 : fixed_column_bytes);
    }
    // Servers keep no row wider than 64 KiB, its wide columns apart.
    return std::max(wide, std::min(narrow, 2 * narrow_column_bytes));
}

std::vector<std::string> wide_columns(const TablePlan& table) {
    std::vector<std::string> names;
    for (const ColumnPlan& column : table.columns) {
        if (is_wide(column.source)) {
            names.push_back(column.source.name);
        }
    }
    return names;
}

std::map<TableName, std::optional<std::uint64_t>> measured_rows(
    const PrecheckInput& input, ServerQuestions& source) {
    std::map<TableName, std::optional<std::uint64_t>> widest;
    const std::uint64_t allowed =
        std::min(packet_limit(input.destination), redo_limit(input.destination));
    if (allowed == 0 || (!input.task.types.full && !input.task.types.incremental)) {
        return widest;
    }
    const TableIndex here(input.source_catalog, input.source);
    std::uint64_t bytes_read = 0;
    std::size_t measured = 0;
    for (const TablePlan& table : input.plan.tables) {
        const TableDefinition* const definition = here.table(table.source);
        if (definition == nullptr || widest_possible(table, input.source) <= allowed ||
            is_too_small_for(*definition, allowed)) {
            continue;
        }
        std::optional<std::uint64_t>& row = widest[table.source];
        const bool affordable = definition->data_bytes <= most_bytes_of_a_table &&
                                bytes_read + definition->data_bytes <= most_bytes_together &&
                                measured < most_tables;
        if (affordable && !is_refused(input, table.source)) {
            bytes_read += definition->data_bytes;
            ++measured;
            row = source.widest_row({table.source, wide_columns(table), table.where});
        }
    }
    return widest;
}

}  // namespace cutover
