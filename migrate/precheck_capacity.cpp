#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "migrate/missing_grants.hpp"
#include "migrate/precheck_family.hpp"
#include "migrate/row_width.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

/// No packet can be larger (MySQL manual, "max_allowed_packet").
constexpr std::uint64_t largest_packet = 1ULL << 30U;

std::string bytes_text(std::uint64_t bytes) {
    static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    std::size_t unit = 0;
    auto amount = static_cast<double>(bytes);
    for (; amount >= 1024 && unit + 1 < units.size(); ++unit) {
        amount /= 1024;
    }
    return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", amount, units[unit]);
}

/// A row of this width is known to exist: measured, or the average by the server's statistics.
std::uint64_t known_width(const PrecheckInput& in, const TablePlan& table) {
    const auto measured = in.capacity.widest_rows.find(table.source);
    if (measured != in.capacity.widest_rows.end() && measured->second) {
        return *measured->second;
    }
    // The statistics of a small table are pages, not rows.
    constexpr std::uint64_t enough_rows = 100;
    return table.estimated_rows < enough_rows ? 0 : table.estimated_bytes / table.estimated_rows;
}

bool is_measured(const PrecheckInput& in, const TablePlan& table) {
    const auto measured = in.capacity.widest_rows.find(table.source);
    return measured != in.capacity.widest_rows.end() && measured->second.has_value();
}

std::string packet_fix(std::uint64_t bytes) {
    return fmt::format("SET GLOBAL max_allowed_packet = {};", bytes);
}

std::string fix_for(const std::string& server, std::uint64_t bytes) {
    return "On the " + server + ", and in its option file:\n" + packet_fix(bytes);
}

/// The statement that tells what was not measured, for a quiet hour.
std::string measuring_statement(const TablePlan& table) {
    std::string sum;
    for (const std::string& column : wide_columns(table)) {
        sum += (sum.empty() ? "" : " + ") + ("COALESCE(LENGTH(" + quoted_name(column) + "), 0)");
    }
    return fmt::format("SELECT MAX({}) FROM {};", sum, quoted_name(table.source));
}

/// Tables by whether a row of theirs is wider than `limit`. Types and the table's size rule most
/// out; of the rest, small ones were measured.
struct Widths {
    std::vector<std::string> too_wide{};
    std::vector<std::string> unknown{};
    std::vector<std::string> asking{};  ///< Statements that would tell, of the unknown ones.
};

Widths compare_widths(const PrecheckInput& in, std::uint64_t limit) {
    const TableIndex here(in.source_catalog, in.source);
    Widths widths;
    for (const TablePlan& table : in.plan.tables) {
        const TableDefinition* const definition = here.table(table.source);
        const std::uint64_t known = known_width(in, table);
        if (known > limit) {
            widths.too_wide.push_back(display(table.source) + " (" + bytes_text(known) + ")");
        } else if (
            definition != nullptr && !is_measured(in, table) &&
            widest_possible(table, in.source) > limit && !is_too_small_for(*definition, limit)) {
            widths.unknown.push_back(
                display(table.source) + " (" + bytes_text(definition->data_bytes) + ")");
            widths.asking.push_back(measuring_statement(table));
        }
    }
    return widths;
}

CheckFinding judge_widths(const Widths& widths, const std::string& sizes, const std::string& fix) {
    if (!widths.too_wide.empty()) {
        return fail(sizes + ", and rows are wider: " + listed(widths.too_wide), fix);
    }
    if (!widths.unknown.empty()) {
        return warn(
            sizes + "; rows may be wider, and the tables are too large to measure now: " +
                listed(widths.unknown),
            fix + "\nor, to know whether that is needed:\n" + statements(widths.asking, 8));
    }
    return pass(sizes);
}

