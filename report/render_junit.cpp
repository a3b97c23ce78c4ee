#include "report/render_junit.hpp"

#include <fmt/format.h>

#include "report/markup.hpp"

namespace cutover {
namespace {

enum class Outcome { passed, skipped, failed };

struct TestCase {
    std::string name{};
    Outcome outcome = Outcome::failed;
    std::string word{};  ///< "not met", "DIFFERENT", ...: the failure's type.
    std::string message{};
};

TestCase test_case(const Criterion& criterion) {
    const Outcome outcome = criterion.status == CriterionStatus::met      ? Outcome::passed
                            : criterion.status == CriterionStatus::waived ? Outcome::skipped
                                                                          : Outcome::failed;
    return {criterion.id, outcome, to_text(criterion.status), criterion.evidence};
}

TestCase test_case(const CheckResult& check) {
    const Outcome outcome = check.status == CheckStatus::fail      ? Outcome::failed
                            : check.status == CheckStatus::ignored ? Outcome::skipped
                                                                   : Outcome::passed;
    return {
        check.id, outcome, to_text(check.status),
        check.ignored_reason.empty() ? check.found : check.ignored_reason};
}

Outcome outcome_of(TableVerdict verdict) {
    return verdict == TableVerdict::equal ? Outcome::passed : Outcome::failed;
}

TestCase test_case(const TableLine& line) {
    const std::string name =
        line.limits.empty() ? line.source : fmt::format("{} ({})", line.source, line.limits);
    return {name, outcome_of(line.verdict), to_text(line.verdict), line.reason};
}

TestCase test_case(const ObjectComparison& object) {
    const std::string name =
        object.source.table.empty() ? printable(object.source.database) : display(object.source);
    return {
        fmt::format("{} {}", object.kind, name), outcome_of(object.verdict),
        to_text(object.verdict), object.reason};
}

void write(Page& page, Markup suite, const TestCase& test) {
    page << R"(    <testcase classname="cutover.)"_html << suite << R"(" name=")"_html << test.name
         << R"(")"_html;
    if (test.outcome == Outcome::passed) {
        page << "/>\n"_html;
    } else if (test.outcome == Outcome::skipped) {
        page << R"(><skipped message=")"_html << test.message << "\"/></testcase>\n"_html;
    } else {
        page << R"(><failure type=")"_html << test.word << R"(" message=")"_html << test.message
             << "\"/></testcase>\n"_html;
    }
}

/// Rules and accounts are no tests; properties of a suite are what the format has for them.
void write_scope(Page& page, const ScopeOnRecord& scope) {
    if (scope.rules.empty() && scope.accounts.empty()) {
        return;
    }
    page << "    <properties>\n"_html;
    const auto write_property = [&page](const std::string& name, const std::string& value) {
        page << R"(      <property name=")"_html << name << R"(" value=")"_html << value
             << "\"/>\n"_html;
    };
    for (const ScopeRule& rule : scope.rules) {
        write_property(
            fmt::format("scope.{}", to_text(rule.kind)),
            fmt::format("{}: {} {}", rule.object, in_words(rule.kind), rule.text));
    }
    for (const std::string& account : scope.accounts) {
        write_property("account.not_moved", printable(account));
    }
    page << "    </properties>\n"_html;
}

template<typename Value>
void write_suite(
    Page& page, Markup name, const std::vector<Value>& values, const ScopeOnRecord& scope = {}) {
    std::vector<TestCase> tests;
    std::size_t failed = 0;
    std::size_t skipped = 0;
    for (const Value& value : values) {
        tests.push_back(test_case(value));
        failed += tests.back().outcome == Outcome::failed ? 1U : 0U;
        skipped += tests.back().outcome == Outcome::skipped ? 1U : 0U;
    }
    page << R"(  <testsuite name=")"_html << name << R"(" tests=")"_html
         << std::to_string(tests.size()) << R"(" failures=")"_html << std::to_string(failed)
         << R"(" skipped=")"_html << std::to_string(skipped) << "\">\n"_html;
    write_scope(page, scope);
    for (const TestCase& test : tests) {
        write(page, name, test);
    }
    page << "  </testsuite>\n"_html;
}

}  // namespace

std::string render_junit(const Certificate& certificate) {
    Page page;
    page << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cutover "_html
         << certificate.task << ": "_html << verdict_text(certificate) << "\">\n"_html;
    write_suite(page, "readiness"_html, certificate.readiness.criteria);
    write_suite(page, "checks"_html, certificate.checks);
    write_suite(
        page, "tables"_html, certificate.tables, certificate.file.scope.value_or(ScopeOnRecord()));
    write_suite(page, "objects"_html, certificate.objects);
    page << "</testsuites>\n"_html;
    return page.take();
}

}  // namespace cutover
