#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "report/html_sections.hpp"

namespace cutover {
namespace {

// Of each table; a task that is verified hourly has more.
constexpr std::size_t most_open_rows = 10;
constexpr std::size_t most_rows = 50;

/// Verifications in the picture: what still is a bar, not a hair, on a telephone.
constexpr std::size_t most_columns = 60;
/// Few verifications leave room at the right instead of being drawn as wide as the page.
constexpr std::size_t least_columns = 20;

using Verifications = std::vector<const VerificationSummary*>;

std::string outcome_of(const VerificationSummary& verification) {
    return verification.finished ? verification.finished->outcome : std::string("not finished");
}

/// What colour its outcome has: "good", "bad", or "warn" where nothing is known either way.
Markup tone_of(const VerificationSummary& verification) {
    const std::string outcome = outcome_of(verification);
    return outcome == "equal" ? "good"_html : outcome == "different" ? "bad"_html : "warn"_html;
}

double seconds_of(const VerificationSummary& verification) {
    return verification.finished ? verification.finished->seconds : 0;
}

std::uint64_t drift_of(const VerificationSummary& verification) {
    return verification.finished ? verification.finished->discrepancy_count : 0;
}

/// The newest ones, oldest first.
Verifications shown_in_picture(const CaseFile& file) {
    const std::size_t count = std::min(file.history.size(), most_columns);
    Verifications shown;
    std::transform(
        file.history.end() - static_cast<std::ptrdiff_t>(count), file.history.end(),
        std::back_inserter(shown), [](const VerificationSummary& line) { return &line; });
    return shown;
}

/// One line of the picture: a bar for each verification, as high as `height` says, 0 to 100.
template<typename Height, typename Class>
void write_strip(
    Page& page, const Verifications& shown, const Height& height, const Class& class_of) {
    const std::size_t columns = std::max(shown.size(), least_columns);
    page << R"(<svg viewBox="0 0 )"_html << std::to_string(columns * 10)
         << R"( 100" preserveAspectRatio="none" role="img">)"_html;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const VerificationSummary& line = *shown[i];
        const double high = std::clamp(height(line), 0.0, 100.0);
        page << R"(<rect class=")"_html << class_of(line) << R"(" x=")"_html
             << std::to_string(i * 10 + 1) << R"(" width="8" y=")"_html
             << fmt::format("{:.1f}", 100 - high) << R"(" height=")"_html
             << fmt::format("{:.1f}", high) << R"("><title>)"_html << time_text(line.began)
             << ": "_html << outcome_of(line) << ", "_html << duration_text(seconds_of(line))
             << ", "_html << count_text(drift_of(line), "row")
             << " not the same</title></rect>"_html;
    }
    page << "</svg>"_html;
}

/// Height says it as well as colour: what is worse stands out.
void write_outcomes(Page& page, const Verifications& shown) {
    page << R"(<li class="low"><span>Verdict</span>)"_html;
    write_strip(
        page, shown,
        [](const VerificationSummary& line) {
            const std::string outcome = outcome_of(line);
            return outcome == "equal" ? 45.0 : outcome == "different" ? 100.0 : 70.0;
        },
        tone_of);
    page << "</li>\n"_html;
}

void write_durations(Page& page, const Verifications& shown) {
    double longest = 0;
    for (const VerificationSummary* const line : shown) {
        longest = std::max(longest, seconds_of(*line));
    }
    page << "<li><span>Duration<small>up to "_html << duration_text(longest)
         << "</small></span>"_html;
    write_strip(
        page, shown,
        [longest](const VerificationSummary& line) {
            return longest > 0 ? seconds_of(line) / longest * 100 : 0.0;
        },
        [](const VerificationSummary& /*line*/) { return "verify"_html; });
    page << "</li>\n"_html;
}

/// By the number's logarithm: one row that differs must be seen beside a million.
void write_drift(Page& page, const Verifications& shown) {
    std::uint64_t most = 0;
    for (const VerificationSummary* const line : shown) {
        most = std::max(most, drift_of(*line));
    }
    page << "<li><span>Rows not the same<small>"_html
         << (most == 0 ? std::string("none") : fmt::format("up to {}, logarithmic", grouped(most)))
         << "</small></span>"_html;
    write_strip(
        page, shown,
        [most](const VerificationSummary& line) {
            const auto magnitude = [](std::uint64_t rows) {
                return std::log10(1 + static_cast<double>(rows));
            };
            return most == 0 ? 0.0 : magnitude(drift_of(line)) / magnitude(most) * 100;
        },
        [](const VerificationSummary& /*line*/) { return "bad"_html; });
    page << "</li>\n"_html;
}

