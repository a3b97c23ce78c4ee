#include "report/render_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/terminal_columns.hpp"
#include "core/value_display.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

constexpr std::size_t most_tables = 20;
constexpr std::size_t most_discrepancies = 10;
constexpr std::size_t most_verifications = 5;

enum class Tone { good, note, warn, bad };

class Text {
  public:
    explicit Text(bool colour) : colour_(colour) {}

    /// Text after an indentation, every line of it.
    void paragraph(std::string_view text, std::size_t indent = 0) {
        for (const std::string& line : wrapped_lines(printable(text), terminal_columns - indent)) {
            text_ += std::string(indent, ' ') + line + '\n';
        }
    }

    /// A coloured word in a column of its own, and text beside it.
    void item(Tone tone, std::string_view word, std::string_view text) {
        static constexpr std::size_t column = 12;
        std::string mark = painted(tone, word);
        mark.append(column - std::min(column - 1, word.size()), ' ');
        for (const std::string& line : wrapped_lines(printable(text), terminal_columns - column)) {
            text_ += mark + line + '\n';
            mark = std::string(column, ' ');
        }
    }

    void heading(std::string_view text) { text_ += fmt::format("\n{}\n", text); }

    [[nodiscard]] std::string painted(Tone tone, std::string_view word) const {
        static constexpr std::array<int, 4> colours{32, 36, 33, 31};
        return colour_
                   ? fmt::format(
                         "\x1B[1;{}m{}\x1B[0m", colours.at(static_cast<std::size_t>(tone)), word)
                   : std::string(word);
    }

    void raw(const std::string& text) { text_ += text; }

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    bool colour_;
    std::string text_{};
};

Tone tone_of(CriterionStatus status) {
    switch (status) {
        case CriterionStatus::met: return Tone::good;
        case CriterionStatus::waived: return Tone::note;
        case CriterionStatus::unknown: return Tone::warn;
        case CriterionStatus::not_met: return Tone::bad;
    }
    return Tone::bad;
}

Tone tone_of(TableVerdict verdict) {
    switch (verdict) {
        case TableVerdict::equal: return Tone::good;
        case TableVerdict::skipped: return Tone::note;
        case TableVerdict::unproven: return Tone::warn;
        case TableVerdict::different: return Tone::bad;
    }
    return Tone::bad;
}

void write_criteria(Text& text, const Readiness& readiness) {
    text.heading("Criteria");
    for (const Criterion& criterion : readiness.criteria) {
        text.item(tone_of(criterion.status), to_text(criterion.status), criterion.title);
        if (criterion.status != CriterionStatus::met) {
            text.item(Tone::note, "", criterion.evidence);
        }
        if (!criterion.what_to_do.empty()) {
            text.item(Tone::note, "", "To do: " + criterion.what_to_do);
        }
    }
}

void write_scope(Text& text, const Certificate& certificate) {
    const auto& scope = certificate.file.scope;
    if (!scope) {
        return;
    }
    if (!scope->rules.empty()) {
        text.heading("Scope: what is proven is proven of what these rules leave");
        for (const ScopeRule& rule : scope->rules) {
            text.item(
                Tone::note, to_text(rule.kind),
                fmt::format("{}: {} {}", rule.object, in_words(rule.kind), rule.text));
        }
    }
    if (scope->accounts.empty()) {
        return;
    }
    std::string names;
    for (std::size_t i = 0; i < std::min(scope->accounts.size(), most_tables); ++i) {
        names += (i == 0 ? "" : ", ") + scope->accounts[i];
    }
    const bool more = scope->accounts.size() > most_tables;
    text.heading("Accounts of the source, which are not moved");
    text.paragraph(
        names + (more ? fmt::format(" and {} more", scope->accounts.size() - most_tables) : ""),
        12);
}

