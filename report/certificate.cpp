#include "report/certificate.hpp"

#include <algorithm>
#include <map>

namespace cutover {
namespace {

constexpr const char* never_compared = "it was not compared";

/// Every table that the scope, a copy or a comparison names, by what it is shown as.
std::map<std::string, TableLine> lines_of(const CaseFile& file) {
    std::map<std::string, TableLine> lines;
    for (const std::string& table : file.scope ? file.scope->tables : std::vector<std::string>()) {
        lines[table] = {
            .source = table,
            .database = table.substr(0, table.find('.')),
            .reason = never_compared};
    }
    for (const auto& [name, copy] : file.copies) {
        TableLine& line = lines[display(name)];
        line = {.source = display(name), .reason = never_compared, .copy = copy.table};
        line.database = printable(name.database);
        line.destination = display(copy.table.destination);
    }
    if (file.verification) {
        for (const auto& [name, comparison] : file.verification->tables) {
            TableLine& line = lines[display(name)];
            line.source = display(name);
            line.database = printable(name.database);
            line.destination = display(comparison.destination);
            line.verdict = comparison.verdict;
            line.reason = comparison.reason;
            line.comparison = comparison;
            if (comparison.compared_with != TableName{}) {
                line.limits = "compared with " + display(comparison.compared_with);
            }
            const auto whole = file.read_whole.find(name);
            if (comparison.rows_carried > 0 && whole != file.read_whole.end()) {
                line.read_whole = whole->second;
            }
        }
    }
    return lines;
}

/// "only rows where id > 100; without the columns note".
void add_limits(const CaseFile& file, std::map<std::string, TableLine>& lines) {
    for (const ScopeRule& rule : file.scope ? file.scope->rules : std::vector<ScopeRule>()) {
        const auto line = lines.find(rule.object);
        const bool limits =
            rule.kind == ScopeRule::Kind::where || rule.kind == ScopeRule::Kind::columns;
        if (limits && line != lines.end()) {
            std::string& text = line->second.limits;
            text += (text.empty() ? "" : "; ") + (in_words(rule.kind) + (" " + rule.text));
        }
    }
}

template<typename Line>
bool is_worse(const Line& one, const Line& other) {
    return one.verdict > other.verdict;
}

std::vector<TableLine> table_lines(const CaseFile& file) {
    std::vector<TableLine> lines;
    auto by_name = lines_of(file);
    add_limits(file, by_name);
    lines.reserve(by_name.size());
    for (const auto& [name, line] : by_name) {
        lines.push_back(line);
    }
    std::stable_sort(lines.begin(), lines.end(), is_worse<TableLine>);
    return lines;
}

std::vector<ObjectComparison> object_lines(const CaseFile& file) {
    std::vector<ObjectComparison> lines;
    if (file.verification) {
        for (const auto& [name, object] : file.verification->objects) {
            lines.push_back(object);
        }
    }
    std::stable_sort(lines.begin(), lines.end(), is_worse<ObjectComparison>);
    return lines;
}

int urgency(CheckStatus status) {
    switch (status) {
        case CheckStatus::fail: return 0;
        case CheckStatus::warn: return 1;
        case CheckStatus::ignored: return 2;
        case CheckStatus::pass: return 3;
    }
    return 0;
}

std::vector<CheckResult> check_lines(const CaseFile& file) {
    auto lines = file.checks ? file.checks->checks : std::vector<CheckResult>();
    std::stable_sort(lines.begin(), lines.end(), [](const auto& one, const auto& other) {
        return std::pair(urgency(one.status), one.id) < std::pair(urgency(other.status), other.id);
    });
    return lines;
}

/// Of the runs that copied tables, from start to end; a run without an end is not counted.
double copy_seconds(const CaseFile& file) {
    double seconds = 0;
    for (const RunOnRecord& run : file.runs) {
        if (run.start.command == "migrate" && run.end) {
            seconds += run.end->seconds;
        }
    }
    return seconds;
}

void add_tables(Totals& totals, const std::vector<TableLine>& tables) {
    totals.tables = tables.size();
    for (const TableLine& line : tables) {
        totals.tables_equal += line.verdict == TableVerdict::equal ? 1 : 0;
        if (line.copy) {
            totals.rows_copied += line.copy->rows.rows;
            totals.bytes_copied += line.copy->bytes;
        }
        if (line.comparison) {
            const RowsDigest& rows = line.comparison->source_rows;
            totals.rows_compared += rows;
            totals.rows_compared.rows -= line.comparison->rows_prefiltered;
            totals.is_digest_known = totals.is_digest_known && rows.is_known();
            totals.rows_prefiltered += line.comparison->rows_prefiltered;
            totals.discrepancies += line.comparison->discrepancy_count;
        }
    }
}

Totals totals_of(const Certificate& certificate) {
    Totals totals;
    add_tables(totals, certificate.tables);
    totals.objects = certificate.objects.size();
    totals.objects_equal = static_cast<std::size_t>(std::count_if(
        certificate.objects.begin(), certificate.objects.end(),
        [](const ObjectComparison& object) { return object.verdict == TableVerdict::equal; }));
    totals.copy_seconds = copy_seconds(certificate.file);
    if (certificate.file.verification && certificate.file.verification->finished) {
        totals.verify_seconds = certificate.file.verification->finished->seconds;
    }
    return totals;
}

std::string position_of(const CaseFile& file) {
    if (!file.verification) {
        return {};
    }
    for (const auto& [name, table] : file.verification->tables) {
        if (!table.source_position.empty()) {
            return table.source_position;
        }
    }
    return file.verification->finished ? file.verification->finished->source_position_before
                                       : std::string();
}

}  // namespace

Certificate make_certificate(const CaseFile& file, const CertificateRequest& request) {
    Certificate certificate{
        .task = request.task,
        .made_at = request.made_at,
        .cutover_version = request.cutover_version,
        .readiness = judge(file, request.context),
        .file = file,
        .position = position_of(file),
        .tables = table_lines(file),
        .objects = object_lines(file),
        .checks = check_lines(file),
        .coverage = coverage_of(file)};
    if (!file.runs.empty()) {
        certificate.source = file.runs.back().start.source;
        certificate.destination = file.runs.back().start.destination;
    }
    certificate.totals = totals_of(certificate);
    return certificate;
}

bool is_partial(const Certificate& certificate) {
    const auto& scope = certificate.file.scope;
    return scope &&
           std::any_of(scope->rules.begin(), scope->rules.end(), [](const ScopeRule& rule) {
               return rule.kind != ScopeRule::Kind::rename &&
                      rule.kind != ScopeRule::Kind::name_case;
           });
}

const char* verdict_text(const Certificate& certificate) {
    return certificate.readiness.ready ? "READY" : "NOT READY";
}

}  // namespace cutover
