#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "migrate/precheck_family.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

/// No packet can be larger (MySQL manual, "max_allowed_packet").
constexpr std::uint64_t largest_packet = 1ULL << 30U;

/// What a row takes on the way beside its text and bytes; generous.
constexpr std::uint64_t fixed_column_bytes = 16;

std::uint64_t number(const ServerFacts& server, std::string_view variable) {
    const std::string text = server.variable(variable);
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string bytes_text(std::uint64_t bytes) {
    static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    std::size_t unit = 0;
    auto amount = static_cast<double>(bytes);
    for (; amount >= 1024 && unit + 1 < units.size(); ++unit) {
        amount /= 1024;
    }
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, units[unit]);
}

std::uint64_t widest_by_definition(const TablePlan& table) {
    std::uint64_t bytes = 0;
    for (const ColumnPlan& column : table.columns) {
        bytes += fixed_column_bytes + std::min(column.source.length_bytes, largest_packet);
    }
    return std::min(bytes, largest_packet);
}

/// A row of this width is known to exist: measured, or the average by the server's statistics.
std::uint64_t known_width(const PrecheckInput& in, const TablePlan& table) {
    const auto measured = in.capacity.widest_rows.find(table.source);
    if (measured != in.capacity.widest_rows.end()) {
        return measured->second;
    }
    // The statistics of a small table are pages, not rows.
    constexpr std::uint64_t enough_rows = 100;
    return table.estimated_rows < enough_rows ? 0 : table.estimated_bytes / table.estimated_rows;
}

std::string packet_fix(std::uint64_t bytes) {
    return fmt::format("SET GLOBAL max_allowed_packet = {};", bytes);
}

std::string fix_for(const std::string& server, std::uint64_t bytes) {
    return "On the " + server + ", and in its option file:\n" + packet_fix(bytes);
}

/// A value can be as wide as the source's own packet, a row wider. Where a row is measured, that
/// decides; else a smaller packet on the destination is a risk only where a definition reaches it.
std::optional<CheckFinding> packets_hold_rows(const PrecheckInput& in) {
    if (!in.task.types.full && !in.task.types.incremental) {
        return std::nullopt;
    }
    const std::uint64_t from = number(in.source, "max_allowed_packet");
    const std::uint64_t to = number(in.destination, "max_allowed_packet");
    if (from == 0 || to == 0) {
        return warn(
            "a server does not show max_allowed_packet",
            "Compare it by hand: SELECT @@max_allowed_packet;");
    }
    std::vector<std::string> too_wide;
    std::vector<std::string> maybe;
    for (const TablePlan& table : in.plan.tables) {
        const std::uint64_t known = known_width(in, table);
        const std::uint64_t possible = widest_by_definition(table);
        if (known > to) {
            too_wide.push_back(display(table.source) + " (" + bytes_text(known) + ")");
        } else if (possible > to && to < from) {
            maybe.push_back(display(table.source));
        }
    }
    const std::string sizes = fmt::format(
        "max_allowed_packet is {} on the source and {} on the destination", bytes_text(from),
        bytes_text(to));
    if (!too_wide.empty()) {
        return fail(
            sizes + ", and rows are wider: " + listed(too_wide),
            fix_for("destination", largest_packet));
    }
    if (!maybe.empty()) {
        return warn(
            sizes + ", and rows may be wider: " + listed(maybe), fix_for("destination", from));
    }
    return pass(sizes);
}

/// The source sends a binary log event no larger than its own packet, however wide the row is.
std::optional<CheckFinding> source_packet(const PrecheckInput& in) {
    if (!in.task.types.incremental) {
        return std::nullopt;
    }
    const std::uint64_t packet = number(in.source, "max_allowed_packet");
    std::vector<std::string> wide;
    for (const TablePlan& table : in.plan.tables) {
        // An UPDATE's event holds the row before and after.
        if (2 * known_width(in, table) > packet) {
            wide.push_back(display(table.source));
        }
    }
    return judge(
        {wide, "table"}, CheckStatus::warn,
        "max_allowed_packet is " + bytes_text(packet) + " on the source",
        fix_for("source", largest_packet));
}

std::uint64_t source_bytes(const PrecheckInput& in) {
    const TableIndex here(in.source_catalog, in.source);
    std::uint64_t bytes = 0;
    for (const TablePlan& table : in.plan.tables) {
        if (const TableDefinition* const definition = here.table(table.source)) {
            bytes += definition->data_bytes + definition->index_bytes;
        }
    }
    return bytes;
}

std::optional<CheckFinding> space_suffices(const PrecheckInput& in) {
    if (!in.task.types.full) {
        return std::nullopt;
    }
    const std::uint64_t needed = source_bytes(in);
    const std::string source = "the selected tables take " + bytes_text(needed) + " on the source";
    if (!in.capacity.destination_free_bytes) {
        return warn(
            source + "; how much is free on the destination is not known",
            "Look at the destination's data directory (df -h) and expect " +
                bytes_text(needed + needed / 2) + ", with the binary log.");
    }
    const std::uint64_t free = *in.capacity.destination_free_bytes;
    const std::string found = source + ", " + bytes_text(free) + " are free on the destination";
    if (free < needed) {
        return fail(
            found, "Make room on the destination: " + bytes_text(needed + needed / 2) + ".");
    }
    // Building indexes and the destination's own binary log need room of their own.
    if (free < needed + needed / 2) {
        return warn(found, "Make room: indexes and the binary log take half as much again.");
    }
    return pass(found);
}

constexpr std::array checks{
    Check{
        {"capacity.packet", "The destination's packets hold the widest rows",
         "A wider row is refused (error 1153) in the middle of the copy."},
        packets_hold_rows},
    Check{
        {"capacity.source_packet", "The source's packets hold the widest changes",
         "The source stops sending its log at an event larger than its packet (error 1236).",
         CheckStatus::warn},
        source_packet},
    Check{
        {"capacity.space", "The destination has room for the data",
         "A full disk stops the copy and everything else on that server."},
        space_suffices},
};

}  // namespace

CheckFamily capacity_checks() {
    return checks;
}

}  // namespace cutover