/// Verdict, duration and drift over time; nothing for a single verification.
void write_picture(Page& page, const CaseFile& file) {
    const Verifications shown = shown_in_picture(file);
    if (shown.size() < 2) {
        return;
    }
    page << R"(<p class="intro">)"_html << count_text(shown.size(), "verification")
         << ", a column each, from "_html << time_text(shown.front()->began)
         << " at the left to "_html << time_text(shown.back()->began) << " at the right.</p>"_html
         << R"(<p class="legend"><span class="good"></span>&#160;equal )"_html
         << R"(<span class="warn"></span>&#160;incomplete or not finished )"_html
         << R"(<span class="bad"></span>&#160;different</p>)"_html
         << "<ul class=\"trend\">\n"_html;
    write_outcomes(page, shown);
    write_durations(page, shown);
    write_drift(page, shown);
    page << "</ul>\n"_html;
}

void write_verification(Page& page, const VerificationSummary& verification) {
    const auto& end = verification.finished;
    page << R"(<tr><td data-label="Began" class="when">)"_html << time_text(verification.began)
         << R"(</td><td data-label="Outcome"><span class="badge )"_html << tone_of(verification)
         << R"(">)"_html << outcome_of(verification)
         << R"(</span></td><td data-label="Took" class="number">)"_html
         << (end ? duration_text(end->seconds) : std::string("-"))
         << R"(</td><td data-label="Tables equal" class="number">)"_html
         << verification.tables_equal << " / "_html << verification.tables
         << R"(</td><td data-label="Rows" class="number">)"_html << verification.rows
         << (verification.rows_carried == 0
                 ? std::string()
                 : fmt::format(" ({} carried)", grouped(verification.rows_carried)))
         << R"(</td><td data-label="Not the same" class="number">)"_html
         << (end ? grouped(end->discrepancy_count) : std::string("-")) << "</td></tr>\n"_html;
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

/// A table of lines, which may be written in parts.
template<typename Line>
struct Listed {
    Markup head;  ///< Of the table.
    void (*write_line)(Page& page, const Line& line);
    const std::vector<Line>& lines;

    /// Newest first.
    void write(Page& page, std::size_t from, std::size_t to) const {
        page << head;
        for (std::size_t i = from; i < to; ++i) {
            write_line(page, lines[lines.size() - 1 - i]);
        }
        page << "</tbody></table></div>"_html;
    }
};

/// The newest lines, those before them folded, and how many there are besides.
template<typename Line>
void write_newest(Page& page, const Listed<Line>& listed) {
    const std::size_t all = listed.lines.size();
    const std::size_t open = std::min(all, most_open_rows);
    const std::size_t shown = std::min(all, most_rows);
    listed.write(page, 0, open);
    if (open < shown) {
        page << "<details><summary>"_html << grouped(shown - open)
             << " before these</summary>"_html;
        listed.write(page, open, shown);
        page << "</details>"_html;
    }
    if (shown < all) {
        page << R"(<p class="quiet">and )"_html << grouped(all - shown) << " older ones</p>"_html;
    }
}

constexpr Markup verifications_head =
    R"(<div class="wide"><table class="stack"><thead><tr><th>Began</th><th>Outcome</th>
<th class="number">Took</th><th class="number">Tables equal</th><th class="number">Rows</th>
<th class="number">Not the same</th></tr></thead><tbody>
)"_html;

constexpr Markup runs_head =
    R"(<div class="wide"><table class="stack"><thead><tr><th>Began</th><th>Command</th>
<th class="number">Took</th><th>Ended</th></tr></thead><tbody>
)"_html;

}  // namespace

void write_history(Page& page, const Certificate& certificate) {
    const CaseFile& file = certificate.file;
    if (file.runs.empty()) {
        return;
    }
    page << R"(<section id="history"><h2>History</h2>)"_html;
    if (!file.history.empty()) {
        page << "<h3>Verifications</h3>"_html;
        write_picture(page, file);
        write_newest<VerificationSummary>(
            page, {verifications_head, write_verification, file.history});
    }
    page << "<h3>Runs</h3>"_html;
    write_newest<RunOnRecord>(page, {runs_head, write_run, file.runs});
    page << "</section>\n"_html;
}

}  // namespace cutover
