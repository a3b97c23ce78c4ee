#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/sql_tokens.hpp"
#include "migrate/precheck_family.hpp"
#include "migrate/source_conditions.hpp"

namespace cutover {
namespace {

bool has_conditions(const PrecheckInput& in) {
    return std::any_of(in.plan.tables.begin(), in.plan.tables.end(), [](const TablePlan& table) {
        return !table.where.empty();
    });
}

std::optional<CheckFinding> all_accepted(const PrecheckInput& in) {
    if (!has_conditions(in)) {
        return std::nullopt;
    }
    std::vector<std::string> items;
    std::vector<std::string> pointers;
    for (const RefusedCondition& refused : in.refused_conditions) {
        items.push_back(display(refused.table) + ": " + printable(refused.error));
        pointers.push_back(printable(refused.pointer));
    }
    return judge(
        {items, "condition"}, CheckStatus::fail, "the source takes every condition",
        "Correct it in the task file, at " + listed(pointers) + ".");
}

struct ChangingWord {
    std::string_view word;
    bool is_call;  ///< Only with parentheses: without them it may be a column.
};

constexpr std::array changing_words{
    ChangingWord{"NOW", true},
    ChangingWord{"SYSDATE", true},
    ChangingWord{"CURDATE", true},
    ChangingWord{"CURTIME", true},
    ChangingWord{"UNIX_TIMESTAMP", true},
    ChangingWord{"RAND", true},
    ChangingWord{"UUID", true},
    ChangingWord{"USER", true},
    ChangingWord{"SESSION_USER", true},
    ChangingWord{"SYSTEM_USER", true},
    ChangingWord{"CONNECTION_ID", true},
    ChangingWord{"DATABASE", true},
    ChangingWord{"CURRENT_TIMESTAMP", false},
    ChangingWord{"CURRENT_DATE", false},
    ChangingWord{"CURRENT_TIME", false},
    ChangingWord{"CURRENT_USER", false},
    ChangingWord{"LOCALTIME", false},
    ChangingWord{"LOCALTIMESTAMP", false},
    ChangingWord{"UTC_TIMESTAMP", false},
    ChangingWord{"UTC_DATE", false},
    ChangingWord{"UTC_TIME", false},
    ChangingWord{"SELECT", false},
};

/// What in the condition may select other rows tomorrow although no row has changed; empty: none.
std::string what_changes(const std::string& condition) {
    const std::vector<SqlToken> tokens = meaningful_tokens(condition);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].kind == TokenKind::variable) {
            return std::string(tokens[i].text);
        }
        const bool called = i + 1 < tokens.size() && is_symbol(tokens[i + 1], "(");
        const bool qualified = i > 0 && is_symbol(tokens[i - 1], ".");
        for (const ChangingWord& candidate : changing_words) {
            if (is_word(tokens[i], candidate.word) && (called || !candidate.is_call) &&
                !qualified) {
                return std::string(candidate.word);
            }
        }
    }
    return {};
}

CheckFinding all_depend_on_their_row(const PrecheckInput& in, CheckStatus otherwise) {
    std::vector<std::string> items;
    for (const TablePlan& table : in.plan.tables) {
        const std::string changing = what_changes(table.where);
        if (!changing.empty()) {
            items.push_back(fmt::format(
                "{} ({} at {})", display(table.source), printable(changing),
                printable(condition_pointer(in.task, table.source))));
        }
    }
    return judge(
        {items, "condition"}, otherwise, "every condition depends on its row alone",
        "Write a literal instead: a moment (sessions use UTC), a list of keys.");
}

std::optional<CheckFinding> all_steady(const PrecheckInput& in) {
    return has_conditions(in) ? std::optional(all_depend_on_their_row(in, CheckStatus::warn))
                              : std::nullopt;
}

std::optional<CheckFinding> all_followed(const PrecheckInput& in) {
    return has_conditions(in) && in.task.types.incremental
               ? std::optional(all_depend_on_their_row(in, CheckStatus::fail))
               : std::nullopt;
}

constexpr std::array condition_family{
    Check{
        {"conditions.accepted", "The source takes every condition",
         "Copying and verifying read with it (\"where\").", CheckStatus::fail, false},
        all_accepted},
    Check{
        {"conditions.steady", "Conditions select the same rows later",
         "A condition is evaluated anew by every command, so with the time of day or another table "
         "in it verify compares other rows than were copied.",
         CheckStatus::warn},
        all_steady},
    Check{
        {"conditions.followed", "Conditions can be followed",
         "Logged rows are filtered when they arrive, by the destination: a row that enters or "
         "leaves a condition without a change of its own is in no log."},
        all_followed},
};

}  // namespace

CheckFamily condition_checks() {
    return condition_family;
}

}  // namespace cutover
