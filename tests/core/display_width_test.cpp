#include "core/display_width.hpp"

#include <gtest/gtest.h>

namespace cutover::display_width_test {
namespace {

TEST(DisplayWidth, SaysNothingExceptUnderZerofill) {
    const std::pair<const char*, const char*> cases[] = {
        {"int(11) unsigned", "int unsigned"},
        {"INT(5) UNSIGNED ZEROFILL", "INT(5) UNSIGNED ZEROFILL"},
        {"year(4)", "year"},
        {"decimal(10,2)", "decimal(10,2)"},
        {"varchar(11)", "varchar(11)"},
        {"(x bigint(20), y int(3) zerofill) returns tinyint(1) deterministic",
         "(x bigint, y int(3) zerofill) returns tinyint deterministic"},
        {"int(", "int("},
    };
    for (const auto& [printed, expected] : cases) {
        EXPECT_EQ(without_display_widths(meaningful_tokens(printed)), meaningful_tokens(expected))
            << printed;
    }
}

}  // namespace
}  // namespace cutover::display_width_test
