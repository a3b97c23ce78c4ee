#include "report/html_sections.hpp"

namespace cutover {

void write_scope_rules(Page& page, const ScopeOnRecord& scope) {
    if (scope.rules.empty()) {
        return;
    }
    page
        << R"(<h3>Rules of the task</h3><p class="intro">What is proven is proven of the rows, )"_html
        << R"(columns and objects that these leave.</p><div class="wide"><table class="stack">)"_html
        << "<thead><tr><th>Object</th><th>Rule</th></tr></thead><tbody>\n"_html;
    for (const ScopeRule& rule : scope.rules) {
        page << R"(<tr><td data-label="Object"><bdi class="name">)"_html << rule.object
             << R"(</bdi></td><td data-label="Rule"><div>)"_html << in_words(rule.kind)
             << R"( <bdi class="mono">)"_html << rule.text << "</bdi></div></td></tr>\n"_html;
    }
    page << "</tbody></table></div>"_html;
}

void write_accounts(Page& page, const ScopeOnRecord& scope) {
    page << "<h3>Accounts</h3>"_html;
    if (!scope.accounts_known) {
        page
            << "<p>Not moved, and not known: the task's account may not read mysql.user on the "_html
            << "source.</p>"_html;
        return;
    }
    page << "<details><summary>"_html << count_text(scope.accounts.size(), "account")
         << R"( of the source, not moved</summary><ul class="names">)"_html;
    for (const std::string& account : scope.accounts) {
        page << R"(<li><bdi class="mono">)"_html << printable(account) << "</bdi></li>"_html;
    }
    page << "</ul></details>"_html;
}

}  // namespace cutover
