#include "report/render_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/utf8.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

constexpr std::size_t line_columns = 80;
constexpr std::size_t most_tables = 20;
constexpr std::size_t most_discrepancies = 10;

/// Code points, which is what a terminal shows of most texts; good enough to break lines.
std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

/// The first `columns` code points of a text.
std::string_view head(std::string_view text, std::size_t columns) {
    std::size_t at = 0;
    for (; at < text.size() && columns > 0; --columns) {
        std::uint32_t code_point = 0;
        at += std::max<std::size_t>(decode_utf8(text, at, code_point), 1);
    }
    return text.substr(0, at);
}

/// Lines of at most `width` columns, broken at spaces, and inside words only where they are wider.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines{""};
    const auto put = [&lines, width](std::string_view word) {
        const bool fits = columns_of(lines.back()) + columns_of(word) + 1 <= width;
        if (!lines.back().empty() && fits) {
            lines.back() += ' ';
        } else if (!lines.back().empty()) {
            lines.emplace_back();
        }
        for (; columns_of(word) > width; word.remove_prefix(head(word, width).size())) {
            lines.back() = head(word, width);
            lines.emplace_back();
        }
        lines.back() += word;
    };
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        if (end > begin) {
            put(text.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return lines;
}

enum class Tone { good, note, warn, bad };

class Text {
  public:
    explicit Text(bool colour) : colour_(colour) {}

    /// Text after an indentation, every line of it.
    void paragraph(std::string_view text, std::size_t indent = 0) {
        for (const std::string& line : wrapped(printable(text), line_columns - indent)) {
            text_ += std::string(indent, ' ') + line + '\n';
        }
    }

    /// A coloured word in a column of its own, and text beside it.
    void item(Tone tone, std::string_view word, std::string_view text) {
        static constexpr std::size_t column = 12;
        std::string mark = painted(tone, word);
        mark.append(column - std::min(column - 1, word.size()), ' ');
        for (const std::string& line : wrapped(printable(text), line_columns - column)) {
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
    for (const TableLine& line : certificate.tables) {
        if (left-- == 0) {
            text.paragraph(
                fmt::format("and {} more", grouped(certificate.tables.size() - most_tables)), 12);
            return;
        }
        const std::string rows =
            line.comparison ? count_text(line.comparison->source_rows.rows, "row") : "not compared";
        text.item(
            tone_of(line.verdict), to_text(line.verdict),
            fmt::format(
                "{}: {}{}", line.source, line.reason.empty() ? rows : line.reason,
                line.limits.empty() ? "" : " (" + line.limits + ")"));
    }
}

std::string in_words(const Discrepancy& discrepancy) {
    std::string words = display(discrepancy.table) + ":";
    for (const NamedValue& part : discrepancy.key) {
        words += fmt::format(" {}={}", part.name, part.value.value_or("NULL"));
    }
    for (const DifferingColumn& column : discrepancy.columns) {
        words += fmt::format(
            "; {}: {} on the source, {} on the destination", column.name,
            column.source.value_or("NULL"), column.destination.value_or("NULL"));
    }
    return words;
}

void write_discrepancies(Text& text, const Certificate& certificate) {
    if (certificate.totals.discrepancies == 0) {
        return;
    }
    text.heading(fmt::format("Discrepancies: {}", grouped(certificate.totals.discrepancies)));
    const auto& listed = certificate.file.verification->discrepancies;
    for (std::size_t i = 0; i < std::min(listed.size(), most_discrepancies); ++i) {
        text.item(Tone::bad, to_text(listed[i].kind), in_words(listed[i]));
    }
    if (certificate.totals.discrepancies > most_discrepancies) {
        text.paragraph("The HTML report lists more (--html FILE).", 12);
    }
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
    write_discrepancies(text, certificate);
    return text.text();
}

}  // namespace cutover
