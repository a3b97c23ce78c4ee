#pragma once

#include <string>
#include <vector>

#include "tests/servers/support/kill_case.hpp"

namespace cutover::test {

/// When cutover is killed at a step (tests/servers/preload/step_kill.cpp): "before" its statement
/// is sent, once it is "sent", once it is "answered". One of them by chance where there is a single
/// round, as every day; all of them else.
[[nodiscard]] std::vector<const char*> moments_of_a_step(Moments& chance);

/// What preloads the killer into the run that is to die at the `number`th statement of this text.
[[nodiscard]] std::vector<std::string> killed_at(
    const std::string& text, std::uint64_t number, const char* moment);

}  // namespace cutover::test
