#include "app/plan_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/quantities.hpp"
#include "app/task_run.hpp"
#include "app/terminal_lines.hpp"
#include "core/names.hpp"
#include "core/terminal_columns.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

constexpr std::size_t label_columns = 13;  ///< "destination  ".
constexpr std::size_t name_columns = 34;
constexpr std::size_t key_columns = 14;

std::string counted_tables(const TaskPlan& plan) {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    std::uint64_t chunks = 0;
    for (const TablePlan& table : plan.tables) {
        rows += table.estimated_rows;
        bytes += table.estimated_bytes;
        chunks += estimated_chunks(table);
    }
    return fmt::format(
        "{}, about {}, {}, {}", count_text(plan.tables.size(), "table"), count_text(rows, "row"),
        show_bytes(bytes), count_text(chunks, "chunk"));
}

std::string padded(const std::string& text, std::size_t columns) {
    return text + std::string(columns - std::min(columns, columns_of(text)), ' ');
}

void write_route(TerminalLines& lines, const std::string& source, const std::string& destination) {
    lines.value("  ", source);
    if (source != destination) {
        lines.value("    -> ", destination);
    }
}

void write_table(TerminalLines& lines, const TablePlan& table) {
    const std::string name = display(table.source);
    const std::string key = table.key.empty() ? "(none)" : printable(table.key_name);
    const std::string figures = fmt::format(
        "{:>12}  {:>8}  {:>6}", grouped(table.estimated_rows), show_bytes(table.estimated_bytes),
        grouped(estimated_chunks(table)));
    const bool fits = columns_of(name) < name_columns && columns_of(key) < key_columns;
    if (fits) {
        lines.raw("  " + padded(name, name_columns) + padded(key, key_columns) + figures);
    } else {
        lines.value("  ", name);
        if (columns_of(key) >= key_columns) {
            lines.value("    key ", key);
        }
        const std::string beside = columns_of(key) < key_columns ? key : "";
        lines.raw(std::string(2 + name_columns, ' ') + padded(beside, key_columns) + figures);
    }
    if (table.source != table.destination) {
        lines.value("    -> ", display(table.destination));
    }
    if (!table.where.empty()) {
        lines.value("    where ", printable(table.where));
    }
}

void write_tables(TerminalLines& lines, const TaskPlan& plan) {
    lines.blank();
    lines.raw(counted_tables(plan) + " (the server's estimates)");
    if (plan.tables.empty()) {
        return;
    }
    lines.raw(
        "  " + padded("table", name_columns) + padded("cut by key", key_columns) +
        fmt::format("{:>12}  {:>8}  {:>6}", "rows", "size", "chunks"));
    for (const TablePlan& table : plan.tables) {
        write_table(lines, table);
    }
    if (std::any_of(plan.tables.begin(), plan.tables.end(), [](const TablePlan& table) {
            return table.key.empty();
        })) {
        lines.prose("", "(none): no unique key; read as one chunk in one transaction");
    }
}

void write_objects(TerminalLines& lines, const TaskPlan& plan) {
    if (plan.objects.empty()) {
        return;
    }
    lines.blank();
    lines.raw(count_text(plan.objects.size(), "other object"));
    for (const ObjectPlan& object : plan.objects) {
        const std::string source = display(object.source);
        const std::string destination = display(object.destination);
        lines.value(
            fmt::format("  {:<11}", to_text(object.kind)),
            source == destination ? source : fmt::format("{} -> {}", source, destination));
    }
}

/// Visible where a terminal would act on it; line feeds and tabs are what SQL is laid out with.
std::string without_control(const std::string& sql) {
    std::string shown;
    for (std::size_t at = 0; at < sql.size();) {
        const std::size_t end = std::min(sql.find_first_of("\n\t", at), sql.size());
        shown += printable(std::string_view(sql).substr(at, end - at));
        shown += end < sql.size() ? sql.substr(end, 1) : "";
        at = end + 1;
    }
    return shown;
}

/// A delimiter that the statement does not hold, so that a client takes it in one piece.
std::string delimiter_for(const std::string& sql) {
    if (sql.find(';') == std::string::npos) {
        return ";";
    }
    std::string delimiter = "$$";
    while (sql.find(delimiter) != std::string::npos) {
        delimiter += '$';
    }
    return delimiter;
}

void write_statement(
    TerminalLines& lines, const DdlStatement& statement, const PlanTextOptions& options) {
    lines.blank();
    lines.raw("-- " + printable(statement.purpose));
    if (!statement.database.empty()) {
        const std::string use = "USE " + cutover::quoted_name(statement.database) + ";";
        lines.raw(options.for_terminal ? printable(use) : use);
    }
    const std::string sql = options.for_terminal ? without_control(statement.sql) : statement.sql;
    const std::string delimiter = delimiter_for(sql);
    if (delimiter == ";") {
        lines.raw(sql + ";");
    } else {
        lines.raw(fmt::format("DELIMITER {0}\n{1}{0}\nDELIMITER ;", delimiter, sql));
    }
}

void write_end(
    TerminalLines& lines, const Task& task, const TaskPlan& plan, const PlanTextOptions& options) {
    lines.blank();
    for (const Refusal& refusal : plan.refusals) {
        lines.prose(
            "refused", fmt::format("{}: {}", refusal.object, printable(refusal.reason)),
            "\x1b[1;31m");
    }
    lines.prose(
        "plan", fmt::format(
                    "{} for task {}; nothing was written{}", counted_tables(plan), task.name,
                    plan.refusals.empty()
                        ? ""
                        : fmt::format(
                              "; migrate will not begin: {}",
                              plan.refusals.size() == 1
                                  ? "1 thing is refused"
                                  : grouped(plan.refusals.size()) + " things are refused")));
    const std::string file = printable(options.task_file);
    lines.prose(
        "next:", plan.refusals.empty()
                     ? fmt::format("cutover precheck {} (a plan does not run the checks)", file)
                     : fmt::format(
                           "mend what is refused, or leave it out (\"exclude\"); cutover precheck "
                           "{} says how",
                           file));
}

}  // namespace

std::uint64_t estimated_chunks(const TablePlan& table) {
    return table.key.empty()
               ? 1
               : 1 + table.estimated_rows / std::max<std::uint64_t>(1, table.chunk_rows);
}

std::string plan_text(
    const Task& task,
    const TaskPlan& plan,
    const std::vector<DdlStatement>& statements,
    const PlanTextOptions& options) {
    TerminalLines lines(label_columns, options.colour);
    lines.prose("task", task.name + " (" + to_text(task.types) + ")");
    lines.prose("source", printable(display(task.source)));
    lines.prose("destination", printable(display(task.destination)));
    lines.blank();
    lines.raw(count_text(plan.databases.size(), "database"));
    for (const DatabasePlan& database : plan.databases) {
        write_route(lines, printable(database.source.name), printable(database.destination));
    }
    write_tables(lines, plan);
    write_objects(lines, plan);
    lines.blank();
    lines.raw(count_text(statements.size(), "statement") + ", in this order:");
    for (const DdlStatement& statement : statements) {
        write_statement(lines, statement, options);
    }
    write_end(lines, task, plan, options);
    return lines.text();
}

}  // namespace cutover
