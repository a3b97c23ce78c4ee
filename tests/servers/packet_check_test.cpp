/// The check of packet sizes says what the copy then does, by each way of writing rows.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::packet_check_test {
namespace {

using nlohmann::json;

struct PacketCase {
    const char* name;
    ServerKind destination;
    unsigned row_bytes;
    std::vector<std::string> options;
    const char* status;  ///< Of capacity.packet.
    bool copies;
};

const PacketCase packet_cases[] = {
    {"MariaDB, too wide", ServerKind::mariadb, 3'000'000, {}, "fail", false},
    {"MariaDB, fits", ServerKind::mariadb, 700'000, {}, "pass", true},
    {"MySQL by LOAD DATA, which no packet limits",
     ServerKind::mysql56,
     3'000'000,
     {"--local-infile=1"},
     "pass",
     true},
    {"MySQL by text, too wide", ServerKind::mysql56, 700'000, {"--local-infile=0"}, "fail", false},
    {"MySQL by text, fits", ServerKind::mysql56, 400'000, {"--local-infile=0"}, "pass", true},
};

TEST(PacketCheck, AgreesWithTheCopy) {
    for (const PacketCase& test : packet_cases) {
        if (is_left_out(test.destination)) {
            continue;
        }
        SCOPED_TRACE(test.name);
        std::vector<std::string> options = test.options;
        options.emplace_back("--max-allowed-packet=1048576");
        PrivateServer destination(test.destination, options);
        const CopyServers servers(PrivateServer::shared(ServerKind::mariadb, 0), destination);
        servers.source.execute(
            "CREATE TABLE `copy`.large (id INT NOT NULL PRIMARY KEY, v LONGBLOB) "
            "CHARACTER SET utf8mb4; INSERT INTO `copy`.large VALUES (1, REPEAT(X'27', " +
            std::to_string(test.row_bytes) + ")); ANALYZE TABLE `copy`.large");
        const auto endpoint = [](const PrivateServer& server) {
            return json{{"socket", server.endpoint().socket}, {"user", "root"}};
        };
        const TemporaryFolder folder;
        const std::string task = folder.write(
            "task.json",
            json{
                {"name", "packets"},
                {"types", {"schema", "full"}},
                {"objects", {{"copy", json::object()}}},
                {"source", endpoint(servers.source)},
                {"destination", endpoint(destination)}}
                .dump());
        const json document = json::parse(run_cutover({"precheck", task, "--json"}).out);
        for (const json& check : document.at("checks")) {
            if (check.at("id") == "capacity.packet") {
                EXPECT_EQ(check.at("status"), test.status) << check;
            }
        }
        EXPECT_EQ(migrate_once(servers, copy_task()).error.empty(), test.copies);
    }
}

}  // namespace
}  // namespace cutover::test::packet_check_test
