#include "tests/servers/support/interrupted_case.hpp"

#include "tests/servers/support/since_last_case.hpp"

namespace cutover::test {

InterruptedCase::InterruptedCase(const CopyServers& of, const std::string& engine_of_early)
    : servers(of) {
    source.execute(
        "USE `copy`; CREATE TABLE earliest (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB; INSERT "
        "INTO earliest VALUES (1), (2), (3); CREATE TABLE early (id INT NOT NULL PRIMARY KEY, "
        "v INT) ENGINE=" +
        engine_of_early +
        "; INSERT INTO early SELECT id, id FROM keyed; CREATE TABLE zlate (id INT NOT NULL "
        "PRIMARY KEY) ENGINE=InnoDB; INSERT INTO zlate SELECT id FROM keyed UNION SELECT -id "
        "FROM keyed");
    follow.catch_up();
}

void InterruptedCase::interrupt(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"--workers", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    kill_a_verification_after(follow, "early", arguments);
}

void happens(const InterruptedCase& one, Meanwhile what) {
    if (what == Meanwhile::a_change_arrives) {
        one.source.execute("UPDATE `copy`.early SET v=v+1 ORDER BY id LIMIT 1");
    } else if (what == Meanwhile::damage) {
        one.destination.execute("UPDATE `copy`.early SET v=-v ORDER BY id LIMIT 1");
    }
}

}  // namespace cutover::test
