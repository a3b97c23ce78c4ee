#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "report/html_sections.hpp"

namespace cutover {
namespace {

/// Above this many, lists of what is equal are folded.
constexpr std::size_t tables_unfolded = 30;

void write_number(Page& page, Markup label, std::optional<std::uint64_t> number) {
    page << R"(<td class="number" data-label=")"_html << label << R"(">)"_html
         << (number ? grouped(*number) : std::string("-")) << "</td>"_html;
}

void write_table_row(Page& page, const TableLine& line) {
    const auto& compared = line.comparison;
    const bool knows_digest = compared && compared->source_rows.is_known();
    page << R"(<tr><td data-label="Table"><div>)"_html;
    write_names(page, line.source, line.destination);
    if (!line.limits.empty()) {
        page << R"(<p class="reason">)"_html << line.limits << "</p>"_html;
    }
    if (compared && compared->rows_carried > 0) {
        page << R"(<p class="reason">)"_html << count_text(compared->rows_carried, "row")
             << " carried; last read whole on "_html
             << (line.read_whole ? time_text(*line.read_whole)
                                 : std::string("a day that is not on record"))
             << "</p>"_html;
    }
    if (!line.reason.empty()) {
        page << R"(<p class="reason">)"_html << line.reason << "</p>"_html;
    }
    if (compared && !compared->not_prefiltered.empty()) {
        page << R"(<p class="reason">read in spite of --prefilter: )"_html
             << compared->not_prefiltered << "</p>"_html;
    }
    page << R"(</div></td><td data-label="Verdict">)"_html;
    write_badge(page, line.verdict);
    page << "</td>"_html;
    using Count = std::optional<std::uint64_t>;
    write_number(page, "Source rows"_html, compared ? Count(compared->source_rows.rows) : Count());
    write_number(
        page, "Destination rows"_html, compared ? Count(compared->destination_rows.rows) : Count());
    page << R"(<td data-label="Digest" class="mono digest">)"_html
         << (knows_digest ? hex(compared->source_rows.sum) : std::string("-"));
    if (knows_digest && compared->source_rows.sum != compared->destination_rows.sum) {
        page << "<br>"_html << hex(compared->destination_rows.sum);
    }
    page << "</td></tr>\n"_html;
}

using Lines = std::vector<const TableLine*>;

void write_table_of(Page& page, const Lines& lines) {
    page << R"(<div class="wide"><table class="stack tables"><thead><tr><th>Table</th>)"_html
         << R"(<th>Verdict</th><th class="number">Source rows</th>)"_html
         << "<th class=\"number\">Destination rows</th><th>Digest</th></tr></thead><tbody>\n"_html;
    for (const TableLine* const line : lines) {
        write_table_row(page, *line);
    }
    page << "</tbody></table></div>"_html;
}

/// A folded list of what is EQUAL in one database.
void write_equal(Page& page, const std::string& database, const Lines& lines, bool open) {
    std::uint64_t rows = 0;
    for (const TableLine* const line : lines) {
        rows += line->comparison ? line->comparison->source_rows.rows : 0;
    }
    page << "<details"_html << (open ? " open"_html : ""_html) << "><summary>"_html;
    write_badge(page, TableVerdict::equal);
    page << R"( <bdi class="name">)"_html << database << R"(</bdi> <span class="quiet">)"_html
         << count_text(lines.size(), "table") << ", "_html << count_text(rows, "row")
         << "</span></summary>"_html;
    write_table_of(page, lines);
    page << "</details>\n"_html;
}

void write_object_row(Page& page, const ObjectComparison& object) {
    const auto shown = [](const TableName& name) {
        return name.table.empty() ? printable(name.database) : display(name);
    };
    page << R"(<tr><td data-label="Kind">)"_html << object.kind
         << R"(</td><td data-label="Object"><div>)"_html;
    write_names(page, shown(object.source), shown(object.destination));
    if (!object.reason.empty()) {
        page << R"(<p class="reason">)"_html << object.reason << "</p>"_html;
    }
    page << R"(</div></td><td data-label="Verdict">)"_html;
    write_badge(page, object.verdict);
    page << "</td></tr>\n"_html;
}

using Objects = std::vector<ObjectComparison>;

void write_objects_of(Page& page, Objects::const_iterator first, Objects::const_iterator last) {
    page << R"(<div class="wide"><table class="stack"><thead><tr><th>Kind</th><th>Object</th>)"_html
         << "<th>Verdict</th></tr></thead><tbody>\n"_html;
    std::for_each(
        first, last, [&page](const ObjectComparison& object) { write_object_row(page, object); });
    page << "</tbody></table></div>"_html;
}

}  // namespace

void write_tables(Page& page, const Certificate& certificate) {
    if (certificate.tables.empty()) {
        return;
    }
    Lines open;
    std::map<std::string, Lines> equal;
    for (const TableLine& line : certificate.tables) {
        (line.verdict == TableVerdict::equal ? equal[line.database] : open).push_back(&line);
    }
    page << R"(<section id="tables"><h2>Tables</h2>)"_html;
    if (!open.empty()) {
        write_table_of(page, open);
    }
    for (const auto& [database, lines] : equal) {
        write_equal(page, database, lines, certificate.tables.size() <= tables_unfolded);
    }
    page << "</section>\n"_html;
}

void write_objects(Page& page, const Certificate& certificate) {
    const Objects& objects = certificate.objects;
    if (objects.empty()) {
        return;
    }
    const auto equal = std::find_if(objects.begin(), objects.end(), [](const auto& object) {
        return object.verdict == TableVerdict::equal;
    });
    page << R"(<section id="objects"><h2>Definitions</h2><p class="intro">Databases, table )"_html
         << "definitions, views, triggers, routines, events and sequences.</p>"_html;
    if (equal != objects.begin()) {
        write_objects_of(page, objects.begin(), equal);
    }
    if (equal != objects.end()) {
        page << "<details><summary>"_html;
        write_badge(page, TableVerdict::equal);
        page << " "_html
             << count_text(static_cast<std::uint64_t>(objects.end() - equal), "definition")
             << "</summary>"_html;
        write_objects_of(page, equal, objects.end());
        page << "</details>"_html;
    }
    page << "</section>\n"_html;
}

}  // namespace cutover
