#include <algorithm>

#include "report/html_sections.hpp"

namespace cutover {
namespace {

void write(Page& page, Markup tone, std::string_view word) {
    page << R"(<span class="badge )"_html << tone << R"(">)"_html << word << "</span>"_html;
}

}  // namespace

void write_badge(Page& page, CriterionStatus status) {
    switch (status) {
        case CriterionStatus::met: return write(page, "good"_html, to_text(status));
        case CriterionStatus::waived: return write(page, "note"_html, to_text(status));
        case CriterionStatus::unknown: return write(page, "warn"_html, to_text(status));
        case CriterionStatus::not_met: return write(page, "bad"_html, to_text(status));
    }
}

void write_badge(Page& page, CheckStatus status) {
    switch (status) {
        case CheckStatus::pass: return write(page, "good"_html, to_text(status));
        case CheckStatus::ignored: return write(page, "note"_html, to_text(status));
        case CheckStatus::warn: return write(page, "warn"_html, to_text(status));
        case CheckStatus::fail: return write(page, "bad"_html, to_text(status));
    }
}

void write_badge(Page& page, TableVerdict verdict) {
    switch (verdict) {
        case TableVerdict::equal: return write(page, "good"_html, to_text(verdict));
        case TableVerdict::skipped: return write(page, "note"_html, to_text(verdict));
        case TableVerdict::unproven: return write(page, "warn"_html, to_text(verdict));
        case TableVerdict::different: return write(page, "bad"_html, to_text(verdict));
    }
}

void write_badge(Page& page, Discrepancy::Kind kind) {
    write(page, "bad"_html, to_text(kind));
}

void write_lines(Page& page, std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        page << (at == 0 ? ""_html : "<br>"_html);
        if (line.ends_with(';')) {
            page << R"(<bdi class="mono">)"_html << line << "</bdi>"_html;
        } else {
            page << line;
        }
        at = end + 1;
    }
}

void write_names(Page& page, std::string_view source, std::string_view destination) {
    page << R"(<bdi class="name">)"_html << source << "</bdi>"_html;
    if (!destination.empty() && destination != source) {
        page << R"( <span class="quiet">&rarr;</span> <bdi class="name">)"_html << destination
             << "</bdi>"_html;
    }
}

}  // namespace cutover
