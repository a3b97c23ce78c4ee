#include <algorithm>

#include "report/html_sections.hpp"

namespace cutover {
namespace {

void write_criterion(Page& page, const Criterion& criterion) {
    page << R"(<tr><td data-label="Status">)"_html;
    write_badge(page, criterion.status);
    page << R"(</td><td data-label="Criterion"><strong>)"_html << criterion.title
         << R"(</strong><span class="id">)"_html << criterion.id
         << R"(</span></td><td data-label="Evidence">)"_html << criterion.evidence
         << "</td></tr>\n"_html;
}

void write_line(Page& page, Markup label, std::string_view text) {
    if (!text.empty()) {
        page << R"(<p><span class="quiet">)"_html << label << "</span> "_html;
        write_lines(page, text);
        page << "</p>"_html;
    }
}

void write_check(Page& page, const CheckResult& check) {
    page << R"(<tr><td data-label="Status">)"_html;
    write_badge(page, check.status);
    page << R"(</td><td data-label="Check"><strong>)"_html << check.title
         << R"(</strong><span class="id">)"_html << check.id
         << R"(</span></td><td data-label="Found"><div>)"_html;
    write_line(page, "Found:"_html, check.found);
    if (check.status != CheckStatus::pass) {
        write_line(page, "Why it matters:"_html, check.why);
        write_line(page, "What mends it:"_html, check.fix);
        write_line(page, "Ignored, because:"_html, check.ignored_reason);
    }
    page << "</div></td></tr>\n"_html;
}

using Checks = std::vector<CheckResult>;

void write_check_table(Page& page, Checks::const_iterator first, Checks::const_iterator last) {
    page
        << R"(<div class="wide"><table class="stack plain checks"><thead><tr><th>Status</th><th>Check</th>)"_html
        << "<th>What was found</th></tr></thead><tbody>\n"_html;
    std::for_each(first, last, [&page](const CheckResult& check) { write_check(page, check); });
    page << "</tbody></table></div>"_html;
}

}  // namespace

void write_criteria(Page& page, const Certificate& certificate) {
    page
        << R"(<section id="criteria"><h2>Criteria</h2><p class="intro">READY means that each )"_html
        << R"(of these is met, or waived by name with a reason.</p><div class="wide">)"_html
        << R"(<table class="stack plain criteria"><thead><tr><th>Status</th><th>Criterion</th>)"_html
        << "<th>Evidence</th></tr></thead><tbody>\n"_html;
    for (const Criterion& criterion : certificate.readiness.criteria) {
        write_criterion(page, criterion);
    }
    page << "</tbody></table></div></section>\n"_html;
}

void write_checks(Page& page, const Certificate& certificate) {
    const Checks& checks = certificate.checks;
    if (checks.empty()) {
        return;
    }
    const auto passed = std::find_if(checks.begin(), checks.end(), [](const CheckResult& check) {
        return check.status == CheckStatus::pass;
    });
    page << R"(<section id="checks"><h2>Prechecks</h2><p class="intro">Made on )"_html
         << time_text(certificate.file.checks->at) << ".</p>"_html;
    if (passed != checks.begin()) {
        write_check_table(page, checks.begin(), passed);
    }
    if (passed != checks.end()) {
        page << "<details><summary>"_html;
        write_badge(page, CheckStatus::pass);
        page << " "_html << count_text(static_cast<std::uint64_t>(checks.end() - passed), "check")
             << " passed</summary>"_html;
        write_check_table(page, passed, checks.end());
        page << "</details>"_html;
    }
    page << "</section>\n"_html;
}

}  // namespace cutover
