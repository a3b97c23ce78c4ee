#include <algorithm>

#include <fmt/format.h>

#include "report/html_sections.hpp"

namespace cutover {
namespace {

constexpr std::size_t most_bars = 12;

/// Bars are drawn on a scale of 1,000 units, whatever their width on the page.
constexpr double bar_units = 1'000;

double copy_of(const TableLine& line) {
    return line.copy ? line.copy->seconds : 0;
}

double verify_of(const TableLine& line) {
    return line.comparison ? line.comparison->seconds : 0;
}

std::vector<const TableLine*> slowest(const Certificate& certificate) {
    std::vector<const TableLine*> lines;
    for (const TableLine& line : certificate.tables) {
        if (copy_of(line) + verify_of(line) > 0) {
            lines.push_back(&line);
        }
    }
    std::stable_sort(lines.begin(), lines.end(), [](const TableLine* one, const TableLine* other) {
        return copy_of(*one) + verify_of(*one) > copy_of(*other) + verify_of(*other);
    });
    lines.resize(std::min(lines.size(), most_bars));
    return lines;
}

void write_bar(Page& page, const TableLine& line, double longest) {
    const double copy = copy_of(line) / longest * bar_units;
    const double verify = verify_of(line) / longest * bar_units;
    page << R"(<li><bdi class="name">)"_html << line.source
         << R"(</bdi><svg viewBox="0 0 1000 10" preserveAspectRatio="none" role="img">)"_html
         << "<title>copied in "_html << duration_text(copy_of(line)) << ", compared in "_html
         << duration_text(verify_of(line))
         << R"(</title><rect class="copy" height="10" width=")"_html << fmt::format("{:.1f}", copy)
         << R"("/><rect class="verify" height="10" x=")"_html << fmt::format("{:.1f}", copy)
         << R"(" width=")"_html << fmt::format("{:.1f}", verify) << R"("/></svg><span>)"_html
         << duration_text(copy_of(line)) << " + "_html << duration_text(verify_of(line))
         << "</span></li>\n"_html;
}

void write_rates(Page& page, const Totals& totals) {
    page << R"(<p class="intro">)"_html;
    if (totals.copy_seconds > 0 && totals.rows_copied > 0) {
        page << count_text(totals.rows_copied, "row") << " ("_html << size_text(totals.bytes_copied)
             << ") copied in "_html << duration_text(totals.copy_seconds) << ". "_html;
    }
    if (totals.verify_seconds > 0) {
        page << count_text(totals.rows_compared.rows, "row") << " of each side compared in "_html
             << duration_text(totals.verify_seconds) << "."_html;
    }
    page << "</p>"_html;
}

}  // namespace

void write_timings(Page& page, const Certificate& certificate) {
    const auto lines = slowest(certificate);
    if (lines.empty()) {
        return;
    }
    const double longest = copy_of(*lines.front()) + verify_of(*lines.front());
    page << R"(<section id="timings"><h2>Where the time went</h2>)"_html;
    write_rates(page, certificate.totals);
    page << R"(<p class="legend"><span class="copy"></span> copy )"_html
         << "<span class=\"verify\"></span> verify</p><ul class=\"bars\">\n"_html;
    for (const TableLine* const line : lines) {
        write_bar(page, *line, longest);
    }
    page << "</ul></section>\n"_html;
}

}  // namespace cutover
