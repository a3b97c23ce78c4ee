#include "report/render_html.hpp"

#include "report/html_sections.hpp"

namespace cutover {
namespace {

/// Nothing may be loaded and nothing may run, whatever a value in the page looks like.
void write_head(Page& page, const Certificate& certificate) {
    page << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"_html
         << R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; )"_html
         << "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"_html
         << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"_html
         << "<meta name=\"color-scheme\" content=\"light dark\">\n"_html
         << "<meta name=\"referrer\" content=\"no-referrer\">\n<title>"_html
         << verdict_text(certificate) << " · "_html << certificate.task
         << " · cutover</title>\n<style>"_html << html_style() << "</style>\n</head>\n"_html;
}

void write_footer(Page& page, const Certificate& certificate) {
    const EvidenceChain& chain = certificate.file.chain;
    page << "<footer><p>Made by cutover "_html << certificate.cutover_version << " on "_html
         << time_text(certificate.made_at) << " from "_html << chain.records
         << " records of evidence. This page needs no network and holds no script.</p>"_html;
    if (!chain.last_hash.empty()) {
        page << R"(<p>SHA-256 of the evidence: <span class="mono">)"_html << chain.last_hash
             << "</span></p>"_html;
    }
    page << "</footer>\n"_html;
}

}  // namespace

std::string render_html(const Certificate& certificate) {
    Page page;
    write_head(page, certificate);
    page << "<body>\n<main>\n"_html;
    write_masthead(page, certificate);
    write_verdict(page, certificate);
    write_key_figures(page, certificate);
    write_discrepancies(page, certificate);
    write_criteria(page, certificate);
    write_proof(page, certificate);
    write_scope(page, certificate);
    write_tables(page, certificate);
    write_objects(page, certificate);
    write_checks(page, certificate);
    write_timings(page, certificate);
    write_history(page, certificate);
    write_footer(page, certificate);
    page << "</main>\n</body>\n</html>\n"_html;
    return page.take();
}

}  // namespace cutover
