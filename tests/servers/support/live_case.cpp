#include "tests/servers/support/live_case.hpp"

#include <chrono>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "mysql/rendezvous.hpp"

namespace cutover::test {

LiveCase::LiveCase(const CopyServers& of) : servers(of), follow(servers) {
    servers.source.execute(
        "USE `copy`; CREATE TABLE still (id INT NOT NULL PRIMARY KEY, v VARCHAR(20)) "
        "ENGINE=InnoDB; INSERT INTO still SELECT id, CONCAT('v', id) FROM keyed");
    follow.catch_up();
}

void wait_for_applier(const CopyServers& servers, CutoverProcess& run) {
    MysqlRendezvous looking(servers.destination.tcp_endpoint(), "copy");
    for (int i = 0; i < 6000 && !run.has_ended(); ++i) {
        const std::optional<RendezvousState> state = looking.state();
        if (state && state->is_applier_there) {
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ADD_FAILURE() << "nobody follows: " << run.output();
}

ProgramRun LiveCase::verify(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"--json", "--progress", "none"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return follow.run("verify", arguments);
}

void LiveCase::damage() const {
    servers.destination.execute(
        "UPDATE `copy`.still SET v='other' WHERE id=(SELECT id FROM (SELECT MIN(id) AS id FROM "
        "`copy`.still) s)");
}

}  // namespace cutover::test
