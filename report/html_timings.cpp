#include <algorithm>

#include <fmt/format.h>

#include "report/html_sections.hpp"

namespace cutover {
namespace {

constexpr std::size_t most_bars = 12;
constexpr std::size_t most_runs = 50;

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

void write_outcome(Page& page, const RunOnRecord& run) {
    if (!run.end) {
        page << R"(<span class="badge warn">no end on record</span>)"_html;
        return;
    }
    page << R"(<span class="badge )"_html << (run.end->exit_code == 0 ? "good"_html : "bad"_html)
         << R"(">exit )"_html << std::to_string(run.end->exit_code) << "</span>"_html;
    if (!run.end->message.empty()) {
        page << R"(<p class="reason">)"_html;
        write_lines(page, run.end->message);
        page << "</p>"_html;
    }
}

void write_run(Page& page, const RunOnRecord& run) {
    page << R"(<tr><td data-label="Began" class="when">)"_html << time_text(run.began)
         << R"(</td><td data-label="Command"><bdi>)"_html << run.start.command
         << R"(</bdi></td><td data-label="Took" class="number">)"_html
         << (run.end ? duration_text(run.end->seconds) : std::string("-"))
         << R"(</td><td data-label="Ended"><div>)"_html;
    write_outcome(page, run);
    page << "</div></td></tr>\n"_html;
}

void write_verification(Page& page, const VerificationSummary& verification) {
    const auto& end = verification.finished;
    page << R"(<tr><td data-label="Began" class="when">)"_html << time_text(verification.began)
         << R"(</td><td data-label="Outcome">)"_html
         << (!end                      ? R"(<span class="badge warn">)"_html
             : end->outcome == "equal" ? R"(<span class="badge good">)"_html
                                       : R"(<span class="badge bad">)"_html)
         << (end ? end->outcome : std::string("not finished"))
         << R"(</span></td><td data-label="Tables equal" class="number">)"_html
         << verification.tables_equal << " / "_html << verification.tables
         << R"(</td><td data-label="Rows" class="number">)"_html << verification.rows
         << R"(</td><td data-label="Discrepancies" class="number">)"_html
         << (end ? grouped(end->discrepancy_count) : std::string("-")) << "</td></tr>\n"_html;
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

void write_history(Page& page, const Certificate& certificate) {
    const CaseFile& file = certificate.file;
    if (file.runs.empty()) {
        return;
    }
    page << R"(<section id="history"><h2>History</h2>)"_html;
    if (!file.history.empty()) {
        page << R"(<h3>Verifications</h3><div class="wide"><table class="stack"><thead><tr>)"_html
             << R"(<th>Began</th><th>Outcome</th><th class="number">Tables equal</th>)"_html
             << R"(<th class="number">Rows</th><th class="number">Discrepancies</th>)"_html
             << "</tr></thead><tbody>\n"_html;
        std::for_each(
            file.history.rbegin(), file.history.rend(),
            [&page](const VerificationSummary& line) { write_verification(page, line); });
        page << "</tbody></table></div>"_html;
    }
    page
        << R"(<h3>Runs</h3><div class="wide"><table class="stack"><thead><tr><th>Began</th>)"_html
        << "<th>Command</th><th class=\"number\">Took</th><th>Ended</th></tr></thead><tbody>\n"_html;
    const std::size_t shown = std::min(file.runs.size(), most_runs);
    std::for_each(
        file.runs.rbegin(), file.runs.rbegin() + static_cast<std::ptrdiff_t>(shown),
        [&page](const RunOnRecord& run) { write_run(page, run); });
    page << "</tbody></table></div></section>\n"_html;
}

}  // namespace cutover
