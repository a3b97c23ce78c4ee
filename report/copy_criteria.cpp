#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "report/criteria.hpp"
#include "report/figures.hpp"

namespace cutover {
namespace {

/// An error's advice stands on a line of its own, which a sentence has no room for.
std::string one_line(const std::string& message) {
    std::string line;
    for (std::size_t at = 0; at < message.size();) {
        const std::size_t end = std::min(message.find('\n', at), message.size());
        const std::size_t begin = std::min(message.find_first_not_of(' ', at), end);
        line += (line.empty() ? "" : "; ") + printable(message.substr(begin, end - begin));
        at = end + 1;
    }
    return line;
}

std::vector<std::string> ids(const std::vector<CheckResult>& checks, CheckStatus status) {
    std::vector<std::string> found;
    for (const CheckResult& check : checks) {
        if (check.status == status) {
            found.push_back(check.id);
        }
    }
    return found;
}

std::string ignored_with_reasons(const std::vector<CheckResult>& checks) {
    std::vector<std::string> found;
    for (const CheckResult& check : checks) {
        if (check.status == CheckStatus::ignored) {
            found.push_back(
                fmt::format("{} (\"{}\")", printable(check.id), printable(check.ignored_reason)));
        }
    }
    return names_text(found, 10);
}

}  // namespace

Finding judge_prechecks(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.checks || file.checks->checks.empty()) {
        return unknown("No prechecks are on record.");
    }
    const auto& checks = file.checks->checks;
    const auto failed = ids(checks, CheckStatus::fail);
    const auto warned = ids(checks, CheckStatus::warn);
    const std::string when = time_text(file.checks->at);
    if (!failed.empty()) {
        return not_met(fmt::format(
            "{} failed on {}: {}.", count_text(failed.size(), "check"), when, names_text(failed)));
    }
    const std::string warnings =
        warned.empty() ? std::string()
                       : fmt::format(
                             " {} worth reading: {}.", count_text(warned.size(), "warning"),
                             names_text(warned));
    const auto ignored = ids(checks, CheckStatus::ignored);
    if (!ignored.empty()) {
        return waived(fmt::format(
            "The task ignores {} by name: {}.{}", count_text(ignored.size(), "failing check"),
            ignored_with_reasons(checks), warnings));
    }
    return met(fmt::format(
        "{} made on {}, none failed.{}", count_text(checks.size(), "check"), when, warnings));
}

Finding judge_selection(const CaseFile& file, const ReadinessContext& /*context*/) {
    if (!file.scope) {
        return unknown("No run has put on record what the task covers.");
    }
    std::vector<std::string> refused;
    for (const Refusal& refusal : file.scope->refusals) {
        refused.push_back(fmt::format("{} ({})", printable(refusal.object), refusal.reason));
    }
    const std::string covered = fmt::format(
        "The task covers {} and {}", count_text(file.scope->tables.size(), "table"),
        count_text(file.scope->objects.size(), "other object"));
    if (file.scope->tables.empty() && file.scope->objects.empty()) {
        return unknown(covered + "; an empty scope proves nothing.");
    }
    if (!refused.empty()) {
        return not_met(fmt::format(
            "{}; {} cannot be moved: {}.", covered, count_text(refused.size(), "object"),
            names_text(refused)));
    }
    return met(covered + "; nothing was refused.");
}

Finding judge_migration_end(const CaseFile& file, const ReadinessContext& /*context*/) {
    const RunOnRecord* const run = latest_run(file, "migrate");
    if (run == nullptr) {
        return unknown("No migration is on record.");
    }
    const std::string began = time_text(run->began);
    if (!run->end) {
        return unknown(fmt::format(
            "The migration of {} has no end on record: it still runs, or it was killed.", began));
    }
    if (run->end->exit_code != 0) {
        return not_met(fmt::format(
            "The migration of {} ended with exit code {}{}{}.", began, run->end->exit_code,
            run->end->message.empty() ? "" : ": ", one_line(run->end->message)));
    }
    return met(fmt::format("The migration of {} ended with exit code 0.", began));
}

Finding judge_copies(const CaseFile& file, const ReadinessContext& /*context*/) {
    const RunOnRecord* const run = latest_run(file, "migrate");
    if (!file.scope || run == nullptr) {
        return unknown("No migration of this task is on record.");
    }
    if (run->start.types.find("full") == std::string::npos) {
        return met(
            fmt::format("The task copies no rows (types: {}).", printable(run->start.types)));
    }
    std::set<std::string> copied;
    std::uint64_t rows = 0;
    for (const auto& [name, copy] : file.copies) {
        copied.insert(display(name));
        rows += copy.table.rows.rows;
    }
    if (file.followed) {
        for (const TableName& name : file.followed->tables) {
            copied.insert(display(name));
        }
    }
    std::vector<std::string> missing;
    std::copy_if(
        file.scope->tables.begin(), file.scope->tables.end(), std::back_inserter(missing),
        [&copied](const std::string& table) { return !copied.contains(table); });
    if (!missing.empty()) {
        return not_met(fmt::format(
            "{} of {} not copied yet: {}.", grouped(missing.size()),
            count_text(file.scope->tables.size(), "table"), names_text(missing)));
    }
    return met(fmt::format(
        "{} copied, {}.", count_text(file.scope->tables.size(), "table"), count_text(rows, "row")));
}

/// What was overwritten or decided is a person's word, and a verification has to bear it out.
Finding judge_log(const CaseFile& file, const ReadinessContext& /*context*/) {
    std::vector<std::string> words;
    if (file.conflict) {
        words.push_back(fmt::format(
            "{} of the destination overwritten, for the log said otherwise (\"conflicts\": "
            "\"proceed\"), the latest in {} where {}",
            count_text(file.conflicts, "row"), display(file.conflict->table),
            printable(file.conflict->key)));
    }
    for (const StatementDecided& decided : file.decisions) {
        words.push_back(fmt::format(
            "\"{}\" of the source was not replayed but {} ({})",
            printable(decided.sql.substr(0, 200)),
            decided.decision == "done" ? "made on the destination by hand" : "left out",
            printable(decided.reason)));
    }
    if (!words.empty()) {
        return waived(names_text(words, 10) + ".");
    }
    if (latest_run(file, "migrate") == nullptr) {
        return unknown("No migration is on record.");
    }
    if (!file.followed) {
        return met("No log is applied since the copy.");
    }
    return met(fmt::format(
        "{} with {} applied as the log has them.",
        count_text(file.followed->transactions, "transaction"),
        count_text(file.followed->row_changes, "row change")));
}

}  // namespace cutover
