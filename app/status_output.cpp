#include "app/status_output.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/quantities.hpp"
#include "app/terminal_lines.hpp"
#include "core/names.hpp"
#include "core/timestamp.hpp"
#include "migrate/precheck.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t label_columns = 14;

double percent(std::size_t done, std::size_t all) {
    return all == 0 ? 0 : 100.0 * static_cast<double>(done) / static_cast<double>(all);
}

TableHeadway sum_of(const std::vector<TableProgress>& tables) {
    TableHeadway sum;
    for (const TableProgress& table : tables) {
        const TableHeadway one = headway_of(table);
        sum.chunks += one.chunks;
        sum.chunks_done += one.chunks_done;
        sum.rows += one.rows;
        sum.bytes += one.bytes;
        sum.seconds += one.seconds;
    }
    return sum;
}

std::uint64_t per_second(std::uint64_t count, double seconds) {
    return seconds <= 0 ? 0 : static_cast<std::uint64_t>(static_cast<double>(count) / seconds);
}

std::string phase_of(const Status& status) {
    return status.progress ? to_text(status.progress->phase) : "not begun";
}

Json table_json(const TableProgress& table) {
    const TableHeadway headway = headway_of(table);
    return {
        {"source", display(table.source)},
        {"destination", display(table.destination)},
        {"chunks", headway.chunks},
        {"chunks_done", headway.chunks_done},
        {"percent", percent(headway.chunks_done, headway.chunks)},
        {"rows", headway.rows},
        {"bytes", headway.bytes},
        {"rows_per_second", per_second(headway.rows, headway.seconds)},
        {"bytes_per_second", per_second(headway.bytes, headway.seconds)}};
}

Json verification_json(const Status& status) {
    if (!status.evidence.verification) {
        return nullptr;
    }
    const VerificationOnRecord& last = *status.evidence.verification;
    return {
        {"began", to_rfc3339(last.began)},
        {"outcome", last.finished ? Json(last.finished->outcome) : Json(nullptr)},
        {"tables", last.tables.size()},
        {"discrepancy_count", last.finished ? Json(last.finished->discrepancy_count) : Json()}};
}

std::string or_unknown(const std::string& text) {
    return text.empty() ? "not known" : printable(text);
}

Json applied_json(const Status& status) {
    if (!status.applied) {
        return nullptr;
    }
    return {
        {"position", printable(to_text(status.applied->place))},
        {"transactions", status.applied->transactions},
        {"row_changes", status.applied->rows},
        {"source_position",
         status.source_position.empty() ? Json(nullptr) : Json(status.source_position)},
        {"backlog_bytes", status.backlog_bytes ? Json(*status.backlog_bytes) : Json(nullptr)},
        {"transactions_per_second",
         status.rates ? Json(status.rates->transactions_per_second) : Json(nullptr)},
        {"row_changes_per_second",
         status.rates ? Json(status.rates->row_changes_per_second) : Json(nullptr)}};
}

std::string rates_text(const Status& status) {
    return status.rates
               ? fmt::format(
                     "{:.0f} transactions/s, {:.0f} row changes/s",
                     status.rates->transactions_per_second, status.rates->row_changes_per_second)
               : "not known";
}

std::string backlog_text(const Status& status) {
    return status.backlog_bytes ? show_bytes(*status.backlog_bytes) + " of log" : "not known";
}

std::string lag_text(const Status& status) {
    const std::optional<std::int64_t> lag = lag_seconds(status);
    if (!lag) {
        return "not known";
    }
    return *lag == 0 ? "none" : show_seconds(static_cast<double>(*lag));
}

void write_applied(TerminalLines& lines, const Status& status) {
    if (status.applied) {
        lines.prose(
            "applied", fmt::format(
                           "{} transactions, {} row changes", grouped(status.applied->transactions),
                           grouped(status.applied->rows)));
        lines.prose("up to", or_unknown(to_text(status.applied->place)));
        lines.prose("source at", or_unknown(status.source_position));
        lines.prose("lag", lag_text(status));
        lines.prose("backlog", backlog_text(status));
        lines.prose("rate", rates_text(status));
        if (!status.held.empty()) {
            lines.prose("held", status.held);
        }
    }
    if (!status.log_alarm.empty()) {
        lines.prose("ALARM", status.log_alarm);
    }
}