std::optional<CheckFinding> packets_hold_rows(const PrecheckInput& in) {
    if (!in.task.types.full && !in.task.types.incremental) {
        return std::nullopt;
    }
    const std::uint64_t from = packet_bytes(in.source);
    const std::uint64_t to = packet_bytes(in.destination);
    if (from == 0 || to == 0) {
        return warn(
            "a server does not show max_allowed_packet",
            "Compare it by hand: SELECT @@max_allowed_packet;");
    }
    const std::uint64_t limit = packet_limit(in.destination);
    std::string sizes = fmt::format(
        "max_allowed_packet is {} on the source and {} on the destination", bytes_text(from),
        bytes_text(to));
    if (limit < to) {
        sizes += fmt::format(
            ", where rows up to {} fit (without local_infile they are sent as text)",
            bytes_text(limit));
    } else if (limit > to) {
        sizes += ", where rows come by LOAD DATA, which no packet limits";
    }
    return judge_widths(compare_widths(in, limit), sizes, fix_for("destination", largest_packet));
}

std::optional<CheckFinding> redo_log_holds_rows(const PrecheckInput& in) {
    const std::uint64_t limit = redo_limit(in.destination);
    const bool is_limited = limit != std::numeric_limits<std::uint64_t>::max();
    if (!is_limited || (!in.task.types.full && !in.task.types.incremental)) {
        return std::nullopt;
    }
    return judge_widths(
        compare_widths(in, limit),
        fmt::format(
            "{} takes rows up to {}, a tenth of its redo log", product(in.destination),
            bytes_text(limit)),
        "In the destination's option file: innodb_log_file_size of five times the widest row or "
        "more; restart it.");
}

/// The source sends a binary log event no larger than its own packet, however wide the row is.
std::optional<CheckFinding> source_packet(const PrecheckInput& in) {
    if (!in.task.types.incremental) {
        return std::nullopt;
    }
    const std::uint64_t packet = packet_bytes(in.source);
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

/// A replica that cannot be asked holds nothing back, and its lag would go unseen.
std::optional<CheckFinding> replicas_can_be_asked(const PrecheckInput& in) {
    if (in.task.limits.max_replica_lag.count() == 0) {
        return std::nullopt;
    }
    const bool own_names = at_least(in.destination, Flavour::mariadb, {10, 5, 9});
    if (!in.replicas) {
        return warn(
            "the account may not see which replicas the destination has",
            grant_statement(
                in.destination, own_names ? "REPLICATION MASTER ADMIN" : "REPLICATION SLAVE",
                whole_server));
    }
    std::vector<std::string> silent;
    for (const Replica& replica : *in.replicas) {
        if (!replica.behind) {
            silent.push_back(fmt::format("{} ({})", replica.name, printable(replica.why_unknown)));
        }
    }
    if (in.replicas->empty()) {
        return pass("the destination knows of no replica");
    }
    if (silent.empty()) {
        return pass(counted(in.replicas->size(), "replica") + " can be asked");
    }
    return warn(
        fmt::format(
            "{} of {} cannot be asked: {}", silent.size(), counted(in.replicas->size(), "replica"),
            listed(silent)),
        fmt::format(
            "Start its replication; or see that it says where it is (report_host) and knows the "
            "destination's account, with:\n{}",
            grant_statement(
                in.destination, own_names ? "REPLICA MONITOR" : "REPLICATION CLIENT",
                whole_server)));
}

constexpr std::array capacity_family{
    Check{
        {"capacity.packet", "The destination's packets hold the widest rows",
         "A wider row is refused (error 1153) in the middle of the copy."},
        packets_hold_rows},
    Check{
        {"capacity.redo_log", "The destination's redo log holds the widest rows",
         "MySQL 5.6 refuses a row wider than a tenth of it (error 1118) in the middle of the "
         "copy."},
        redo_log_holds_rows},
    Check{
        {"capacity.source_packet", "The source's packets hold the widest changes",
         "The source stops sending its log at an event larger than its packet (error 1236).",
         CheckStatus::warn},
        source_packet},
    Check{
        {"capacity.space", "The destination has room for the data",
         "A full disk stops the copy and everything else on that server."},
        space_suffices},
    Check{
        {"capacity.replicas", "The destination's replicas say how far behind they are",
         "limits.max_replica_lag spares only replicas that can be asked.", CheckStatus::warn},
        replicas_can_be_asked},
};

}  // namespace

CheckFamily capacity_checks() {
    return capacity_family;
}

}  // namespace cutover
