#include <filesystem>

#include <gtest/gtest.h>

#include "tests/places.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::scenario_test {
namespace {

/// The scenario files of testdata/, run by the same program that docker/run_scenarios.sh uses on
/// other servers.
void run_scenarios(const PrivateServer& source, const PrivateServer& destination) {
    const std::string runner =
        (std::filesystem::path(source_folder) / "tests/scenarios/run.py").string();
    const ProgramRun run = run_program(
        {"python3", runner, "--cutover", program, "--source", source.endpoint().socket,
         "--destination", destination.endpoint().socket});
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_NE(run.out.find("scenarios passed"), std::string::npos) << run.out;
}

TEST(Scenarios, MariadbToMariadb) {
    run_scenarios(
        PrivateServer::shared(ServerKind::mariadb, 0),
        PrivateServer::shared(ServerKind::mariadb, 1));
}

TEST(Scenarios, Mysql56ToMariadb) {
    run_scenarios(
        PrivateServer::shared(ServerKind::mysql56, 0),
        PrivateServer::shared(ServerKind::mariadb, 1));
}

TEST(Scenarios, Mysql56ToMysql56) {
    run_scenarios(
        PrivateServer::shared(ServerKind::mysql56, 0),
        PrivateServer::shared(ServerKind::mysql56, 1));
}

}  // namespace
}  // namespace cutover::test::scenario_test
