#include "app/verify_text.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/quantities.hpp"
#include "app/terminal_lines.hpp"
#include "core/names.hpp"
#include "core/value_display.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

constexpr std::size_t label_columns = 11;  ///< "DIFFERENT  ".

const char* paint_of(TableVerdict verdict) {
    switch (verdict) {
        case TableVerdict::equal: return "\x1b[1;32m";
        case TableVerdict::different: return "\x1b[1;31m";
        case TableVerdict::unproven:
        case TableVerdict::skipped: return "\x1b[1;33m";
    }
    return "";
}

std::string route(const std::string& source, const std::string& destination) {
    return source.empty() || source == destination || destination.empty()
               ? (source.empty() ? destination : source)
               : source + " -> " + destination;
}

std::string name_of(const TableComparison& table) {
    return route(display(table.source), display(table.destination));
}

std::string name_of(const ObjectComparison& object) {
    return object.kind + " " + route(display(object.source), display(object.destination));
}

class VerifyText {
  public:
    VerifyText(const VerifyReport& report, const VerifyTextOptions& options)
        : report_(report), options_(options), lines_(label_columns, options.colour) {
        std::map<TableName, TableName> whole;  // whose comparison has a table's rows
        for (const TableComparison& table : report.tables) {
            const bool is_part = table.compared_with != TableName{};
            whole[table.source] = is_part ? table.compared_with : table.source;
        }
        for (const Discrepancy& discrepancy : report.discrepancies) {
            const auto found = whole.find(discrepancy.table);
            listed_[found == whole.end() ? discrepancy.table : found->second].push_back(
                &discrepancy);
        }
    }

    std::string run() {
        equal();
        for (const TableVerdict verdict :
             {TableVerdict::skipped, TableVerdict::unproven, TableVerdict::different}) {
            items(verdict);
        }
        for (const std::string& note : report_.notes) {
            lines_.prose("note", printable(note));
        }
        closing();
        return lines_.text();
    }

  private:
    void verdict(TableVerdict verdict, std::string_view prose) {
        lines_.prose(to_text(verdict), prose, paint_of(verdict));
    }

    void equal() {
        std::map<std::string, std::size_t> kinds;
        std::size_t tables = 0;
        std::uint64_t rows = 0;
        for (const TableComparison& table : report_.tables) {
            if (table.verdict == TableVerdict::equal) {
                ++tables;
                rows += table.source_rows.rows;
                equal_table(table);
            }
        }
        for (const ObjectComparison& object : report_.objects) {
            if (object.verdict == TableVerdict::equal) {
                ++kinds[object.kind];
                equal_line(name_of(object));
            }
        }
        std::string summary =
            tables == 0
                ? std::string()
                : fmt::format("{} ({})", count_text(tables, "table"), count_text(rows, "row"));
        for (const auto& [kind, count] : kinds) {
            summary += (summary.empty() ? "" : ", ") + count_text(count, kind);
        }
        if (!summary.empty()) {
            verdict(TableVerdict::equal, summary + (options_.all ? "" : "; --all lists them"));
        }
    }

    /// What is equal only by a rule is never passed over in silence.
    void equal_table(const TableComparison& table) {
        if (table.compared_with != TableName{}) {
            equal_line(name_of(table) + ": compared with " + display(table.compared_with));
            return;
        }
        const std::string line =
            fmt::format("{}: {}", name_of(table), count_text(table.source_rows.rows, "row"));
        if (table.equal_only_rounded > 0) {
            verdict(
                TableVerdict::equal, fmt::format(
                                         "{}, {} of them by the rule {} alone", line,
                                         grouped(table.equal_only_rounded), table.float_rule));
        } else {
            equal_line(line);
        }
    }

    void equal_line(const std::string& line) {
        if (options_.all) {
            verdict(TableVerdict::equal, line);
        }
    }

