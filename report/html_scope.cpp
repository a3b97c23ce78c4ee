#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "report/html_sections.hpp"

namespace cutover {
namespace {

void write_fact(Page& page, Markup term, std::string_view fact, bool mono = false) {
    page << "<div><dt>"_html << term << "</dt><dd"_html
         << (mono ? R"( class="mono")"_html : ""_html) << "><bdi>"_html
         << (fact.empty() ? "not on record" : fact) << "</bdi></dd></div>"_html;
}

void write_server(Page& page, Markup title, const ServerOnRecord& server) {
    page << R"(<div class="card"><h3>)"_html << title << R"(</h3><dl class="facts">)"_html;
    write_fact(page, "Address"_html, server.endpoint);
    write_fact(page, "Version"_html, server.version);
    write_fact(
        page, "Encryption"_html,
        server.tls_cipher.empty() ? "none: clear text" : server.tls_cipher);
    write_fact(page, "Identity"_html, server.identity, true);
    page << "</dl></div>"_html;
}

void write_refusals(Page& page, const std::vector<Refusal>& refusals) {
    page << R"(<h3>Left behind</h3><div class="wide"><table class="stack"><thead><tr>)"_html
         << "<th>Object</th><th>Why it cannot be moved</th></tr></thead><tbody>\n"_html;
    for (const Refusal& refusal : refusals) {
        page << R"(<tr><td data-label="Object"><bdi class="name">)"_html << refusal.object
             << R"(</bdi></td><td data-label="Why">)"_html << refusal.reason << "</td></tr>\n"_html;
    }
    page << "</tbody></table></div>"_html;
}

std::string snapshot_text(const CaseFile& file, bool of_source) {
    const SnapshotTaken* latest = nullptr;
    for (const RunOnRecord& run : file.runs) {
        const auto taken = std::find_if(
            run.snapshots.begin(), run.snapshots.end(),
            [&](const SnapshotTaken& one) { return one.of_source == of_source; });
        if (run.start.command == "verify" && taken != run.snapshots.end()) {
            latest = &*taken;
        }
    }
    if (latest == nullptr) {
        return {};
    }
    std::string means = to_text(latest->facts.means);
    std::replace(means.begin(), means.end(), '_', ' ');
    const double held = latest->facts.held_seconds;
    return fmt::format(
        "{}, {}{}", means, count_text(latest->sessions, "session"),
        held > 0 && latest->applied.empty() ? ", lock held for " + duration_text(held) : "");
}

std::string float_rules(const VerificationOnRecord& verification) {
    std::set<std::string> rules;
    for (const auto& [name, table] : verification.tables) {
        rules.insert(table.float_rule);
    }
    const std::string text = names_text({rules.begin(), rules.end()});
    return text == "exact" ? "exact: the IEEE bits are equal" : text;
}

std::uint64_t chunks_of(const VerificationOnRecord& verification) {
    std::uint64_t chunks = 0;
    for (const auto& [name, table] : verification.tables) {
        chunks += table.chunks;
    }
    return chunks;
}

}  // namespace

void write_scope(Page& page, const Certificate& certificate) {
    const CaseFile& file = certificate.file;
    if (file.runs.empty()) {
        return;
    }
    page << R"(<section id="scope"><h2>Scope</h2><div class="pair">)"_html;
    write_server(page, "Source"_html, certificate.source);
    write_server(page, "Destination"_html, certificate.destination);
    page << R"(</div><dl class="facts">)"_html;
    write_fact(page, "Migration types"_html, file.runs.back().start.types);
    write_fact(page, "Task fingerprint"_html, file.runs.back().start.fingerprint, true);
    if (file.scope) {
        write_fact(
            page, "Covered"_html,
            fmt::format(
                "{}, {}", count_text(file.scope->tables.size(), "table"),
                count_text(file.scope->objects.size(), "other object")));
    }
    write_fact(page, "Not moved by design"_html, "user accounts and their grants");
    page << "</dl>"_html;
    if (file.scope) {
        write_scope_rules(page, *file.scope);
        if (!file.scope->refusals.empty()) {
            write_refusals(page, file.scope->refusals);
        }
        write_accounts(page, *file.scope);
    }
    page << "</section>\n"_html;
}

void write_proof(Page& page, const Certificate& certificate) {
    if (!certificate.file.verification) {
        return;
    }
    const VerificationOnRecord& verification = *certificate.file.verification;
    const Totals& totals = certificate.totals;
    page
        << R"(<section id="proof"><h2>What was proven, and how</h2><p class="intro">)"_html
        << (certificate.coverage.tables_carried > 0 ? "Every row but those carried (below) "_html
                                                    : "Every row "_html)
        << "is read from both servers, brought to one canonical form and hashed with 128 bits. "_html
        << "The hashes of a table are added up, so that a missing, extra, doubled or changed row "_html
        << R"(shows. Nothing that the copy recorded is trusted.</p><dl class="facts">)"_html;
    write_fact(page, "Holds at source position"_html, certificate.position, true);
    write_fact(page, "Source read by"_html, snapshot_text(certificate.file, true));
    write_fact(page, "Destination read by"_html, snapshot_text(certificate.file, false));
    write_fact(
        page, "Coverage"_html,
        fmt::format(
            "{} in {} of {}", count_text(totals.rows_compared.rows, "row"),
            count_text(chunks_of(verification), "chunk"),
            count_text(verification.tables.size(), "table")));
    const Coverage& coverage = certificate.coverage;
    if (coverage.tables_carried > 0) {
        write_fact(page, "Read"_html, read_text(coverage));
        write_fact(page, "Carried"_html, carried_text(coverage, certificate.made_at));
    }
    if (totals.rows_prefiltered > 0) {
        write_fact(
            page, "Not read, so not proven"_html,
            count_text(totals.rows_prefiltered, "row") +
                ", agreed by the servers' own digests (--prefilter)");
    }
    if (!coverage.places.empty()) {
        write_fact(page, "Both sides met at"_html, met_text(coverage));
    }
    write_fact(
        page, "Digest of all rows"_html,
        totals.is_digest_known ? hex(totals.rows_compared.sum) : "not known", true);
    write_fact(page, "Floating point"_html, float_rules(verification));
    for (const std::string& note : notes_of(certificate.file)) {
        write_fact(page, "Note"_html, printable(note));
    }
    page << "</dl></section>\n"_html;
}

}  // namespace cutover