void write_tables(Text& text, const Certificate& certificate) {
    if (certificate.tables.empty()) {
        return;
    }
    text.heading(fmt::format(
        "Tables: {} of {} EQUAL", grouped(certificate.totals.tables_equal),
        grouped(certificate.totals.tables)));
    std::size_t left = most_tables;
    std::uint64_t equal_rows = 0;
    for (const TableLine& line : certificate.tables) {
        if (line.verdict == TableVerdict::equal) {
            equal_rows += line.comparison ? line.comparison->source_rows.rows : 0;
        } else if (left > 0) {
            --left;
            text.item(
                tone_of(line.verdict), to_text(line.verdict),
                fmt::format("{}: {}", line.source, line.reason));
        }
    }
    const std::size_t open = certificate.tables.size() - certificate.totals.tables_equal;
    if (open > most_tables) {
        text.paragraph(
            fmt::format("and {} more that are not EQUAL", grouped(open - most_tables)), 12);
    }
    if (certificate.totals.tables_equal > 0) {
        text.item(
            Tone::good, to_text(TableVerdict::equal),
            fmt::format(
                "{}, {}; --html FILE lists each",
                count_text(certificate.totals.tables_equal, "table"),
                count_text(equal_rows, "row")));
    }
}

std::vector<const TableLine*> read_in_spite_of_prefilter(const Certificate& certificate) {
    std::vector<const TableLine*> lines;
    for (const TableLine& line : certificate.tables) {
        if (line.comparison && !line.comparison->not_prefiltered.empty()) {
            lines.push_back(&line);
        }
    }
    return lines;
}

/// Where there is more to say of it than that all rows were read.
void write_coverage(Text& text, const Certificate& certificate) {
    const Coverage& coverage = certificate.coverage;
    const std::vector<const TableLine*> in_spite = read_in_spite_of_prefilter(certificate);
    const std::vector<std::string> notes = notes_of(certificate.file);
    if (coverage.tables_carried == 0 && coverage.places.empty() && in_spite.empty() &&
        notes.empty()) {
        return;
    }
    text.heading("How they were compared");
    if (coverage.tables_carried > 0) {
        text.item(Tone::good, "read", read_text(coverage));
        text.item(Tone::note, "carried", carried_text(coverage, certificate.made_at));
    }
    if (!coverage.places.empty()) {
        text.item(Tone::good, "met at", met_text(coverage));
    }
    for (std::size_t i = 0; i < std::min(in_spite.size(), most_tables); ++i) {
        text.item(
            Tone::note, "read",
            fmt::format(
                "{} in spite of --prefilter: {}", in_spite[i]->source,
                in_spite[i]->comparison->not_prefiltered));
    }
    if (in_spite.size() > most_tables) {
        text.paragraph(fmt::format("and {} more", grouped(in_spite.size() - most_tables)), 12);
    }
    for (const std::string& note : notes) {
        text.item(Tone::note, "note", note);
    }
}

std::string in_words(const Discrepancy& discrepancy) {
    std::string words = display(discrepancy.table);
    const char* separator = ": ";
    for (const NamedValue& part : discrepancy.key) {
        words += separator + part.name + " = " + value_display(part.value);
        separator = ", ";
    }
    for (const DifferingColumn& column : discrepancy.columns) {
        const std::string parting = parting_display(column.source, column.destination);
        words += fmt::format(
            "; {}: {} on the source, {} on the destination{}", column.name,
            value_display(column.source), value_display(column.destination),
            parting.empty() ? "" : " (" + parting + ")");
    }
    return words;
}

