/// A statement that the task cannot replay: it stops, a person decides, it goes on.
#include <string>

#include <gtest/gtest.h>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test::follow_resolve_test {
namespace {

constexpr const char* two_tables =
    "USE `copy`; CREATE TABLE a (id INT PRIMARY KEY, v CHAR(9)) ENGINE=InnoDB; "
    "CREATE TABLE b (id INT PRIMARY KEY, w INT, v CHAR(9)) ENGINE=InnoDB; "
    "INSERT INTO a VALUES (1, 'a'), (2, 'a'); INSERT INTO b VALUES (1, 7, 'b');";

/// Names change places, which looks the same before and after: nothing tells whether it has run.
constexpr const char* swap = "USE `copy`; RENAME TABLE a TO c, b TO a, c TO b;";
constexpr const char* rows_after_it =
    "INSERT INTO a VALUES (2, 8, 'now b'); UPDATE b SET v='now a' WHERE id=2;";

void expect_waits(const FollowCase& follow) {
    CutoverProcess run = follow.start("caught-up");
    EXPECT_EQ(run.wait(), 1) << run.output();
    EXPECT_NE(run.output().find("cutover resolve"), std::string::npos) << run.output();
    const ProgramRun shown = follow.run("resolve");
    EXPECT_EQ(shown.exit_code, 4) << shown.err;
    EXPECT_NE(shown.out.find("RENAME TABLE a TO c, b TO a, c TO b"), std::string::npos)
        << shown.out;
    EXPECT_NE(follow.status(false).find("cutover resolve"), std::string::npos);
}

void expect_goes_on(const FollowCase& follow) {
    follow.catch_up();
    follow.expect_equal();
    const ProgramRun verified = follow.verify();
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    const ProgramRun nothing = follow.run("resolve");
    EXPECT_EQ(nothing.exit_code, 0) << nothing.out << nothing.err;
    EXPECT_NE(nothing.out.find("NOTHING"), std::string::npos);
    EXPECT_EQ(follow.status(false).find("cutover resolve"), std::string::npos);
}

TEST(FollowResolve, AStatementThatWasMadeByHandIsPassedOver) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        servers.source.execute(two_tables);
        const FollowCase follow(servers);
        follow.catch_up();
        servers.source.execute(std::string(swap) + rows_after_it);
        expect_waits(follow);
        servers.destination.execute(swap);
        const ProgramRun decided = follow.run("resolve", {"--done", "swapped over there <too>"});
        EXPECT_EQ(decided.exit_code, 0) << decided.err;
        expect_goes_on(follow);
        const std::string report = follow.run("report", {"--json"}).out;
        EXPECT_NE(report.find("swapped over there <too>"), std::string::npos) << report;
    }
}

TEST(FollowResolve, ADecisionIsOfOneStatement) {
    const CopyServers servers(pairs_of_kinds.front());
    servers.source.execute(two_tables);
    const FollowCase follow(servers);
    follow.catch_up();
    EXPECT_EQ(follow.run("resolve", {"--skip", "nothing waits"}).exit_code, 0);
    servers.source.execute(std::string(swap) + swap);
    expect_waits(follow);
    EXPECT_EQ(follow.run("resolve", {"--skip", " "}).exit_code, 2);
    EXPECT_EQ(follow.run("resolve", {"--skip", "x", "--done", "y"}).exit_code, 2);
    EXPECT_EQ(follow.run("resolve", {"--skip", "the next one undoes it"}).exit_code, 0);
    expect_waits(follow);
    EXPECT_EQ(follow.run("resolve", {"--skip", "it undoes the last one"}).exit_code, 0);
    expect_goes_on(follow);
}

/// The source makes `later` with a row, and the destination refuses, for somebody has made a table
/// of that name over there; then that is dropped.
void meet_a_table_in_the_way(const FollowCase& follow) {
    follow.servers.destination.execute("CREATE TABLE `copy`.later (a INT)");
    follow.servers.source.execute(
        "CREATE TABLE `copy`.later (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB; "
        "INSERT INTO `copy`.later VALUES (1)");
    CutoverProcess run = follow.start("caught-up");
    EXPECT_EQ(run.wait(), 3) << run.output();
    EXPECT_NE(run.output().find("mend that and run again, or"), std::string::npos) << run.output();
    EXPECT_EQ(follow.run("resolve").exit_code, 4);
    follow.servers.destination.execute("DROP TABLE `copy`.later");
}

TEST(FollowResolve, WhatTheDestinationRefusesWaitsUntilItIsMended) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        const FollowCase follow(servers);
        follow.catch_up();
        meet_a_table_in_the_way(follow);
        expect_goes_on(follow);
    }
}

/// Rows of a table that the destination is to do without are not left out in silence.
TEST(FollowResolve, RowsOfATableThatWasSkippedAreTold) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        const FollowCase follow(servers);
        follow.catch_up();
        meet_a_table_in_the_way(follow);
        EXPECT_EQ(follow.run("resolve", {"--skip", "nobody needs it"}).exit_code, 0);
        servers.source.execute("INSERT INTO `copy`.later VALUES (2)");
        CutoverProcess run = follow.start("caught-up");
        EXPECT_EQ(run.wait(), 0) << run.output();
        EXPECT_NE(run.output().find("the log has rows of copy.later"), std::string::npos)
            << run.output();
        EXPECT_EQ(follow.verify().exit_code, 1);
    }
}

/// MariaDB logs them like a table's, those of a sequence that is made meanwhile among them.
TEST(FollowResolve, RowsOfSequencesAreNoTablesRows) {
    const CopyServers servers(pairs_of_kinds.front());
    servers.source.execute("CREATE SEQUENCE `copy`.early");
    const FollowCase follow(servers);
    follow.catch_up();
    servers.source.execute(
        "USE `copy`; CREATE SEQUENCE late; INSERT INTO keyed (id) VALUES "
        "(5000000 + NEXTVAL(early)), (6000000 + NEXTVAL(late))");
    CutoverProcess run = follow.start("caught-up");
    EXPECT_EQ(run.wait(), 0) << run.output();
    EXPECT_EQ(run.output().find("the log has rows of"), std::string::npos) << run.output();
    EXPECT_EQ(
        servers.destination.sql("SELECT COUNT(*) FROM `copy`.keyed WHERE id > 4999999"), "2\n");
}

}  // namespace
}  // namespace cutover::test::follow_resolve_test