    /// Everything of one verdict; what is to be done about it once for all that it fits.
    void items(TableVerdict wanted) {
        std::string next;
        bool first = true;
        const auto item = [&](const std::string& text, const std::string& advice) {
            next_step(next != advice ? next : "");
            if (first || next != advice) {
                lines_.blank();
            }
            verdict(wanted, text);
            next = advice;
            first = false;
        };
        for (const ObjectComparison& object : report_.objects) {
            if (object.verdict == wanted) {
                item(
                    name_of(object) + ": " + printable(object.reason),
                    advice_on(object, options_.circumstances));
            }
        }
        for (const TableComparison& table : report_.tables) {
            if (table.verdict == wanted) {
                if (table.discrepancy_count > 0 &&
                    next == advice_on(table, options_.circumstances)) {
                    lines_.blank();
                }
                item(
                    name_of(table) + ": " + printable(table.reason),
                    advice_on(table, options_.circumstances));
                differences(table);
            }
        }
        next_step(next);
    }

    void next_step(const std::string& advice) {
        if (!advice.empty()) {
            lines_.prose("next:", printable(advice));
        }
    }

    void differences(const TableComparison& table) {
        if (table.discrepancy_count == 0) {
            return;
        }
        causes(table);
        const auto found = listed_.find(table.source);
        const std::size_t listed = found == listed_.end() ? 0 : found->second.size();
        for (std::size_t i = 0; i < listed; ++i) {
            difference(*found->second[i], table.source);
        }
        if (listed < table.discrepancy_count) {
            lines_.prose(
                "", fmt::format(
                        "and {} more (--max-discrepancies lists more; --repair-sql mends all)",
                        grouped(table.discrepancy_count - listed)));
        }
    }

    /// In front of the rows: what made them differ is what people need to know first.
    /// That nothing is known is worth a line only beside what is.
    void causes(const TableComparison& table) {
        const bool any =
            std::any_of(report_.causes.begin(), report_.causes.end(), [&](const Cause& cause) {
                return cause.table == table.source && cause.kind != CauseKind::unexplained;
            });
        for (const Cause& cause : report_.causes) {
            if (any && cause.table == table.source) {
                lines_.prose("  cause", headline(cause));
                lines_.prose("", meaning(cause));
                if (!cause.evidence.empty()) {
                    lines_.prose("", printable(cause.evidence));
                }
            }
        }
    }

    void difference(const Discrepancy& discrepancy, const TableName& heading) {
        std::string key;
        for (const NamedValue& part : discrepancy.key) {
            key += fmt::format(
                "{}{} = {}", key.empty() ? "" : ", ", printable(part.name),
                value_display(part.value));
        }
        if (discrepancy.copies != 1) {
            key += fmt::format(" ({} copies)", grouped(discrepancy.copies));
        }
        if (discrepancy.table != heading) {
            key += " of " + display(discrepancy.table);
        }
        lines_.value(fmt::format("  {:<7}  ", to_text(discrepancy.kind)), key);
        for (const DifferingColumn& column : discrepancy.columns) {
            lines_.value(std::string(label_columns, ' '), printable(column.name));
            lines_.value("             source       ", value_display(column.source));
            lines_.value("             destination  ", value_display(column.destination));
            const std::string parting = parting_display(column.source, column.destination);
            if (!parting.empty()) {
                lines_.value("             ", parting);
            }
        }
    }

    void closing() {
        lines_.blank();
        const std::string outcome = report_.outcome();
        if (outcome == "equal") {
            lines_.prose("EQUAL", everything_equal(), paint_of(TableVerdict::equal));
        } else if (outcome == "different") {
            lines_.prose("DIFFERENT", what_differs(), paint_of(TableVerdict::different));
        } else {
            lines_.prose("INCOMPLETE", what_is_open(), paint_of(TableVerdict::unproven));
        }
        where_and_when();
        if (outcome == "equal") {
            next_step("cutover report " + options_.circumstances.task_file + " --html report.html");
        } else if (report_.tables.empty() && report_.objects.empty()) {
            next_step("correct --tables, or \"objects\" in the task file, and verify again");
        }
    }

    [[nodiscard]] std::size_t tables_of(TableVerdict verdict) const {
        return static_cast<std::size_t>(std::count_if(
            report_.tables.begin(), report_.tables.end(),
            [verdict](const TableComparison& table) { return table.verdict == verdict; }));
    }

