#include <array>

#include <fmt/format.h>

#include "migrate/precheck_family.hpp"

namespace cutover {
namespace {

/// lower_case_table_names of both (MySQL manual 9.2.3).
std::optional<CheckFinding> same_case_rule(const PrecheckInput& in) {
    const std::string from = in.source.variable("lower_case_table_names");
    const std::string to = in.destination.variable("lower_case_table_names");
    const std::string found = fmt::format(
        "lower_case_table_names is {} on the source and {} on the destination", from, to);
    if (from.empty() || to.empty()) {
        return warn(
            "a server does not show lower_case_table_names",
            "Compare it by hand: SELECT @@lower_case_table_names;");
    }
    if (from == to) {
        return pass(found);
    }
    if (to == "1") {
        return warn(
            found + ": names are stored in lower case over there",
            "Set up the destination with lower_case_table_names=" + from +
                ", or see that applications do not tell names apart by case.");
    }
    return warn(
        found + ": the two tell names apart in different ways",
        "Set up the destination with lower_case_table_names=" + from +
            ", or see that applications spell each name in one way.");
}

std::optional<CheckFinding> case_kept(const PrecheckInput& in) {
    if (in.task.name_case == NameCase::preserve || in.task.name_case == NameCase::destination) {
        return std::nullopt;
    }
    std::vector<std::string> changed;
    for (const TablePlan& table : in.plan.tables) {
        if (table.source != table.destination) {
            changed.push_back(display(table.source) + " to " + display(table.destination));
        }
    }
    return judge(
        {changed, "name"}, CheckStatus::warn, "no name changes",
        R"(Nothing, where applications expect it so; else "name_case": "preserve".)");
}

constexpr std::array name_family{
    Check{
        {"names.case_rule", "Both servers treat upper and lower case in names alike",
         "A query that spells a table in another case works on one server and fails on the other.",
         CheckStatus::warn},
        same_case_rule},
    Check{
        {"names.case_changed", "Names keep their case",
         "Where names matter by case, applications and code must use the new spelling.",
         CheckStatus::warn},
        case_kept},
};

}  // namespace

CheckFamily name_checks() {
    return name_family;
}

}  // namespace cutover
