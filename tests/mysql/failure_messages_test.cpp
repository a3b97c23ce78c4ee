#include <gtest/gtest.h>

#include "mysql/server_error.hpp"
#include "mysql/session_settings.hpp"

namespace cutover::failure_messages_test {
namespace {

TEST(ServerError, ACodeSaysWhatMayBeDoneAndHowAScriptIsTold) {
    struct Case {
        unsigned code;
        Recovery recovery;
        ExitCode exit_code;
    };

    const Case cases[] = {
        {1213, Recovery::retry_statement, ExitCode::could_not_finish},
        {1205, Recovery::retry_statement, ExitCode::could_not_finish},
        {2006, Recovery::retry_session, ExitCode::could_not_finish},
        {2003, Recovery::retry_session, ExitCode::could_not_finish},
        {1045, Recovery::none, ExitCode::refused},
        {1142, Recovery::none, ExitCode::refused},
        {2026, Recovery::none, ExitCode::refused},
        {5010, Recovery::none, ExitCode::refused},
        {1114, Recovery::retry_later, ExitCode::could_not_finish},
        {1064, Recovery::none, ExitCode::could_not_finish},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.code);
        EXPECT_EQ(meaning_of(c.code).recovery, c.recovery);
        EXPECT_EQ(meaning_of(c.code).exit_code, c.exit_code);
    }
}

TEST(ServerError, MessagesNeverQuoteRows) {
    struct Case {
        unsigned code;
        const char* message;
        const char* expected;
    };

    const Case cases[] = {
        {1062, "Duplicate entry 'alice@example.com' for key 'mail'",
         "a row with the same key value is there already for key 'mail'"},
        {1062, "Duplicate entry 'x' for key 'fake' for key 'real'",
         "a row with the same key value is there already for key 'real'"},
        {1366, "Incorrect integer value: 'secret' for column `a`.`b`.`c` at row 1",
         "a value does not fit its column"},
        {1292, "Truncated incorrect DOUBLE value: 'secret'", "a value does not fit its type"},
        {1146, "Table 'a.b\x1B[2J' doesn't exist", "Table 'a.b\\x1B[2J' doesn't exist"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.message);
        EXPECT_EQ(safe_message({.code = c.code, .sqlstate = "", .message = c.message}), c.expected);
    }
}

TEST(ServerError, SaysWhatWasDoneWhereAndWhatToDo) {
    const ServerError error = server_error(
        {.code = 1142, .sqlstate = "42000", .message = "SELECT command denied"}, "db:3306",
        "counting rows of `a`.`b`");
    EXPECT_STREQ(
        error.what(),
        "while counting rows of `a`.`b` on db:3306: SELECT command denied (error 1142, SQLSTATE "
        "42000); grant the privilege to the account; `cutover precheck` prints the GRANT "
        "statements");
    EXPECT_EQ(error.code(), 1142U);
    EXPECT_EQ(error.sqlstate(), "42000");
}

TEST(ServerError, KnowsAFullDiskByWhateverCodeItIsTold) {
    for (const auto& [code, message] : std::initializer_list<std::pair<unsigned, const char*>>{
             {3, "Error writing file './d/u.frm' (Errcode: 28 - No space left on device)"},
             {1026, "Error writing file 'binlog' (errno: 28 - No space left on device)"},
             {1030, "Got error 28 from storage engine"},
             {1030, "Got error 28 \"No space left on device\" from storage engine InnoDB"},
             {1114, "The table 't' is full"}}) {
        const std::string text =
            server_error({.code = code, .sqlstate = "HY000", .message = message}, "db", "writing")
                .what();
        EXPECT_NE(text.find("free space on that server"), std::string::npos) << text;
    }
    const ServerError other = server_error(
        {.code = 1030, .sqlstate = "HY000", .message = "Got error 139 from storage engine"}, "db",
        "writing");
    EXPECT_EQ(std::string(other.what()).find("free space"), std::string::npos) << other.what();
}

TEST(SessionSettings, NoServerIsAskedToSetWhatItLacks) {
    struct Case {
        const char* name = "";
        FlavourAndVersion server{};
        const char* has = "";
        const char* lacks = "";
    };

    const Case cases[] = {
        {"MySQL 5.6", {Flavour::mysql, {5, 6, 24}}, "innodb_strict_mode=0", "max_execution_time"},
        {"MySQL 8.4", {Flavour::mysql, {8, 4, 0}}, "max_execution_time=0", "innodb_strict_mode"},
        {"MySQL 8.4 too",
         {Flavour::mysql, {8, 4, 0}},
         "information_schema_stats_expiry=0",
         "max_statement_time"},
        {"MariaDB",
         {Flavour::mariadb, {10, 11, 6}},
         "max_statement_time=0",
         "information_schema_stats_expiry"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const std::string list = setting_list(SessionRole::writing, c.server);
        EXPECT_NE(list.find(c.has), std::string::npos) << list;
        EXPECT_EQ(list.find(c.lacks), std::string::npos) << list;
        EXPECT_EQ(list.find("sql_log_bin"), std::string::npos) << list;
    }
}

}  // namespace
}  // namespace cutover::failure_messages_test
