#include "verify/since_last.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/engine.hpp"
#include "core/error.hpp"
#include "core/names.hpp"
#include "core/source_log.hpp"
#include "runtime/at_the_same_time.hpp"
#include "verify/carry.hpp"
#include "verify/comparison_id.hpp"
#include "verify/guarded.hpp"

namespace cutover {
namespace {

std::uint32_t reader_of(const LogGround& ground, bool of_source) {
    return reader_id(ground.run + (of_source ? " source" : " destination"));
}

const SideLimits& limits_of(const LogGround& ground, bool of_source) {
    return of_source ? ground.source_limits : ground.destination_limits;
}

/// The upper end of the destination's span lies behind its snapshots: rows that were touched in
/// between are read for nothing, and none is missed.
LogSpan span_of(
    const LogGround& ground,
    const Baseline& baseline,
    const std::vector<std::uint64_t>& most_rows,
    bool of_source) {
    const BaselineSide& then = of_source ? baseline.source : baseline.destination;
    Database& server = of_source ? ground.source : ground.destination;
    return {
        .server = server,
        .of_source = of_source,
        .catalog = of_source ? ground.source_catalog : ground.destination_catalog,
        .from = then.place,
        .up_to = of_source ? ground.source_place
                           : parse_log_place(server.position()).value_or(LogPlace{}),
        .known = then.marks,
        .server_id = reader_of(ground, of_source),
        .limits = limits_of(ground, of_source),
        .most_rows = most_rows,
        .folder = ground.folder};
}

std::string not_the_same_servers(const LogGround& ground, const Baseline& baseline) {
    const auto differs = [](Database& server, const BaselineSide& then, const char* name) {
        return server.facts().identity == then.identity
                   ? std::string()
                   : fmt::format("the {} is another server than then", name);
    };
    const std::string source = differs(ground.source, baseline.source, "source");
    return source.empty() ? differs(ground.destination, baseline.destination, "destination")
                          : source;
}

std::vector<std::uint64_t> rows_that_may_change(
    const std::vector<TableUnderWay>& tables, const Baseline& baseline, bool is_source_exact) {
    std::vector<std::uint64_t> most(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (why_not_carried(tables[i], baseline).empty()) {
            const TableComparison& then = baseline.equal.at(tables[i].pair.source_name);
            most[i] = most_changed(then.source_rows.rows, is_source_exact);
        }
    }
    return most;
}

bool is_untouched(const TouchedTable& table) {
    return table.unknown.empty() && table.touched == 0;
}

using Tell = std::function<void(const std::string&)>;

void tell_what_was_read(
    const std::vector<TableUnderWay>& tables,
    const std::string& since,
    const std::vector<std::string>& why_not,
    const Tell& tell) {
    constexpr std::size_t most_named = 5;
    std::size_t carried = 0;
    std::uint64_t rows_carried = 0;
    std::uint64_t rows_read = 0;
    std::size_t whole = 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const TableUnderWay& table = tables[i];
        if (table.carried) {
            ++carried;
            rows_carried += table.rows_carried;
            rows_read += table.tally.sum.source.rows.rows - table.rows_carried;
        } else if (
            table.pair.obstacle.empty() && table.tally.unreadable.empty() &&
            ++whole <= most_named) {
            tell(fmt::format("{} is read whole: {}.", display(table.pair.source_name), why_not[i]));
        }
    }
    if (whole > most_named) {
        tell(fmt::format("So are {} more tables.", whole - most_named));
    }
    tell(fmt::format(
        "Since {}, by the logs of both servers: {} rows of {} changed and were read again, {} were "
        "carried.",
        since, rows_read, carried == 1 ? "1 table" : fmt::format("{} tables", carried),
        rows_carried));
}

/// For each table, why no snapshot holds its rows still; "": one does.
std::vector<std::string> engines_without_snapshots(
    const std::vector<TableUnderWay>& tables, const Catalog& catalog, bool of_source) {
    std::vector<std::string> engines(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const TablePair& pair = tables[i].pair;
        const TableDefinition* const definition =
            find_table(catalog, (of_source ? pair.source : pair.destination).table);
        if (pair.obstacle.empty() && definition != nullptr && !has_snapshots(definition->engine)) {
            engines[i] = fmt::format("{} has no snapshots", printable(definition->engine));
        }
    }
    return engines;
}

}  // namespace