/// Why the latest migration ended before its end; nothing where it did not, or somebody stopped it.
const RunEnded* last_failure(const Status& status) {
    const RunOnRecord* const run = latest_run(status.evidence, "migrate");
    const bool failed = run != nullptr && run->end && run->end->exit_code != 0 &&
                        run->end->exit_code != static_cast<int>(ExitCode::interrupted);
    return failed ? &*run->end : nullptr;
}

void write_troubles(TerminalLines& lines, const Status& status) {
    if (status.evidence.conflicts > 0) {
        lines.prose(
            "conflicts",
            fmt::format(
                "{} rows overwritten, the latest in {}", grouped(status.evidence.conflicts),
                display(status.evidence.conflict->table)));
    }
    if (const RunEnded* const failure = last_failure(status)) {
        lines.prose(
            "FAILED",
            fmt::format("with exit code {}: {}", failure->exit_code, printable(failure->message)));
    }
    if (status.awaited) {
        lines.prose("WAITS", "for a decision on \"" + printable(status.awaited->sql) + "\"");
    }
}

Json failure_json(const Status& status) {
    const RunEnded* const failure = last_failure(status);
    return failure == nullptr
               ? Json(nullptr)
               : Json{{"exit_code", failure->exit_code}, {"message", failure->message}};
}

std::string verification_text(const Status& status) {
    if (!status.evidence.verification) {
        return "never";
    }
    const VerificationOnRecord& last = *status.evidence.verification;
    return time_text(last.began) + ": " +
           (last.finished ? last.finished->outcome : std::string("not finished"));
}

/// Tables that are copied are counted; the others have a line each, for what is left is the news.
void write_tables(TerminalLines& lines, const std::vector<TableProgress>& tables) {
    std::size_t whole = 0;
    for (const TableProgress& table : tables) {
        const TableHeadway headway = headway_of(table);
        whole += headway.chunks_done == headway.chunks ? 1U : 0U;
    }
    lines.prose("tables", fmt::format("{} of {} copied", grouped(whole), grouped(tables.size())));
    for (const TableProgress& table : tables) {
        const TableHeadway headway = headway_of(table);
        if (headway.chunks_done < headway.chunks) {
            lines.value(
                fmt::format("  {:3.0f} %  ", percent(headway.chunks_done, headway.chunks)),
                fmt::format(
                    "{}: {} of {} chunks, {} rows, {}/s", display(table.source),
                    headway.chunks_done, headway.chunks, grouped(headway.rows),
                    show_bytes(per_second(headway.bytes, headway.seconds))));
        }
    }
}

}  // namespace

TableHeadway headway_of(const TableProgress& table) {
    TableHeadway headway;
    headway.chunks = table.chunks.size();
    for (const ChunkProgress& chunk : table.chunks) {
        if (chunk.done) {
            ++headway.chunks_done;
            headway.rows += chunk.source.rows;
            headway.bytes += chunk.bytes;
            headway.seconds += chunk.seconds;
        }
    }
    return headway;
}

std::optional<std::int64_t> lag_seconds(const Status& status) {
    const std::optional<LogPlace> source = parse_log_place(status.source_position);
    if (!status.applied || !source) {
        return std::nullopt;
    }
    if (has_reached(status.applied->place, *source)) {
        return 0;
    }
    return std::max<std::int64_t>(1, status.now - std::int64_t{status.applied->logged_at});
}

std::string next_while_following(const Status& status, const std::string& migrate) {
    const bool follows = status.run.is_of("migrate");
    const std::string to_switch = fmt::format(
        "to switch, stop the writes, {}run {} with --until caught-up, then with --types "
        "schema,full for the triggers, then verify",
        follows ? "end that run (Ctrl-C or SIGTERM), " : "", follows ? migrate : "it");
    return follows ? fmt::format("nothing while {} follows; {}", status.run.name, to_switch)
                   : fmt::format("{} (it follows on; {})", migrate, to_switch);
}

