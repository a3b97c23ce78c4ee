#include "migrate/precheck.hpp"

#include <algorithm>
#include <array>

#include "migrate/precheck_family.hpp"

namespace cutover {
namespace {

struct Family {
    CheckFamily (*checks)() = nullptr;
    /// Looks at definitions. While following they are the source's of some moment, and each change
    /// of them is judged when it is replayed.
    bool is_of_definitions = false;
};

/// Every check there is, family by family, in the order in which a reader wants them: first
/// whether the servers can be worked with at all, then what would go wrong.
constexpr std::array families{
    Family{connection_checks},
    Family{source_privilege_checks},
    Family{destination_privilege_checks},
    Family{object_checks, true},
    Family{name_checks, true},
    Family{condition_checks, true},
    Family{conflict_checks, true},
    Family{table_checks, true},
    Family{foreign_key_checks, true},
    Family{type_checks, true},
    Family{capacity_checks},
    Family{session_checks},
    Family{code_checks, true},
    Family{reference_checks, true},
    Family{binlog_checks},
    Family{following_checks},
};

bool is_following(const PrecheckInput& input) {
    return input.progress && input.progress->phase == Phase::following;
}

CheckResult result_of(const CheckEntry& entry, const CheckFinding& finding) {
    const bool is_well = finding.status == CheckStatus::pass;
    return {
        .id = std::string(entry.id),
        .title = std::string(entry.title),
        .status = finding.status,
        .found = finding.found,
        .why = std::string(entry.why),
        .fix = is_well ? std::string() : finding.fix};
}

void ignore_where_asked(const Task& task, const CheckEntry& entry, CheckResult& result) {
    const auto reason = task.ignore_checks.find(result.id);
    if (reason == task.ignore_checks.end() || !entry.can_be_ignored ||
        result.status == CheckStatus::pass) {
        return;
    }
    result.status = CheckStatus::ignored;
    result.ignored_reason = reason->second;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

std::string_view nearest_id(const std::vector<CheckEntry>& entries, std::string_view id) {
    return std::min_element(
               entries.begin(), entries.end(),
               [&](const CheckEntry& a, const CheckEntry& b) {
                   return edit_distance(a.id, id) < edit_distance(b.id, id);
               })
        ->id;
}

/// JSON pointer escapes (RFC 6901).
std::string pointer_to(std::string_view id) {
    std::string pointer = "/ignore_checks/";
    for (const char c : id) {
        pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return pointer;
}

}  // namespace

std::vector<CheckResult> run_prechecks(const PrecheckInput& input) {
    std::vector<CheckResult> results;
    for (const Family& family : families) {
        if (family.is_of_definitions && is_following(input)) {
            continue;
        }
        for (const Check& check : family.checks()) {
            if (const std::optional<CheckFinding> finding = check.look(input)) {
                results.push_back(result_of(check.entry, *finding));
                ignore_where_asked(input.task, check.entry, results.back());
            }
        }
    }
    return results;
}

bool blocks(const std::vector<CheckResult>& results) {
    return std::any_of(results.begin(), results.end(), [](const CheckResult& result) {
        return result.status == CheckStatus::fail;
    });
}

ExitCode exit_code_of(const std::vector<CheckResult>& results) {
    const bool is_refused =
        std::any_of(results.begin(), results.end(), [](const CheckResult& result) {
            return result.status == CheckStatus::fail &&
                   result.id.find(".privilege.") != std::string::npos;
        });
    if (is_refused) {
        return ExitCode::refused;
    }
    return blocks(results) ? ExitCode::no : ExitCode::yes;
}

std::vector<CheckResult> reachability(
    const std::string& source_error, const std::string& destination_error) {
    std::vector<CheckResult> results;
    for (const CheckEntry& entry : list_checks()) {
        const bool is_source = entry.id == "source.reachable";
        if (is_source || entry.id == "destination.reachable") {
            const std::string& error = is_source ? source_error : destination_error;
            results.push_back(result_of(
                entry, error.empty() ? pass("it answers")
                                     : fail(
                                           error,
                                           "Mend what was found: the server itself, or host, "
                                           "port, user, password or TLS in the task file.")));
        }
    }
    return results;
}

std::vector<Complaint> ignore_complaints(const Task& task) {
    const std::vector<CheckEntry> entries = list_checks();
    std::vector<Complaint> complaints;
    for (const auto& ignored : task.ignore_checks) {
        const std::string& id = ignored.first;
        const auto entry = std::find_if(
            entries.begin(), entries.end(),
            [&](const CheckEntry& candidate) { return candidate.id == id; });
        if (entry == entries.end()) {
            complaints.push_back(
                {.pointer = pointer_to(id),
                 .message = "there is no check \"" + printable(id) + "\"; the nearest is \"" +
                            std::string(nearest_id(entries, id)) + "\""});
        } else if (!entry->can_be_ignored) {
            complaints.push_back(
                {.pointer = pointer_to(id),
                 .message =
                     "the check \"" + id + "\" cannot be ignored: " + std::string(entry->why)});
        }
    }
    return complaints;
}

std::vector<CheckEntry> list_checks() {
    std::vector<CheckEntry> entries;
    for (const auto& family : families) {
        for (const Check& check : family.checks()) {
            entries.push_back(check.entry);
        }
    }
    return entries;
}

}  // namespace cutover