LogEnds compare_since_last(
    std::vector<TableUnderWay>& tables,
    const Baseline& baseline,
    const LogGround& ground,
    const PassOptions& options,
    const std::function<void(const std::string&)>& tell) {
    std::string why = not_the_same_servers(ground, baseline);
    if (why.empty()) {
        try {
            const std::vector<std::uint64_t> most_rows =
                rows_that_may_change(tables, baseline, ground.is_source_place_exact);
            TouchedRows source;
            TouchedRows destination;
            at_the_same_time(
                [&] { source = touched_rows(tables, span_of(ground, baseline, most_rows, true)); },
                [&] {
                    destination = touched_rows(tables, span_of(ground, baseline, most_rows, false));
                });
            tell_what_was_read(
                tables, baseline.at,
                carry_over(
                    tables, {baseline, source, destination, ground.is_source_place_exact}, options),
                tell);
            if (source.marks && destination.marks) {
                return {{.marks = source.marks}, {.marks = destination.marks}};
            }
            return ends_of_logs(ground);
        } catch (const Error& error) {
            if (!is_log_out_of_reach(error)) {
                throw;
            }
            why = error.what();
        }
    }
    tell(fmt::format("Everything is read, not only what has changed: {}", why));
    return ends_of_logs(ground);
}

EarlierChunks untouched_chunks(
    const std::vector<TableUnderWay>& tables,
    const std::vector<ChunkCompared>& chunks,
    const Baseline& began,
    const LogGround& ground) {
    EarlierChunks earlier;
    for (const ChunkCompared& chunk : chunks) {
        earlier[chunk.source][place_of(chunk.chunk)] = chunk;
    }
    std::vector<std::uint64_t> most_rows(tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const auto found = earlier.find(tables[i].pair.source_name);
        const bool is_of_use =
            tables[i].pair.obstacle.empty() && tables[i].pair.source.also.empty() &&
            found != earlier.end() &&
            found->second.begin()->second.comparison == comparison_id(tables[i].pair);
        most_rows[i] = is_of_use ? 1 : 0;
    }
    if (!not_the_same_servers(ground, began).empty()) {
        return {};
    }
    const TouchedRows source = touched_rows(tables, span_of(ground, began, most_rows, true));
    const TouchedRows destination = touched_rows(tables, span_of(ground, began, most_rows, false));
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (most_rows[i] == 0 || !is_untouched(source.tables[i]) ||
            !is_untouched(destination.tables[i])) {
            earlier.erase(tables[i].pair.source_name);
        }
    }
    return earlier;
}

std::vector<std::string> changed_while_read(
    const std::vector<TableUnderWay>& tables, const LogGround& ground) {
    std::vector<std::string> changed(tables.size());
    const LogPlace now = parse_log_place(ground.source.position()).value_or(LogPlace{});
    if (stands_at(now, ground.source_place)) {
        return changed;
    }
    const TouchedRows touched = touched_rows(
        tables, {.server = ground.source,
                 .catalog = ground.source_catalog,
                 .from = ground.source_place,
                 .up_to = now,
                 .server_id = reader_id(ground.run + " statements"),
                 .limits = ground.source_limits});
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (tables[i].pair.obstacle.empty()) {
            changed[i] = touched.tables[i].unknown;
        }
    }
    return changed;
}

std::vector<std::string> moved_without_snapshots(
    const std::vector<TableUnderWay>& tables, const LogGround& ground, bool of_source) {
    Database& server = of_source ? ground.source : ground.destination;
    const Catalog& catalog = of_source ? ground.source_catalog : ground.destination_catalog;
    std::vector<std::string> moved = engines_without_snapshots(tables, catalog, of_source);
    std::vector<std::uint64_t> most_rows(tables.size());
    std::transform(moved.begin(), moved.end(), most_rows.begin(), [](const std::string& engine) {
        return engine.empty() ? 0U : 1U;
    });
    const LogPlace then = of_source ? ground.source_place : ground.destination_place;
    const LogPlace now = parse_log_place(server.position()).value_or(LogPlace{});
    const bool has_any = std::count(most_rows.begin(), most_rows.end(), 1U) > 0;
    if (!has_any || stands_at(now, then)) {
        return std::vector<std::string>(tables.size());
    }
    try {
        const TouchedRows touched = touched_rows(
            tables, {.server = server,
                     .of_source = of_source,
                     .catalog = catalog,
                     .from = then,
                     .up_to = now,
                     .server_id = reader_id(ground.run + " engines"),
                     .limits = limits_of(ground, of_source),
                     .most_rows = most_rows});
        for (std::size_t i = 0; i < tables.size(); ++i) {
            if (is_untouched(touched.tables[i])) {
                moved[i].clear();
            }
        }
    } catch (const Error& error) {  // nobody can tell whether these tables were written to
        if (!is_log_out_of_reach(error)) {
            throw;
        }
    }
    return moved;
}

LogEnds ends_of_logs(const LogGround& ground) {
    const auto end = [&](Database& server, const LogPlace& place, bool of_source) {
        return place.file.empty()
                   ? LogEnd{.why_unknown = "the server shows no position of a binary log"}
                   : end_of_log(server, place, reader_of(ground, of_source));
    };
    return {
        end(ground.source, ground.source_place, true),
        end(ground.destination, ground.destination_place, false)};
}

}  // namespace cutover
