#include "tests/servers/support/sleeping_session.hpp"

#include <gtest/gtest.h>

#include "tests/servers/support/comes_true.hpp"

namespace cutover::test {

SleepingSession::SleepingSession(const PrivateServer& server, const std::string& statements)
    : server_(server), session_([&server, statements] {
          // MariaDB answers a killed statement with an error, MySQL with a row.
          static_cast<void>(server.try_sql(statements + "; SELECT SLEEP(1000)"));
      }) {
    EXPECT_TRUE(comes_true([&] { return !number().empty(); })) << statements;
}

SleepingSession::~SleepingSession() {
    end();
}

void SleepingSession::end() {
    if (session_.joinable()) {
        static_cast<void>(server_.try_sql("KILL " + number()));
        session_.join();
    }
}

std::string SleepingSession::number() const {
    const std::string lines =
        server_
            .try_sql(
                "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT "
                "SLEEP(1000)'")
            .out;
    return lines.substr(0, lines.find('\n'));
}

bool is_a_table_waited_for(const PrivateServer& server) {
    return server.sql(
               "SELECT COUNT(*) FROM information_schema.processlist WHERE state LIKE "
               "'Waiting for table %lock'") != "0\n";
}

}  // namespace cutover::test
