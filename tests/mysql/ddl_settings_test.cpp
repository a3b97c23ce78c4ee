#include "mysql/ddl_settings.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace cutover::ddl_settings_test {
namespace {

ServerFacts server_with(Flavour flavour, unsigned major, const std::string& utf8_name) {
    ServerFacts facts;
    facts.flavour = flavour;
    facts.version = {.major = major};
    facts.character_sets = {"latin1", utf8_name};
    facts.collations = {{"latin1_bin", "latin1"}, {utf8_name + "_bin", utf8_name}};
    return facts;
}

TEST(DdlSettings, NamesOfUtf8AreThoseOfTheServer) {
    const ServerFacts old_server = server_with(Flavour::mysql, 5, "utf8");
    const ServerFacts new_server = server_with(Flavour::mariadb, 10, "utf8mb3");
    EXPECT_EQ(known_character_set("utf8mb3", old_server), "utf8");
    EXPECT_EQ(known_character_set("utf8", new_server), "utf8mb3");
    EXPECT_EQ(known_character_set("latin1", new_server), "latin1");
    EXPECT_EQ(known_collation("utf8mb3_bin", old_server), "utf8_bin");
    EXPECT_EQ(known_collation("utf8_bin", new_server), "utf8mb3_bin");
    EXPECT_EQ(known_collation("klingon_bin", new_server), "klingon_bin");
}

TEST(DdlSettings, OnlyWhatTheStatementAsksForIsSetAndTheClientsSetLast) {
    DdlStatement statement;
    const ServerFacts server = server_with(Flavour::mysql, 8, "utf8mb3");
    EXPECT_TRUE(ddl_settings(statement, server, true).empty());
    statement.sql_mode = "ANSI_QUOTES,NO_AUTO_CREATE_USER,STRICT_ALL_TABLES";
    statement.character_set_client = "utf8";
    statement.session = {{"innodb_strict_mode", "0"}};
    const std::vector<DdlSetting> expected{
        {"sql_mode", "'ANSI_QUOTES,STRICT_ALL_TABLES'"},
        {"innodb_strict_mode", "0"},
        {"character_set_client", "'utf8mb3'"}};
    EXPECT_EQ(ddl_settings(statement, server, true), expected);
    EXPECT_EQ(ddl_settings(statement, server, false).size(), 2U);
    EXPECT_EQ(
        ddl_settings(statement, server_with(Flavour::mysql, 5, "utf8"), false).front().value,
        "'ANSI_QUOTES,NO_AUTO_CREATE_USER,STRICT_ALL_TABLES'");
    statement.sql_mode = "INVALID_DATES,ANSI_QUOTES";
    EXPECT_EQ(
        ddl_settings(statement, server, false).front().value, "'ALLOW_INVALID_DATES,ANSI_QUOTES'");
    statement.sql_mode = "";
    EXPECT_EQ(ddl_settings(statement, server, false).front().value, "''");
}

TEST(DdlSettings, AWordCannotEndItsLiteral) {
    EXPECT_EQ(setting_literal("Europe/Berlin"), "'Europe/Berlin'");
    EXPECT_EQ(setting_literal("+00:00"), "'+00:00'");
    for (const char* hostile : {"'", "a'b", "\\", "a;b", "`", "\xC3\xA4"}) {
        EXPECT_THROW(static_cast<void>(setting_literal(hostile)), Error) << hostile;
    }
}

TEST(DdlSettings, HexIsReadWholeOrNotAtAll) {
    EXPECT_EQ(bytes_of_hex("41C3"), "A\xC3");
    EXPECT_EQ(bytes_of_hex("4"), "");
    EXPECT_EQ(bytes_of_hex("4G"), "");
    EXPECT_EQ(bytes_of_hex("-1"), "");
}

}  // namespace
}  // namespace cutover::ddl_settings_test
