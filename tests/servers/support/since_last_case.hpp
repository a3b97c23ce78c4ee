#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test {

using Json = nlohmann::json;

/// What `cutover verify --json` says, with these arguments besides; expects the exit code.
[[nodiscard]] Json verify_outcome(
    const FollowCase& follow, const std::vector<std::string>& more = {}, int exit_code = 0);

/// With --since-last.
[[nodiscard]] Json since_last(const FollowCase& follow, int exit_code = 0);

/// What it says of a table of the database `copy`.
[[nodiscard]] const Json& table(const Json& outcome, const std::string& name);

/// The digest that was carried along is the one that reading everything gives, which ends with that
/// exit code.
void expect_what_reading_all_says(const FollowCase& follow, const Json& carried, int exit_code = 0);

}  // namespace cutover::test
