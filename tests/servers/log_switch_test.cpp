/// Another server comes in behind the source's address while a reader of its log connects: between
/// any two of its connections. Rows of the other server must never be taken for the source's.
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/change_stream.hpp"
#include "mysql/log_position.hpp"
#include "mysql/server_info.hpp"
#include "tests/servers/support/crossroads.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::log_switch_test {
namespace {

constexpr std::uint32_t reader = 4'000'000'001;

/// Both have the same history, number and GTIDs up to there, and then a row of their own.
class TwinServers {
  public:
    TwinServers() {
        for (PrivateServer* const server : {&source, &other}) {
            server->execute(
                "RESET MASTER; CREATE DATABASE d; CREATE TABLE d.t (v VARCHAR(20)) "
                "CHARACTER SET utf8mb4; INSERT INTO d.t VALUES ('before')");
        }
        Session session(source.endpoint(), SessionRole::read_only);
        facts = read_server_facts(session);
        const LogPosition position = read_log_position(session, facts);
        from = parse_log_place(position.file_and_offset + " " + position.gtid_set).value();
        source.execute("INSERT INTO d.t VALUES ('of the source')");
        other.execute("INSERT INTO d.t VALUES ('of the other')");
    }

    PrivateServer source{ServerKind::mariadb, {"--server-id=77"}};
    PrivateServer other{ServerKind::mariadb, {"--server-id=77"}};
    ServerFacts facts{};
    LogPlace from{};
    const std::vector<ColumnDefinition> columns{
        {.name = "v",
         .data_type = "varchar",
         .column_type = "varchar(20)",
         .length = 20,
         .length_bytes = 80,
         .character_set = "utf8mb4",
         .collation = "utf8mb4_general_ci"}};
};

struct Outcome {
    std::string row{};  ///< The first that was read; empty: it was refused.
    unsigned connections = 0;
};

/// The first row that the stream has; empty: none within twenty events.
std::string first_row(ChangeStream& stream) {
    std::string row;
    for (int i = 0; i < 20 && row.empty(); ++i) {
        stream.read([&](const Change& change) {
            if (const auto* const rows = std::get_if<RowsChanged>(&change.body)) {
                row = std::string(rows->images->after.columns()[0].bytes_of(0));
            }
        });
    }
    return row;
}

Outcome read_one_row(const TwinServers& servers, unsigned connections_to_the_source) {
    const Crossroads crossroads(
        {.first_port = servers.source.port(),
         .connections = connections_to_the_source,
         .second_port = servers.other.port()});
    Endpoint endpoint = servers.source.tcp_endpoint();
    endpoint.port = crossroads.port();
    Outcome outcome;
    try {
        const auto stream = open_change_stream(
            endpoint, servers.facts,
            {.from = servers.from,
             .server_id = reader,
             .known = {.server = servers.facts.identity},
             .columns = [&](const TableName&) { return &servers.columns; }});
        outcome.row = first_row(*stream);
    } catch (const Error& error) {
        EXPECT_NE(error.exit_code(), ExitCode::bug) << error.what();
    }
    outcome.connections = crossroads.connections();
    return outcome;
}

TEST(LogSwitch, NoRowOfAnotherServerIsTaken) {
    const TwinServers servers;
    const Outcome undisturbed = read_one_row(servers, 1'000);
    ASSERT_EQ(undisturbed.row, "of the source");
    ASSERT_GT(undisturbed.connections, 2U);
    for (unsigned number = 0; number < undisturbed.connections; ++number) {
        SCOPED_TRACE(std::to_string(number) + " connections to the source");
        EXPECT_NE(read_one_row(servers, number).row, "of the other");
    }
    EXPECT_EQ(read_one_row(servers, 0).row, "");
}

}  // namespace
}  // namespace cutover::test::log_switch_test
