#include "core/shadow_memory.hpp"

#include <gtest/gtest.h>

namespace cutover::shadow_memory_test {
namespace {

ShadowMemory everything() {
    ShadowMemory memory;
    ShadowTable& shadow = memory.shadows[{"sh op", "_t_gho"}];
    shadow.real = "t";
    shadow.obstacle = "it\nis so";
    ShadowStatement statement{.place = "binlog.000007:99 0-1-9"};
    statement.logged.sql = "ALTER TABLE `_t_gho`\n ADD x INT";
    statement.logged.database = "sh op";
    statement.logged.sql_mode = "";
    statement.logged.character_set_client = "utf8mb4";
    statement.logged.collation_connection = "utf8mb4_bin";
    statement.logged.collation_server = "latin1_bin";
    statement.logged.time_zone = "+02:00";
    statement.logged.timestamp = "1700000000.000001";
    statement.logged.explicit_defaults_for_timestamp = false;
    statement.logged.default_storage_engine = "InnoDB";
    shadow.statements.push_back(statement);
    statement.logged = {.sql = "ALTER TABLE _t_gho ADD y INT"};
    shadow.statements.push_back(statement);
    memory.shadows[{"a", "b"}] = {};
    memory.aside[{"sh op", "u"}] = "_u_del";
    memory.swapped = "binlog.000007:50";
    return memory;
}

TEST(ShadowMemory, ComesBackFromItsText) {
    const std::string text = to_text(everything());
    const std::optional<ShadowMemory> memory = parse_shadow_memory(text);
    ASSERT_TRUE(memory);
    EXPECT_EQ(to_text(*memory), text);
    const ShadowTable& shadow = memory->shadows.at({"sh op", "_t_gho"});
    EXPECT_EQ(shadow.real, "t");
    EXPECT_EQ(shadow.obstacle, "it\nis so");
    ASSERT_EQ(shadow.statements.size(), 2U);
    const DdlStatement& logged = shadow.statements[0].logged;
    EXPECT_EQ(shadow.statements[0].place, "binlog.000007:99 0-1-9");
    EXPECT_EQ(logged.sql, "ALTER TABLE `_t_gho`\n ADD x INT");
    EXPECT_EQ(logged.sql_mode, std::optional<std::string>(""));
    EXPECT_EQ(logged.timestamp, "1700000000.000001");
    EXPECT_EQ(logged.explicit_defaults_for_timestamp, std::optional<bool>(false));
    EXPECT_EQ(shadow.statements[1].logged.sql_mode, std::nullopt);
    EXPECT_EQ(shadow.statements[1].logged.explicit_defaults_for_timestamp, std::nullopt);
    EXPECT_EQ(memory->aside.at({"sh op", "u"}), "_u_del");
    EXPECT_EQ(memory->swapped, "binlog.000007:50");
    EXPECT_EQ(to_text(ShadowMemory{}), "");
    EXPECT_TRUE(parse_shadow_memory(""));
}

TEST(ShadowMemory, RefusesOtherTexts) {
    const std::string text = to_text(everything());
    for (std::size_t length = 1; length < text.size(); ++length) {
        if (text[length - 1] != '\n') {
            EXPECT_FALSE(parse_shadow_memory(text.substr(0, length))) << length;
        }
    }
    for (const char* other :
         {"\n", "shadow\n", "shadow 61 62 63\n", "shadow 61 62 63 6\n", "swapped 61 62\n",
          "statement 61 62 63 64 65 66 67 68 69 6a 6b\n", "aside 61 62 6G\n", "else 61\n"}) {
        EXPECT_FALSE(parse_shadow_memory(other)) << other;
    }
}

}  // namespace
}  // namespace cutover::shadow_memory_test
