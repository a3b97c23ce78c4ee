#include "mysql/statement_batches.hpp"

#include <gtest/gtest.h>

#include "mysql/client_library.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::statement_batches_test {
namespace {

/// What each statement was answered, in the order in which the answers were handed out.
struct Diary {
    std::vector<std::string> answers{};

    BatchedStatement statement(const std::string& sql) {
        return {
            sql, "testing",
            [this](const TextRows& rows) {
                answers.push_back(
                    rows.rows.empty() ? "no row" : rows.rows[0].at(0).value_or("NULL"));
            },
            [this](const ServerError& error) { answers.push_back(std::to_string(error.code())); }};
    }
};

/// Two batches of which single statements are refused: the first, two in a row, and the last.
const std::vector<std::vector<std::string>> asked{
    {"SELECT no_such_column", "SELECT 1", "SELECT 2", "SHOW CREATE TABLE mysql.nothing",
     "SELECT * FROM mysql.nothing", "SELECT 3", "SELECT 4 FROM DUAL WHERE 0", "SELECT nothing()"},
    {"SELECT 5", "SELECT 6"}};
const std::vector<std::string> answered{"1054", "1",      "2",    "1146", "1146",
                                        "3",    "no row", "1305", "5",    "6"};

std::vector<std::string> run(std::vector<BatchSession>& sessions) {
    Diary diary;
    std::size_t handed_out = 0;
    run_batches(sessions, [&] {
        StatementBatch batch;
        for (const std::string& sql :
             handed_out < asked.size() ? asked[handed_out] : std::vector<std::string>{}) {
            batch.push_back(diary.statement(sql));
        }
        ++handed_out;
        return batch;
    });
    return diary.answers;
}

TEST(StatementBatches, AnswerEachStatementWhateverBecomesOfTheOthers) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        for (const std::size_t count : {1U, 2U, 3U}) {
            SCOPED_TRACE(std::to_string(static_cast<int>(kind)) + ", " + std::to_string(count));
            std::vector<BatchSession> sessions;
            for (std::size_t i = 0; i < count; ++i) {
                sessions.emplace_back(Session(server.endpoint(), SessionRole::read_only));
            }
            EXPECT_EQ(run(sessions), answered);
            EXPECT_EQ(run(sessions), answered) << "the sessions are free for more";
        }
    }
}

/// A session that may not send several is one whose proxy refuses such messages: it must notice.
TEST(StatementBatches, GoOneByOneWhereAServerTakesNoMore) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        std::vector<BatchSession> sessions;
        sessions.emplace_back(Session(server.endpoint(), SessionRole::read_only), false);
        EXPECT_EQ(run(sessions), answered);

        sessions.clear();
        sessions.emplace_back(Session(server.endpoint(), SessionRole::read_only));
        ASSERT_TRUE(set_several_statements(sessions.front().session().handle(), false));
        EXPECT_EQ(run(sessions), answered);
    }
}

TEST(StatementBatches, ALostSessionIsAnErrorOfNoStatement) {
    const PrivateServer& server = PrivateServer::shared(ServerKind::mariadb, 0);
    std::vector<BatchSession> sessions;
    sessions.emplace_back(Session(server.endpoint(), SessionRole::read_only));
    const auto id =
        sessions.front().session().query("SELECT CONNECTION_ID()", "testing").rows.at(0).at(0);
    server.execute("KILL " + id.value_or(""));
    try {
        run(sessions);
        ADD_FAILURE() << "it was answered";
    } catch (const Error& error) {
        EXPECT_EQ(error.recovery(), Recovery::retry_session) << error.what();
    }
}

}  // namespace
}  // namespace cutover::test::statement_batches_test
