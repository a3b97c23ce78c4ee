#include <algorithm>

#include <fmt/format.h>

#include "report/html_sections.hpp"

namespace cutover {
namespace {

std::size_t count(const Readiness& readiness, CriterionStatus status) {
    return static_cast<std::size_t>(std::count_if(
        readiness.criteria.begin(), readiness.criteria.end(),
        [status](const Criterion& criterion) { return criterion.status == status; }));
}

std::string ready_sentence(const Certificate& certificate) {
    const Readiness& readiness = certificate.readiness;
    const std::size_t waived = count(readiness, CriterionStatus::waived);
    const std::string met = waived == 0
                                ? fmt::format("All {} criteria are met", readiness.criteria.size())
                                : fmt::format(
                                      "{} criteria are met, {} waived by name",
                                      count(readiness, CriterionStatus::met), waived);
    return fmt::format(
        "The destination holds exactly what {}{}. {}.",
        is_partial(certificate) ? "the task selects of the source (see Scope)" : "the source held",
        certificate.position.empty() ? "" : ", as it was at " + certificate.position, met);
}

/// One sentence that says why, before any list.
std::string in_one_sentence(const Certificate& certificate) {
    const Readiness& readiness = certificate.readiness;
    const std::size_t failed = count(readiness, CriterionStatus::not_met);
    const std::size_t open = count(readiness, CriterionStatus::unknown);
    if (readiness.ready) {
        return ready_sentence(certificate);
    }
    if (certificate.file.runs.empty()) {
        return "There is no evidence yet: nothing has been copied or compared on record.";
    }
    if (certificate.totals.discrepancies > 0) {
        return fmt::format(
            "The destination does not hold what the task selects of the source: {} not the same.",
            count_text(certificate.totals.discrepancies, "row is", "rows are"));
    }
    if (failed == 0) {
        return fmt::format(
            "Nothing speaks against the destination, but {} not proven yet.",
            count_text(open, "thing is", "things are"));
    }
    return fmt::format(
        "{} of {} criteria {} not met{}.", failed, readiness.criteria.size(),
        failed == 1 ? "is" : "are", open == 0 ? "" : fmt::format(", {} not proven", open));
}

void write_reasons(Page& page, const Readiness& readiness) {
    page << R"(<h2>What stands in the way</h2><ul class="reasons">)"_html;
    for (const CriterionStatus status : {CriterionStatus::not_met, CriterionStatus::unknown}) {
        for (const Criterion& criterion : readiness.criteria) {
            if (criterion.status == status) {
                page << "<li>"_html;
                write_badge(page, status);
                page << "<div><strong>"_html << criterion.title << "</strong><br>"_html
                     << criterion.evidence << "</div></li>"_html;
            }
        }
    }
    page << "</ul>"_html;
}

/// Each advice once, those for what is not met first.
std::vector<std::string> advice(const Readiness& readiness) {
    std::vector<std::string> steps;
    for (const CriterionStatus status : {CriterionStatus::not_met, CriterionStatus::unknown}) {
        for (const Criterion& criterion : readiness.criteria) {
            if (criterion.status == status &&
                std::find(steps.begin(), steps.end(), criterion.what_to_do) == steps.end()) {
                steps.push_back(criterion.what_to_do);
            }
        }
    }
    return steps;
}

std::vector<std::string> next_steps(const Certificate& certificate) {
    if (certificate.file.runs.empty()) {
        return {"Run cutover migrate, then cutover verify, then this report again."};
    }
    if (!certificate.readiness.ready) {
        return advice(certificate.readiness);
    }
    return {
        "Keep writes to the source stopped: the verdict holds at the position above and not after "
        "it.",
        "Create the accounts and grants that applications need; cutover does not move them.",
        "Point the applications at " + certificate.destination.endpoint + ".",
        "Keep this page and evidence.sqlite: they are the proof."};
}

void write_tile(
    Page& page, std::string_view label, std::string_view figure, std::string_view note) {
    page << R"(<div class="tile"><dt>)"_html << label << "</dt><dd>"_html << figure
         << "<small>"_html << note << "</small></dd></div>"_html;
}

}  // namespace

void write_masthead(Page& page, const Certificate& certificate) {
    page << R"(<header><p class="kicker">Readiness certificate</p><h1><bdi>)"_html
         << certificate.task << R"(</bdi></h1><p class="route">)"_html;
    if (!certificate.file.runs.empty()) {
        page << "<bdi>"_html << certificate.source.endpoint
             << R"(</bdi> <span aria-label="to">&rarr;</span> <bdi>)"_html
             << certificate.destination.endpoint << "</bdi> &middot; "_html;
    }
    page << "<time>"_html << time_text(certificate.made_at) << "</time></p></header>\n"_html;
}

void write_verdict(Page& page, const Certificate& certificate) {
    const Readiness& readiness = certificate.readiness;
    const bool refuted = count(readiness, CriterionStatus::not_met) > 0;
    page << R"(<section class="verdict )"_html
         << (readiness.ready ? "good"_html
             : refuted       ? "bad"_html
                             : "warn"_html)
         << R"("><div class="word"><svg viewBox="0 0 24 24" aria-hidden="true">)"_html
         << R"(<circle cx="12" cy="12" r="11"/>)"_html
         << (readiness.ready ? R"(<path d="M6.8 12.4l3.6 3.6 6.9-7.6"/>)"_html
             : refuted       ? R"(<path d="M8 8l8 8M16 8l-8 8"/>)"_html
                             : R"(<path d="M12 6.5v7M12 17v.2"/>)"_html)
         << "</svg><p>"_html << verdict_text(certificate) << R"(</p></div><p class="lead">)"_html
         << in_one_sentence(certificate) << "</p>"_html;
    if (!readiness.ready && !certificate.file.runs.empty()) {
        write_reasons(page, readiness);
    }
    page << "<h2>What to do next</h2><ol>"_html;
    for (const std::string& step : next_steps(certificate)) {
        page << "<li>"_html << step << "</li>"_html;
    }
    page << "</ol></section>\n"_html;
}

void write_key_figures(Page& page, const Certificate& certificate) {
    const Totals& totals = certificate.totals;
    if (!certificate.file.verification) {
        return;
    }
    const VerificationOnRecord& verification = *certificate.file.verification;
    page << R"(<dl class="tiles">)"_html;
    write_tile(
        page, "Tables equal",
        fmt::format("{} / {}", grouped(totals.tables_equal), grouped(totals.tables)),
        totals.objects == 0
            ? std::string("no definitions compared")
            : fmt::format(
                  "{} of {} definitions", grouped(totals.objects_equal), grouped(totals.objects)));
    write_tile(
        page, "Rows compared", grouped(totals.rows_compared.rows),
        fmt::format(
            "{}{}", totals.verify_seconds > 0 ? "in " + duration_text(totals.verify_seconds) : "",
            certificate.coverage.rows_carried == 0
                ? ""
                : fmt::format(", {} of them carried", grouped(certificate.coverage.rows_carried))));
    write_tile(
        page, "Discrepancies", grouped(totals.discrepancies),
        totals.discrepancies == 0 ? "none found" : "rows that are not the same");
    const std::string verified = time_text(verification.last_at);
    write_tile(
        page, "Verified", verified.substr(0, 10),
        fmt::format(
            "{} UTC{}", verified.substr(11, 5),
            certificate.position.empty() ? "" : ", at " + certificate.position));
    page << "</dl>\n"_html;
}

}  // namespace cutover