std::string next_step(const Status& status) {
    const auto run = [&](const char* command) {
        return fmt::format("cutover {} {}", command, printable(status.task_file));
    };
    if (!status.destination_error.empty()) {
        return run("precheck") + " (the destination does not answer)";
    }
    if (!status.progress && status.evidence.checks && blocks(status.evidence.checks->checks)) {
        return run("precheck") + " (a check failed; it says how to mend it)";
    }
    if (!status.progress) {
        return status.evidence.checks ? run("migrate") + " (nothing was copied yet)"
                                      : run("precheck") + " (nothing was done yet)";
    }
    if (status.awaited) {
        return run("resolve") + " (a statement of the source could not be replayed)";
    }
    if (status.progress->phase == Phase::following) {
        return next_while_following(status, run("migrate"));
    }
    if (status.progress->phase != Phase::done && status.run.is_of("migrate")) {
        return run("status --watch") + " (" + status.run.name + " is at it)";
    }
    if (status.progress->phase != Phase::done) {
        return run("migrate") + " (it goes on where it stopped)";
    }
    const auto& last = status.evidence.verification;
    if (!last || !last->finished) {
        return run("verify") + " (the copy is not proven yet)";
    }
    return run("report") + " (verification: " + last->finished->outcome + ")";
}

std::string status_json(const Status& status, bool one_line) {
    Json tables = Json::array();
    for (const TableProgress& table : status.tables) {
        tables.push_back(table_json(table));
    }
    const TableHeadway sum = sum_of(status.tables);
    const Json position =
        status.progress ? Json(printable(status.progress->last_position)) : Json(nullptr);
    const std::optional<std::int64_t> lag = lag_seconds(status);
    const Json document{
        {"task", status.task},
        {"phase", phase_of(status)},
        {"run", status.run.name.empty() ? Json(nullptr) : Json(status.run.name)},
        {"verifying",
         status.verification.name.empty() ? Json(nullptr) : Json(status.verification.name)},
        {"trouble", status.run.trouble.empty() ? Json(nullptr) : Json(status.run.trouble)},
        {"percent", percent(sum.chunks_done, sum.chunks)},
        {"position", position},
        {"lag_seconds", lag ? Json(*lag) : Json(nullptr)},
        {"applied", applied_json(status)},
        {"held", status.held.empty() ? Json(nullptr) : Json(status.held)},
        {"log_alarm", status.log_alarm.empty() ? Json(nullptr) : Json(status.log_alarm)},
        {"conflicts", status.evidence.conflicts},
        {"last_error", failure_json(status)},
        {"awaits_decision", status.awaited ? Json(status.awaited->sql) : Json(nullptr)},
        {"rows", sum.rows},
        {"bytes", sum.bytes},
        {"tables", tables},
        {"verification", verification_json(status)},
        {"destination_error",
         status.destination_error.empty() ? Json(nullptr) : Json(status.destination_error)},
        {"next", next_step(status)}};
    return document.dump(one_line ? -1 : 2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string status_text(const Status& status) {
    const TableHeadway sum = sum_of(status.tables);
    TerminalLines lines(label_columns, false);
    lines.prose("task", status.task);
    if (!status.destination_error.empty()) {
        lines.prose("destination", status.destination_error);
    } else {
        lines.prose("phase", phase_of(status));
    }
    const bool idle = status.run.name.empty() && status.verification.name.empty();
    lines.prose("runs now", idle ? "nothing, seen from this machine" : status.run.name);
    if (!status.verification.name.empty()) {
        lines.prose("", status.verification.name);
    }
    if (!status.run.trouble.empty()) {
        lines.prose("trouble", status.run.trouble);
    }
    if (status.progress) {
        lines.prose(
            "copied", fmt::format(
                          "{:.0f} %: {} rows, {}", percent(sum.chunks_done, sum.chunks),
                          grouped(sum.rows), show_bytes(sum.bytes)));
        lines.prose("position", or_unknown(status.progress->last_position));
        write_tables(lines, status.tables);
        write_applied(lines, status);
    }
    write_troubles(lines, status);
    lines.prose("verification", verification_text(status));
    lines.prose("next:", next_step(status));
    return lines.text();
}

std::string status_line(const Status& status) {
    const auto at = std::chrono::system_clock::time_point(std::chrono::seconds(status.now));
    std::string line = to_rfc3339(at) + "  ";
    if (!status.destination_error.empty()) {
        return line + printable(status.destination_error) + "\n";
    }
    const TableHeadway sum = sum_of(status.tables);
    line +=
        fmt::format("{}, {:.0f} % copied", phase_of(status), percent(sum.chunks_done, sum.chunks));
    if (status.applied) {
        line += fmt::format(
            ", {} transactions applied, lag {}, backlog {}, {}",
            grouped(status.applied->transactions), lag_text(status), backlog_text(status),
            rates_text(status));
    }
    if (!status.log_alarm.empty()) {
        line += ", ALARM: " + status.log_alarm;
    }
    return line + "\n";
}

}  // namespace cutover