    [[nodiscard]] std::size_t objects_of(TableVerdict verdict) const {
        return static_cast<std::size_t>(std::count_if(
            report_.objects.begin(), report_.objects.end(),
            [verdict](const ObjectComparison& object) { return object.verdict == verdict; }));
    }

    [[nodiscard]] std::string everything_equal() const {
        return fmt::format(
            "{}{} and {}", report_.tables.size() == 1 ? "" : "all ",
            count_text(report_.tables.size(), "table"),
            count_text(report_.objects.size(), "definition"));
    }

    /// "3 of 21 tables and 1 of 33 definitions".
    [[nodiscard]] std::string shares(std::size_t tables, std::size_t objects) const {
        std::string text;
        if (tables > 0) {
            text = fmt::format(
                "{} of {}", grouped(tables), count_text(report_.tables.size(), "table"));
        }
        if (objects > 0) {
            text += fmt::format(
                "{}{} of {}", text.empty() ? "" : ", ", grouped(objects),
                count_text(report_.objects.size(), "definition"));
        }
        return text;
    }

    [[nodiscard]] std::string what_differs() const {
        const std::uint64_t rows = report_.discrepancy_count;
        const std::string open = shares(
            tables_of(TableVerdict::unproven) + tables_of(TableVerdict::skipped),
            objects_of(TableVerdict::unproven) + objects_of(TableVerdict::skipped));
        return shares(tables_of(TableVerdict::different), objects_of(TableVerdict::different)) +
               (rows == 0 ? "" : fmt::format("; {} not the same", count_text(rows, "row"))) +
               (open.empty() ? "" : "; not proven: " + open);
    }

    [[nodiscard]] std::string what_is_open() const {
        if (report_.tables.empty() && report_.objects.empty()) {
            return "nothing was compared: the task, or --tables, selects nothing";
        }
        return "no difference was found, but not proven: " +
               shares(
                   tables_of(TableVerdict::unproven) + tables_of(TableVerdict::skipped),
                   objects_of(TableVerdict::unproven) + objects_of(TableVerdict::skipped));
    }

    void where_and_when() {
        std::uint64_t rows = 0;
        std::uint64_t carried = 0;
        std::uint64_t unread = 0;
        for (const TableComparison& table : report_.tables) {
            rows += table.source_rows.rows - table.rows_carried - table.rows_prefiltered;
            carried += table.rows_carried;
            unread += table.rows_prefiltered;
        }
        lines_.prose(
            "",
            fmt::format(
                "{} read{} in {}{}{}{}", count_text(rows, "row"),
                carried == 0 ? " from each server" : "", show_seconds(report_.seconds),
                carried == 0 ? ""
                             : fmt::format(
                                   "; {} carried, for neither log names them since the last "
                                   "verification",
                                   grouped(carried)),
                unread == 0
                    ? ""
                    : fmt::format(
                          "; {} not read, agreed by the servers' own digests", grouped(unread)),
                report_.resumed_chunks == 0 ? ""
                                            : fmt::format(
                                                  "; {} taken over from the run before",
                                                  count_text(report_.resumed_chunks, "chunk"))));
        side("source", options_.source, report_.source);
        side("destination", options_.destination, report_.destination);
        if (!report_.met_at.empty()) {
            lines_.prose(
                "", fmt::format(
                        "both as the source was at {}, while it is followed: the applier stood "
                        "still for {} for that",
                        printable(report_.met_at), show_seconds(report_.destination.held_seconds)));
        }
    }

    void side(const char* name, const std::string& endpoint, const SnapshotFacts& facts) {
        const std::string& position = facts.position.empty() ? facts.gtid_set : facts.position;
        if (!endpoint.empty() || !position.empty()) {
            lines_.prose(
                "", fmt::format(
                        "{:<11} {}{}", name, printable(endpoint),
                        position.empty() ? "" : " at " + printable(position)));
        }
    }

    const VerifyReport& report_;
    const VerifyTextOptions& options_;
    std::map<TableName, std::vector<const Discrepancy*>> listed_{};
    TerminalLines lines_;
};

}  // namespace

std::string verify_text(const VerifyReport& report, const VerifyTextOptions& options) {
    return VerifyText(report, options).run();
}

}  // namespace cutover
