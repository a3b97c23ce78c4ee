#include "selftest/trial.hpp"

#include <algorithm>
#include <string_view>

namespace cutover {
namespace {

std::string sorted(std::vector<std::string> lines) {
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) {
        text += (text.empty() ? "" : "; ") + line;
    }
    return text;
}

std::string line_of(const Discrepancy& discrepancy) {
    std::string line = to_text(discrepancy.kind);
    for (const NamedValue& part : discrepancy.key) {
        line += " " + part.value.value_or("NULL");
    }
    const char* before = ": ";
    for (const DifferingColumn& column : discrepancy.columns) {
        line += before + column.name;
        before = " ";
    }
    return discrepancy.copies > 1 ? line + " x" + std::to_string(discrepancy.copies) : line;
}

const TableDefinition& definition_of(const ScratchVerification& verification, const char* table) {
    const auto& tables = verification.catalog().tables;
    return *std::find_if(tables.begin(), tables.end(), [&](const TableDefinition& one) {
        return one.name.table == table;
    });
}

PeerAnswers peers_of(
    const Trial& trial, ScratchDatabases& databases, const ScratchVerification& verification) {
    const TableDefinition& here = definition_of(verification, trial.table.name);
    TableDefinition there = here;
    there.name.database = databases.destination_name();
    return ask_peers(databases.source(), here, databases.destination(), there);
}

}  // namespace

const char* to_text(Answer answer) {
    switch (answer) {
        case Answer::right: return "right";
        case Answer::mislocated: return "mislocated";
        case Answer::missed: return "missed";
        case Answer::false_alarm: return "false alarm";
        case Answer::unproven: return "unproven";
        case Answer::not_there: return "not there";
    }
    return "unproven";
}

std::string findings_text(const VerifyReport& report) {
    std::vector<std::string> lines;
    for (const Discrepancy& discrepancy : report.discrepancies) {
        lines.push_back(line_of(discrepancy));
    }
    for (const ObjectComparison& object : report.objects) {
        if (object.verdict == TableVerdict::different) {
            lines.push_back(object.kind + " of " + object.source.table);
        }
    }
    return sorted(std::move(lines));
}

std::string expected_text(const SeedKind& kind, const Places& places) {
    constexpr std::string_view every = "every ";
    std::vector<std::string> lines;
    const std::string_view text = kind.expected;
    if (text.starts_with(every)) {
        for (const std::uint64_t id : test_ids()) {
            lines.push_back(expand(text.substr(every.size()), {{"id", id}}));
        }
        return sorted(std::move(lines));
    }
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find("; ", begin), text.size());
        lines.push_back(expand(text.substr(begin, end - begin), places));
        begin = std::min(end + 2, text.size());
    }
    return sorted(std::move(lines));
}

Answer judge(const SeedKind& kind, const std::string& expected, const VerifyReport& report) {
    const std::string outcome = report.outcome();
    if (outcome == "incomplete") {
        return Answer::unproven;
    }
    if (kind.is_control()) {
        return outcome == "equal" ? Answer::right : Answer::false_alarm;
    }
    if (outcome == "equal") {
        return Answer::missed;
    }
    std::uint64_t listed = 0;
    for (const Discrepancy& discrepancy : report.discrepancies) {
        listed += discrepancy.copies;
    }
    return listed == report.discrepancy_count && findings_text(report) == expected
               ? Answer::right
               : Answer::mislocated;
}

TrialResult run_trial(
    const Trial& trial, ScratchDatabases& databases, ScratchVerification& verification) {
    TrialResult result{
        .sql = expand(trial.kind.sql, trial.places),
        .expected = expected_text(trial.kind, trial.places)};
    databases.seed(result.sql);
    const VerifyReport report = verification.run(trial.table.name, trial.whole_first);
    result.found = findings_text(report);
    result.answer = judge(trial.kind, result.expected, report);
    if (result.answer == Answer::missed &&
        !databases.has_changed(definition_of(verification, trial.table.name))) {
        result.answer = Answer::not_there;
    }
    if (trial.asks_peers) {
        result.peers = peers_of(trial, databases, verification);
    }
    databases.restore(trial.table);
    return result;
}

}  // namespace cutover
