#include "tests/servers/support/interrupted_case.hpp"

#include <chrono>
#include <csignal>
#include <thread>
#include <variant>

#include <gtest/gtest.h>

#include "runtime/evidence_reader.hpp"

namespace cutover::test {
namespace {

/// By all verifications that are on record.
std::size_t chunks_of_early(const FollowCase& follow) {
    std::size_t chunks = 0;
    static_cast<void>(read_evidence(follow.state(), "copy", [&](const EvidenceRecord& record) {
        const auto* const chunk = std::get_if<ChunkCompared>(&record.entry);
        chunks += chunk != nullptr && chunk->source.table == "early" ? 1U : 0U;
    }));
    return chunks;
}

}  // namespace

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
    const std::size_t before = chunks_of_early(follow);
    const TemporaryFolder folder;
    std::vector<std::string> arguments{"--workers", "1", "--set", "/limits/rows_per_second=150"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    CutoverProcess slow = follow.start_verify(folder.path() / "output", {}, arguments);
    while (!slow.has_ended() && chunks_of_early(follow) == before) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    slow.signal(SIGKILL);
    EXPECT_EQ(slow.wait(), 128 + SIGKILL) << slow.output();
}

void happens(const InterruptedCase& one, Meanwhile what) {
    if (what == Meanwhile::a_change_arrives) {
        one.source.execute("UPDATE `copy`.early SET v=v+1 ORDER BY id LIMIT 1");
    } else if (what == Meanwhile::damage) {
        one.destination.execute("UPDATE `copy`.early SET v=-v ORDER BY id LIMIT 1");
    }
}

}  // namespace cutover::test
