#include "app/text_output.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "app/quantities.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

constexpr std::size_t most_columns = 80;

const char* colour_of(TableVerdict verdict) {
    switch (verdict) {
        case TableVerdict::equal: return "\x1b[32m";
        case TableVerdict::different: return "\x1b[31m";
        case TableVerdict::unproven:
        case TableVerdict::skipped: return "\x1b[33m";
    }
    return "";
}

std::string tag(TableVerdict verdict, bool colour) {
    const std::string text = fmt::format("{:<9}", to_text(verdict));
    return colour ? colour_of(verdict) + text + "\x1b[0m" : text;
}

std::string counted(std::uint64_t count, const std::string& noun) {
    return show_count(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string shown(const std::optional<std::string>& value) {
    return value ? printable(*value) : "NULL";
}

std::string discrepancy_text(const Discrepancy& discrepancy) {
    std::string text =
        fmt::format("  {:<8} {}", to_text(discrepancy.kind), display(discrepancy.table));
    for (const NamedValue& part : discrepancy.key) {
        text += fmt::format(" {}={}", printable(part.name), shown(part.value));
    }
    if (discrepancy.copies != 1) {
        text += fmt::format(" ({} copies)", discrepancy.copies);
    }
    for (const DifferingColumn& column : discrepancy.columns) {
        text += fmt::format(
            "\n             {}: {} | {}", printable(column.name), shown(column.source),
            shown(column.destination));
    }
    return text + "\n";
}

std::string table_text(const TableComparison& table, bool colour) {
    const bool renamed = table.source != table.destination;
    std::string text = fmt::format(
        "  {}  {}{}  {}\n", tag(table.verdict, colour), display(table.source),
        renamed ? " -> " + display(table.destination) : "", counted(table.source_rows.rows, "row"));
    if (!table.reason.empty()) {
        text += wrapped("             " + table.reason, 13) + "\n";
    }
    return text;
}

std::string closing_line(const VerifyReport& report) {
    std::uint64_t rows = 0;
    std::size_t equal = 0;
    for (const TableComparison& table : report.tables) {
        rows += table.source_rows.rows;
        equal += table.verdict == TableVerdict::equal ? 1 : 0;
    }
    std::string text = fmt::format(
        "\n{}: {} of {} equal, {} compared in {}", report.outcome(), equal,
        counted(report.tables.size(), "table"), counted(rows, "row"), show_seconds(report.seconds));
    if (!report.source.position.empty()) {
        text += ", at " + printable(report.source.position);
    }
    return text + "\n";
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent) {
    std::string out;
    std::size_t column = 0;
    const auto begin_line = [&] {
        while (out.ends_with(' ')) {
            out.pop_back();
        }
        out += "\n" + std::string(indent, ' ');
        column = indent;
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string word = printable(text.substr(at, end - at));
        if (column > indent && column + word.size() > most_columns) {
            begin_line();
        }
        out += word;
        column += word.size();
        if (end < text.size() && text[end] == '\n') {
            begin_line();
        } else if (end < text.size() && column < most_columns) {
            out += ' ';
            ++column;
        }
        at = end + 1;
    }
    while (out.ends_with(' ')) {
        out.pop_back();
    }
    return out;
}

std::string verify_text(const VerifyReport& report, bool colour) {
    std::string text;
    for (const TableComparison& table : report.tables) {
        text += table_text(table, colour);
    }
    for (const ObjectComparison& object : report.objects) {
        text += fmt::format(
            "  {}  {} {}\n", tag(object.verdict, colour), object.kind, display(object.source));
        if (!object.reason.empty()) {
            text += wrapped("             " + object.reason, 13) + "\n";
        }
    }
    if (report.discrepancy_count > 0) {
        text += fmt::format(
            "\n{} (source | destination){}\n", counted(report.discrepancy_count, "difference"),
            report.discrepancies.size() < report.discrepancy_count
                ? fmt::format(", the first {} of them", report.discrepancies.size())
                : "");
        for (const Discrepancy& discrepancy : report.discrepancies) {
            text += discrepancy_text(discrepancy);
        }
    }
    for (const std::string& note : report.notes) {
        text += "\n" + wrapped(note, 0) + "\n";
    }
    return text + closing_line(report);
}

std::string plan_text(
    const Task& task, const TaskPlan& plan, const std::vector<DdlStatement>& statements) {
    std::string text = fmt::format(
        "Task {}: {} to {}; nothing is written.\n\n", task.name, printable(display(task.source)),
        printable(display(task.destination)));
    for (const TablePlan& table : plan.tables) {
        const std::uint64_t chunks =
            table.key.empty()
                ? 1
                : 1 + table.estimated_rows / std::max<std::uint64_t>(1, table.chunk_rows);
        text += fmt::format(
            "  table     {} -> {}\n            by {}, about {}, {}, {}\n", display(table.source),
            display(table.destination),
            table.key_name.empty() ? "no key: read as one chunk"
                                   : "key " + printable(table.key_name),
            counted(table.estimated_rows, "row"), show_bytes(table.estimated_bytes),
            counted(chunks, "chunk"));
        if (!table.where.empty()) {
            text += "            where " + printable(table.where) + "\n";
        }
    }
    for (const ObjectPlan& object : plan.objects) {
        text += fmt::format(
            "  {:<9} {} -> {}\n", to_text(object.kind), display(object.source),
            display(object.destination));
    }
    for (const Refusal& refusal : plan.refusals) {
        text +=
            wrapped(fmt::format("  refused   {}: {}", refusal.object, refusal.reason), 12) + "\n";
    }
    text += fmt::format("\n{}:\n", counted(statements.size(), "statement"));
    for (const DdlStatement& statement : statements) {
        text += "\n-- " + printable(statement.purpose) + "\n";
        text += (statement.database.empty() ? "" : "USE " + quoted(statement.database) + ";\n") +
                statement.sql + ";\n";
    }
    return text;
}

}  // namespace cutover