void write_discrepancies(Text& text, const Certificate& certificate) {
    if (certificate.totals.discrepancies == 0) {
        return;
    }
    text.heading(fmt::format("Discrepancies: {}", grouped(certificate.totals.discrepancies)));
    const auto& causes = certificate.file.verification->causes;
    for (std::size_t i = 0; i < std::min(causes.size(), most_discrepancies); ++i) {
        text.item(
            Tone::warn, "cause",
            fmt::format("{}: {}", display(causes[i].table), headline(causes[i])));
        text.item(Tone::note, "", meaning(causes[i]));
        if (!causes[i].evidence.empty()) {
            text.item(Tone::note, "", printable(causes[i].evidence));
        }
    }
    const auto& listed = certificate.file.verification->discrepancies;
    for (std::size_t i = 0; i < std::min(listed.size(), most_discrepancies); ++i) {
        text.item(Tone::bad, to_text(listed[i].kind), in_words(listed[i]));
    }
    if (certificate.totals.discrepancies > most_discrepancies) {
        text.paragraph("The HTML report lists more (--html FILE).", 12);
    }
}

std::string in_words(const VerificationSummary& verification) {
    const auto& end = verification.finished;
    return fmt::format(
        "{}: {} of {} EQUAL, {}{}{}", time_text(verification.began),
        grouped(verification.tables_equal), count_text(verification.tables, "table"),
        count_text(verification.rows, "row"),
        verification.rows_carried == 0
            ? ""
            : fmt::format(" ({} carried)", grouped(verification.rows_carried)),
        end ? fmt::format(
                  ", {} not the same, in {}", grouped(end->discrepancy_count),
                  duration_text(end->seconds))
            : "");
}

/// The latest ones, where there is more than the one that the report speaks of.
void write_history(Text& text, const Certificate& certificate) {
    const auto& history = certificate.file.history;
    if (history.size() < 2) {
        return;
    }
    const std::size_t shown = std::min(history.size(), most_verifications);
    text.heading(fmt::format("Verifications: {}, latest first", grouped(history.size())));
    for (auto line = history.rbegin(); line != history.rbegin() + static_cast<long>(shown);
         ++line) {
        const std::string outcome = line->finished ? line->finished->outcome : "unfinished";
        text.item(
            outcome == "equal"       ? Tone::good
            : outcome == "different" ? Tone::bad
                                     : Tone::warn,
            printable(outcome), in_words(*line));
    }
}

/// The verdict once more, for after a long page the eye is here.
void write_end(Text& text, const Certificate& certificate) {
    const auto count = [&](CriterionStatus status) {
        const auto& criteria = certificate.readiness.criteria;
        return std::count_if(criteria.begin(), criteria.end(), [status](const Criterion& one) {
            return one.status == status;
        });
    };
    const bool ready = certificate.readiness.ready;
    text.raw("\n");
    text.item(
        ready ? Tone::good : Tone::bad, verdict_text(certificate),
        fmt::format(
            "of {} criteria {} met{}{}{}", certificate.readiness.criteria.size(),
            count(CriterionStatus::met),
            count(CriterionStatus::waived) == 0
                ? ""
                : fmt::format(", {} waived", count(CriterionStatus::waived)),
            count(CriterionStatus::unknown) == 0
                ? ""
                : fmt::format(", {} unknown", count(CriterionStatus::unknown)),
            count(CriterionStatus::not_met) == 0
                ? ""
                : fmt::format(", {} not met", count(CriterionStatus::not_met))));
}

}  // namespace

std::string render_text(const Certificate& certificate, bool colour) {
    Text text(colour);
    const bool ready = certificate.readiness.ready;
    text.raw(fmt::format(
        "{}  ", text.painted(ready ? Tone::good : Tone::bad, verdict_text(certificate))));
    text.paragraph(fmt::format("task {}", certificate.task));
    if (!certificate.file.runs.empty()) {
        text.paragraph(
            fmt::format("{} -> {}", certificate.source.endpoint, certificate.destination.endpoint));
    }
    if (!certificate.position.empty()) {
        text.paragraph(fmt::format("at source position {}", certificate.position));
    }
    write_criteria(text, certificate.readiness);
    write_scope(text, certificate);
    write_tables(text, certificate);
    write_coverage(text, certificate);
    write_discrepancies(text, certificate);
    write_history(text, certificate);
    write_end(text, certificate);
    return text.text();
}

}  // namespace cutover
