#pragma once

#include "report/certificate.hpp"
#include "report/markup.hpp"

/// The parts of the page, in the order in which render_html() puts them. Each writes nothing
/// where it has nothing to say.
namespace cutover {

/// The page's only style sheet.
[[nodiscard]] Markup html_style();

// html_verdict.cpp: what a reader in a hurry sees.
void write_masthead(Page& page, const Certificate& certificate);
void write_verdict(Page& page, const Certificate& certificate);
void write_key_figures(Page& page, const Certificate& certificate);

// html_criteria.cpp
void write_criteria(Page& page, const Certificate& certificate);
void write_checks(Page& page, const Certificate& certificate);

// html_scope.cpp
void write_scope(Page& page, const Certificate& certificate);
void write_proof(Page& page, const Certificate& certificate);

// html_rules.cpp: by which rules less than all is moved, and who stays behind.
void write_scope_rules(Page& page, const ScopeOnRecord& scope);
void write_accounts(Page& page, const ScopeOnRecord& scope);

// html_discrepancies.cpp
void write_discrepancies(Page& page, const Certificate& certificate);

// html_tables.cpp
void write_tables(Page& page, const Certificate& certificate);
void write_objects(Page& page, const Certificate& certificate);

// html_timings.cpp
void write_timings(Page& page, const Certificate& certificate);

// html_history.cpp: verdicts, durations and drift over time, and every run.
void write_history(Page& page, const Certificate& certificate);

/// A coloured word. (html_badges.cpp)
void write_badge(Page& page, CriterionStatus status);
void write_badge(Page& page, CheckStatus status);
void write_badge(Page& page, TableVerdict verdict);
void write_badge(Page& page, Discrepancy::Kind kind);

/// Text with the line breaks that it has; statements to paste (lines that end in ";") as such.
void write_lines(Page& page, std::string_view text);

/// "shop.orders", and "-> crm.orders" where it has another name on the destination.
void write_names(Page& page, std::string_view source, std::string_view destination);

}  // namespace cutover
