#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/value_display.hpp"
#include "report/html_sections.hpp"

namespace cutover {
namespace {

/// Above so many rows of a table, all but the first few are folded.
constexpr std::size_t rows_unfolded = 50;
constexpr std::size_t shown_first = 20;

void write_value(Page& page, const std::optional<std::string>& value) {
    if (value) {
        page << R"(<bdi class="value">)"_html << value_display(value) << "</bdi>"_html;
    } else {
        page << R"(<em class="null">NULL</em>)"_html;
    }
}

void write_key(Page& page, const std::vector<NamedValue>& key) {
    for (const NamedValue& part : key) {
        page << R"(<div><bdi class="quiet">)"_html << part.name << "</bdi> = "_html;
        write_value(page, part.value);
        page << "</div>"_html;
    }
}

void write_key(Page& page, const Discrepancy& discrepancy) {
    write_key(page, discrepancy.key);
    if (discrepancy.copies > 1) {
        page << R"(<div class="quiet">)"_html << discrepancy.copies << " times</div>"_html;
    }
}

/// A row that one side lacks is one line; a changed one has a line for each column.
void write_whole_row(Page& page, Discrepancy::Kind kind) {
    const bool missing = kind == Discrepancy::Kind::missing;
    page << R"(<td data-label="Column" class="quiet">whole row</td><td data-label="Source">)"_html
         << (missing ? "is there"_html : R"(<span class="quiet">no such row</span>)"_html)
         << R"(</td><td data-label="Destination">)"_html
         << (missing ? R"(<span class="quiet">no such row</span>)"_html : "is there"_html)
         << "</td></tr>\n"_html;
}

void write_column(Page& page, const DifferingColumn& column) {
    page << R"(<td data-label="Column"><bdi>)"_html << column.name
         << R"(</bdi></td><td data-label="Source" class="was">)"_html;
    write_value(page, column.source);
    page << R"(</td><td data-label="Destination" class="is">)"_html;
    write_value(page, column.destination);
    const std::string parting = parting_display(column.source, column.destination);
    if (!parting.empty()) {
        page << R"(<small class="parting">)"_html << parting << "</small>"_html;
    }
    page << "</td></tr>\n"_html;
}

void write_row(Page& page, const Discrepancy& discrepancy) {
    const std::size_t lines = std::max<std::size_t>(discrepancy.columns.size(), 1);
    page << R"(<tr class="first"><td data-label="Kind" rowspan=")"_html << lines << R"(">)"_html;
    write_badge(page, discrepancy.kind);
    page << R"(</td><td data-label="Key" rowspan=")"_html << lines << R"("><div>)"_html;
    write_key(page, discrepancy);
    page << "</div></td>"_html;
    if (discrepancy.columns.empty()) {
        write_whole_row(page, discrepancy.kind);
        return;
    }
    for (const DifferingColumn& column : discrepancy.columns) {
        if (&column != &discrepancy.columns.front()) {
            page << "<tr>"_html;
        }
        write_column(page, column);
    }
}

using Rows = std::vector<const Discrepancy*>;

void write_rows(Page& page, Rows::const_iterator first, Rows::const_iterator last) {
    page
        << R"(<div class="wide"><table class="stack diff"><thead><tr><th>Kind</th><th>Key</th>)"_html
        << "<th>Column</th><th>Source</th><th>Destination</th></tr></thead><tbody>\n"_html;
    std::for_each(first, last, [&page](const Discrepancy* row) { write_row(page, *row); });
    page << "</tbody></table></div>"_html;
}

/// The first rows show what is wrong; the others are folded, however many they are.
void write_table(Page& page, const std::string& table, const Rows& rows, bool open) {
    page << "<details"_html << (open ? " open"_html : ""_html)
         << R"(><summary><bdi class="name">)"_html << table << R"(</bdi> <span class="quiet">)"_html
         << count_text(rows.size(), "row") << " listed</span></summary>"_html;
    const auto rest = rows.begin() + static_cast<std::ptrdiff_t>(
                                         rows.size() <= rows_unfolded ? rows.size() : shown_first);
    write_rows(page, rows.begin(), rest);
    if (rest != rows.end()) {
        page << "<details><summary>"_html
             << count_text(static_cast<std::uint64_t>(rows.end() - rest), "row")
             << " more</summary>"_html;
        write_rows(page, rest, rows.end());
        page << "</details>"_html;
    }
    page << "</details>\n"_html;
}

void write_cause(Page& page, const Cause& cause) {
    page << R"(<tr><td data-label="Table"><bdi class="name">)"_html << display(cause.table)
         << R"(</bdi></td><td data-label="Cause"><bdi>)"_html << headline(cause) << "</bdi>"_html;
    page << R"(</td><td data-label="Meaning" class="quiet">)"_html << meaning(cause);
    if (!cause.evidence.empty()) {
        page << "<div><bdi>"_html << printable(cause.evidence) << "</bdi></div>"_html;
    }
    page << R"(</td><td data-label="Examples">)"_html;
    for (const std::vector<NamedValue>& key : cause.examples) {
        page << "<div>"_html;
        write_key(page, key);
        page << "</div>"_html;
    }
    page << "</td></tr>\n"_html;
}

/// What made the rows differ, before any of them.
void write_causes(Page& page, const std::vector<Cause>& causes) {
    if (causes.empty()) {
        return;
    }
    page << R"(<h3>Causes</h3><div class="wide"><table class="stack causes"><thead><tr>)"_html
         << "<th>Table</th><th>Cause</th><th>Meaning</th><th>Examples</th></tr></thead>"_html
         << "<tbody>\n"_html;
    for (const Cause& cause : causes) {
        write_cause(page, cause);
    }
    page << "</tbody></table></div>\n<h3>Examples</h3>\n"_html;
}

}  // namespace

void write_discrepancies(Page& page, const Certificate& certificate) {
    const auto& verification = certificate.file.verification;
    if (!verification || (verification->discrepancies.empty() && verification->causes.empty())) {
        return;
    }
    const auto& all = certificate.file.verification->discrepancies;
    std::map<std::string, Rows> tables;
    for (const Discrepancy& discrepancy : all) {
        tables[display(discrepancy.table)].push_back(&discrepancy);
    }
    page << R"(<section id="discrepancies"><h2>Discrepancies</h2><p class="intro">)"_html
         << count_text(certificate.totals.discrepancies, "row is", "rows are")
         << " not the same on both sides, "_html << all.size() << " of them listed here.</p>"_html;
    write_causes(page, verification->causes);
    for (const auto& [table, rows] : tables) {
        write_table(page, table, rows, tables.size() <= 20);
    }
    page << "</section>\n"_html;
}

}  // namespace cutover
