/// Following where somebody else has written to the destination.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/evidence_reader.hpp"
#include "tests/servers/support/follow_case.hpp"

namespace cutover::test::follow_conflicts_test {
namespace {

std::string task_with(const std::string& conflicts) {
    return std::string(followed_whole) + R"(, "conflicts": ")" + conflicts + "\"";
}

constexpr const char* made_tables =
    "USE `copy`; CREATE TABLE t (id INT PRIMARY KEY, u INT UNIQUE, v CHAR(9)) ENGINE=InnoDB; "
    "INSERT INTO t VALUES (1,10,'a'),(2,20,'b'),(3,30,'c'); "
    "CREATE TABLE bare (a INT, b CHAR(9)) ENGINE=InnoDB; INSERT INTO bare VALUES (1,'x'),(2,'y');";

struct StopCase {
    const char* somebody;  ///< What they did on the destination.
    const char* change;
    const char* named;  ///< In the message.
};

const StopCase stop_cases[] = {
    {"DELETE FROM t WHERE id=2", "UPDATE t SET v='new' WHERE id IN (1, 2)",
     "1 of the 2 where `id` IN (1,2) are"},
    {"UPDATE t SET id=7 WHERE id=2", "DELETE FROM t WHERE id=2", "`id` <=> 2"},
    {"INSERT INTO t VALUES (6,60,'z')", "INSERT INTO t VALUES (5,50,'e'),(6,61,'f')",
     "'6' for key 'PRIMARY'"},
    {"INSERT INTO t VALUES (6,60,'z')", "INSERT INTO t VALUES (5,60,'e')", "'60' for key 'u'"},
    {"DELETE FROM bare WHERE a=2", "UPDATE bare SET b='new' WHERE a=2", "`a` <=> 2"},
};

TEST(FollowConflicts, StopTheTaskByTheirKey) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        for (const StopCase& stop : stop_cases) {
            SCOPED_TRACE(std::string(pair.name) + ": " + stop.change);
            const CopyServers servers(pair);
            servers.source.execute(made_tables);
            const FollowCase follow(servers);
            follow.catch_up();
            servers.destination.execute(std::string("USE `copy`; ") + stop.somebody);
            servers.source.execute(std::string("USE `copy`; ") + stop.change);
            const std::string before = contents(servers.destination, "copy");
            CutoverProcess run = follow.start("caught-up");
            EXPECT_EQ(run.wait(), 1) << run.output();
            EXPECT_NE(run.output().find(stop.named), std::string::npos) << run.output();
            EXPECT_NE(run.output().find("(applied up to "), std::string::npos) << run.output();
            EXPECT_EQ(contents(servers.destination, "copy"), before);
        }
    }
}

/// "present t 2": the kind, the table and how many rows, in order.
std::vector<std::string> conflicts_on_record(const FollowCase& follow) {
    std::vector<std::string> conflicts;
    (void)read_evidence(follow.state(), "copy", [&](const EvidenceRecord& record) {
        if (const auto* const conflict = std::get_if<ConflictMet>(&record.entry)) {
            EXPECT_FALSE(conflict->key.empty());
            EXPECT_FALSE(conflict->place.empty());
            conflicts.push_back(
                conflict->kind + " " + conflict->table.table + " " +
                std::to_string(conflict->rows) + " " + conflict->key);
        }
    });
    std::sort(conflicts.begin(), conflicts.end());  // transactions go side by side
    return conflicts;
}

TEST(FollowConflicts, AreOverwrittenAndPutOnRecord) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        servers.source.execute(made_tables);
        const FollowCase follow(servers, 0, task_with("proceed"));
        follow.catch_up();
        servers.source.execute("USE `copy`; UPDATE t SET v='A' WHERE id=1");
        follow.catch_up();
        EXPECT_EQ(conflicts_on_record(follow), std::vector<std::string>{});
        servers.destination.execute(
            "USE `copy`; DELETE FROM t WHERE id IN (2, 3); INSERT INTO t VALUES (6,60,'z'),"
            "(7,70,'z'),(8,80,'z'); DELETE FROM bare WHERE a=2");
        servers.source.execute(
            "USE `copy`; UPDATE t SET v='B' WHERE id=2; DELETE FROM t WHERE id=3; "
            "INSERT INTO t VALUES (5,50,'e'),(6,61,'f'),(7,71,'g'); "
            "UPDATE t SET u=80, id=4 WHERE id=5; UPDATE t SET id=9 WHERE id=6; "
            "UPDATE bare SET b='Y' WHERE a=2; INSERT INTO bare VALUES (3,'z'); "
            "DELETE FROM t WHERE id=1");
        follow.catch_up();
        follow.expect_equal();
        EXPECT_EQ(
            conflicts_on_record(follow),
            (std::vector<std::string>{
                "missing bare 1 `a` <=> 2 AND BINARY `b` <=> 0x79", "missing t 1 `id` <=> 2",
                "missing t 1 `id` <=> 3", "present t 1 `id` <=> 4", "present t 2 `id` <=> 6"}));
    }
}

}  // namespace
}  // namespace cutover::test::follow_conflicts_test
