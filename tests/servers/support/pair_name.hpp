#pragma once

#include <algorithm>
#include <cctype>
#include <string>

#include <gtest/gtest.h>

#include "tests/servers/support/kinds.hpp"

namespace cutover::test {

/// For tests that are instantiated for each pair: of its name what a test's name may have.
inline std::string pair_name(const testing::TestParamInfo<PairOfKinds>& pair) {
    std::string name = pair.param.name;
    std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
    return name;
}

}  // namespace cutover::test
