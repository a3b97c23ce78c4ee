#pragma once

#include <string>

namespace cutover::test {

/// Prints "chaos 1 log gap"; tests/chaos/run.sh adds such lines up.
void count_chaos(int number, const std::string& of_what);

}  // namespace cutover::test
