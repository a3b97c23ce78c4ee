/// What prechecks ask a real source: whether it takes a condition, how wide rows are, how busy it
/// is.
#include <chrono>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/mysql_database.hpp"
#include "mysql/server_info.hpp"
#include "mysql/server_questions.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/private_server.hpp"
#include "tests/servers/support/sleeping_session.hpp"

namespace cutover::test::source_questions_test {
namespace {

class SourceQuestions : public testing::TestWithParam<ServerKind> {
  protected:
    SourceQuestions() {
        server.execute(
            "DROP DATABASE IF EXISTS asked; CREATE DATABASE asked CHARACTER SET utf8mb4; USE asked;"
            "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(100), a MEDIUMTEXT, b LONGBLOB, g "
            "GEOMETRY) CHARACTER SET utf8mb4;"
            "INSERT INTO t VALUES (1, 'x', REPEAT('y', 300000), REPEAT('z', 500000), NULL),"
            "(2, 'x', NULL, NULL, NULL), (3, 'x', REPEAT('\xE2\x98\x83', 100000), NULL, "
            "ST_GeomFromText('POINT(1 2)'));");
    }

    void TearDown() override { server.execute("DROP DATABASE IF EXISTS asked"); }

    [[nodiscard]] static RowSource rows_where(const std::string& condition) {
        return {
            .table = {"asked", "t"},
            .columns = {{.name = "id"}, {.name = "note", .form = CellForm::text}},
            .where = condition};
    }

    PrivateServer& server = PrivateServer::shared(GetParam(), 0);
    std::unique_ptr<Database> database = open_database(server.endpoint(), SessionRole::read_only);
};

struct ConditionCase {
    const char* condition;
    const char* words;  ///< A part of what the server says; "": it takes it.
};

const ConditionCase condition_cases[] = {
    {"id > 100", ""},
    {"note LIKE 'a?%' AND id IN (SELECT id FROM asked.t)", ""},
    {"id > 100 OR (note = 'x')", ""},
    {"idd > 100", "Unknown column 'idd' in "},
    {"id >", "You have an error in your SQL syntax"},
    {"id > 5 -- and a comment that would swallow the rest", "error in your SQL syntax"},
    {"id IN (SELECT id FROM asked.gone)", "asked.gone' doesn't exist"},
    {"no_such_function(id) = 1", "no_such_function"},
    {"COUNT(*) > 1", "Invalid use of group function"},
};

TEST_P(SourceQuestions, AConditionIsRefusedInTheServersOwnWords) {
    for (const ConditionCase& test : condition_cases) {
        SCOPED_TRACE(test.condition);
        const std::string said = database->refusal_of(rows_where(test.condition));
        const std::string words = test.words;
        EXPECT_EQ(said.empty(), words.empty()) << said;
        EXPECT_NE(said.find(words), std::string::npos) << said;
        EXPECT_EQ(said.find("while "), std::string::npos) << said;
    }
}

TEST_P(SourceQuestions, TryingAConditionReadsNoRow) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(database->refusal_of(rows_where("SLEEP(60) = 0")), "");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(40));
}

TEST_P(SourceQuestions, TheWidestRowIsMeasuredInBytes) {
    const auto widest = [&](const std::vector<std::string>& columns, const std::string& where) {
        return database->widest_row({{"asked", "t"}, columns, where});
    };
    EXPECT_EQ(widest({"a", "b"}, ""), 800000U);
    EXPECT_EQ(widest({"a"}, "id > 1"), 300000U) << "three bytes a snowman";
    EXPECT_EQ(widest({"b"}, "id > 1"), 0U) << "NULLs alone";
    EXPECT_EQ(widest({"a"}, "id > 100"), 0U) << "no row at all";
    EXPECT_EQ(widest({"g"}, ""), 25U);
    EXPECT_EQ(widest({"gone"}, ""), std::nullopt);
}

TEST_P(SourceQuestions, TheLoadIsThatOfOthers) {
    const auto runs = [this](std::uint64_t threads) {
        return comes_true([this, threads] { return database->threads_running() == threads; });
    };
    EXPECT_TRUE(runs(0)) << "readers of the log whose tests are over end after a while";
    const SleepingSession busy(server, "SELECT 1");
    EXPECT_TRUE(runs(1));
}

INSTANTIATE_TEST_SUITE_P(
    OnBoth, SourceQuestions, testing::ValuesIn(both_kinds), [](const auto& kind) {
        return kind.param == ServerKind::mariadb ? "mariadb" : "mysql56";
    });

/// Each row takes ten seconds, and the server ends the statement after five.
TEST(SourceQuestionsInTime, MeasuringIsGivenUpWhereTheServerCanDoThat) {
    const PrivateServer& server = PrivateServer::shared(ServerKind::mariadb, 0);
    server.execute(
        "DROP DATABASE IF EXISTS asked; CREATE DATABASE asked; CREATE TABLE asked.t (a LONGTEXT);"
        "INSERT INTO asked.t VALUES ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8')");
    const auto database = open_database(server.endpoint(), SessionRole::read_only);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(database->widest_row({{"asked", "t"}, {"a"}, "SLEEP(10) = 0"}), std::nullopt);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
    EXPECT_EQ(database->widest_row({{"asked", "t"}, {"a"}, ""}), 1U) << "the session is usable";
    server.execute("DROP DATABASE asked");
}

TEST(SourceQuestionsInTime, TheStatementIsLimitedByEachServersOwnMeans) {
    const WidthQuestion asked{{"d", "t"}, {"a", "b"}, "id > 3"};
    ServerFacts server;
    server.version = {10, 11, 0};
    EXPECT_EQ(
        select_widest_row(server, asked),
        "SET STATEMENT max_statement_time=5 FOR SELECT MAX(COALESCE(LENGTH(`a`), 0) + "
        "COALESCE(LENGTH(`b`), 0)) FROM `d`.`t` WHERE (id > 3)");
    server.flavour = Flavour::mysql;
    server.version = {8, 0, 36};
    EXPECT_NE(
        select_widest_row(server, asked).find("SELECT /*+ MAX_EXECUTION_TIME(5000) */ MAX("),
        std::string::npos);
    server.version = {5, 6, 24};
    EXPECT_EQ(select_widest_row(server, asked).find("SELECT MAX("), 0U);
}

}  // namespace
}  // namespace cutover::test::source_questions_test
