#include "migrate/precheck_family.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace cutover {

CheckFinding pass(std::string found) {
    return {CheckStatus::pass, std::move(found), {}};
}

CheckFinding warn(std::string found, std::string fix) {
    return {CheckStatus::warn, std::move(found), std::move(fix)};
}

CheckFinding fail(std::string found, std::string fix) {
    return {CheckStatus::fail, std::move(found), std::move(fix)};
}

std::string listed(const std::vector<std::string>& items, std::size_t shown) {
    std::string text;
    const std::size_t count = std::min(shown, items.size());
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_last = i + 1 == items.size();
        text += i == 0 ? "" : is_last ? " and " : ", ";
        text += items[i];
    }
    if (items.size() > count) {
        text += fmt::format(" and {} more", items.size() - count);
    }
    return text;
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string statements(const std::vector<std::string>& items, std::size_t shown) {
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, items.size()); ++i) {
        text += (i == 0 ? "" : "\n") + items[i];
    }
    if (items.size() > shown) {
        text += fmt::format("\nand {} more of the same kind", items.size() - shown);
    }
    return text;
}

CheckFinding judge(
    const Problems& problems, CheckStatus status, std::string all_well, std::string fix) {
    if (problems.items.empty()) {
        return pass(std::move(all_well));
    }
    return {
        status, counted(problems.items.size(), problems.noun) + ": " + listed(problems.items, 20),
        std::move(fix)};
}

bool is_on(const ServerFacts& server, std::string_view variable) {
    const std::string value = server.variable(variable);
    return value == "ON" || value == "1" || value == "YES";
}

bool is_mariadb(const ServerFacts& server) {
    return server.flavour == Flavour::mariadb;
}

std::string product(const ServerFacts& server) {
    return fmt::format(
        "{} {}.{}.{}", is_mariadb(server) ? "MariaDB" : "MySQL", server.version.major,
        server.version.minor, server.version.patch);
}

bool at_least(const ServerFacts& server, Flavour flavour, ServerVersion version) {
    return server.flavour == flavour && server.version >= version;
}

bool moves_code(const PrecheckInput& input) {
    const auto& databases = input.plan.databases;
    return input.task.types.schema &&
           std::any_of(databases.begin(), databases.end(), [](const DatabasePlan& database) {
               return database.whole;
           });
}

}  // namespace cutover
