/// What the servers' own binary logs say of causes: where the missing tail was written on the
/// source, and who wrote the rows of the destination that the source does not have.
#include <algorithm>
#include <functional>
#include <utility>

#include <gtest/gtest.h>

#include "mysql/mysql_database.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/copy_fixture.hpp"
#include "tests/servers/support/pair_name.hpp"
#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test::cause_evidence_test {
namespace {

constexpr const char* five_rows =
    "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v INT) ENGINE=InnoDB; INSERT INTO t VALUES "
    "(1, 1), (2, 2), (3, 3), (4, 4), (5, 5);";

/// Where its log ends: "file:offset".
std::string place_of(const PrivateServer& server) {
    const std::string status = server.sql("SHOW MASTER STATUS");
    const std::size_t tab = status.find('\t');
    return status.substr(0, tab) + ":" +
           status.substr(tab + 1, status.find_first_of("\t\n", tab + 1) - tab - 1);
}

std::string evidence_of(const VerifyReport& report, CauseKind kind) {
    for (const Cause& cause : report.causes) {
        if (cause.kind == kind) {
            return cause.evidence;
        }
    }
    return "no such cause";
}

/// Acts where all chunks are compared, and the rows that differ are still to be read.
class Meanwhile : public VerifyObserver {
  public:
    explicit Meanwhile(std::function<void()> act) : act_(std::move(act)) {}

    void all_chunks_compared(std::size_t /*tables_that_differ*/) override { act_(); }

  private:
    std::function<void()> act_;
};

VerifyReport verify_database(
    const std::string& name,
    const Endpoint& here,
    const Endpoint& there,
    const std::function<void()>& meanwhile = [] {}) {
    const auto source = open_database(here, SessionRole::read_only);
    const auto destination = open_database(there, SessionRole::read_only);
    Task task;
    task.objects.databases[name] = {};
    VerifyRequest request{.source_catalog = source->catalog({name}), .run = "test"};
    request.plan = make_plan(task, request.source_catalog, source->facts(), destination->facts());
    EvidenceList evidence;
    Meanwhile observer(meanwhile);
    return verify(request, *source, *destination, evidence, observer);
}

class CauseEvidence : public testing::TestWithParam<PairOfKinds> {
  protected:
    /// What other tests did to tables of the same names is no evidence.
    void SetUp() override {
        PrivateServer::shared(GetParam().source, 0).execute("RESET MASTER");
        PrivateServer::shared(GetParam().destination, 1).execute("RESET MASTER");
    }
};

TEST_P(CauseEvidence, TheTailIsMissingBehindAPositionOfTheSource) {
    const ServerPair pair(GetParam(), "evidence_tail");
    pair.at_both(five_rows);
    pair.at_source(
        "INSERT INTO t VALUES (6, 6), (900, 9); DELETE FROM t WHERE id=6 OR id=900; UPDATE t SET "
        "v=50 WHERE id=5");
    pair.at_destination("UPDATE t SET v=50 WHERE id=5");
    const std::string behind = place_of(pair.source());
    pair.at_source(
        "INSERT INTO t VALUES (8, 8); INSERT INTO t VALUES (7, 7); UPDATE t SET v=80 WHERE id=8; "
        "UPDATE t SET id=9 WHERE id=7");
    PairVerification verification(pair);
    const std::string evidence = evidence_of(verification.run(), CauseKind::missing_tail);
    EXPECT_NE(evidence.find("right behind " + behind + " "), std::string::npos)
        << evidence << ", not " << behind;
    EXPECT_NE(evidence.find("they are missing from that position"), std::string::npos) << evidence;

    pair.at_destination("DELETE FROM t");
    EXPECT_NE(
        evidence_of(verification.run(), CauseKind::missing_tail).find("right behind "),
        std::string::npos)
        << "of an empty table it is the first row of all";
}

/// Who wrote them, when and behind which position of the destination's log.
TEST_P(CauseEvidence, AForeignWriterIsSeenInTheDestinationsLog) {
    const ServerPair pair(GetParam(), "evidence_writer");
    pair.at_both(five_rows);
    std::string behind = place_of(pair.destination());
    pair.at_destination("INSERT INTO t VALUES (77, 7)");
    PairVerification verification(pair);
    std::string evidence = evidence_of(verification.run(), CauseKind::foreign_rows);
    EXPECT_NE(
        evidence.find("somebody else than cutover was the last to write the row whose key"),
        std::string::npos)
        << evidence;
    EXPECT_NE(
        evidence.find("id = 77 was inserted in the transaction behind " + behind + " "),
        std::string::npos)
        << evidence << ", not " << behind;
    EXPECT_NE(evidence.find(", which is the destination"), std::string::npos) << evidence;
    if (GetParam().destination == ServerKind::mysql56) {
        EXPECT_NE(evidence.find(", session "), std::string::npos) << evidence;
    }

    behind = place_of(pair.destination());
    pair.at_destination("DELETE FROM t WHERE id=77; DELETE FROM t WHERE id=2");
    evidence = evidence_of(verification.run(), CauseKind::unexplained);
    EXPECT_NE(evidence.find("id = 2 was deleted in the transaction behind "), std::string::npos)
        << evidence;
}

/// What TRUNCATE or a statement did away with was no first row of the tail.
TEST_P(CauseEvidence, StatementsHideWhichRowsOfATailAreThere) {
    const ServerPair pair(GetParam(), "evidence_statement");
    pair.at_both(five_rows);
    pair.at_source(
        "INSERT INTO t VALUES (6, 6), (7, 7); TRUNCATE TABLE t; INSERT INTO t VALUES (1, 1), "
        "(2, 2), (3, 3), (4, 4), (5, 5)");
    const std::string behind = place_of(pair.source());
    pair.at_source("INSERT INTO t VALUES (8, 8); INSERT INTO t VALUES (9, 9)");
    PairVerification verification(pair);
    std::string evidence = evidence_of(verification.run(), CauseKind::missing_tail);
    EXPECT_NE(evidence.find("right behind " + behind + " "), std::string::npos)
        << evidence << ", not " << behind;

    pair.at_source("SET SESSION binlog_format=MIXED; DELETE FROM t WHERE id=8");
    evidence = evidence_of(verification.run(), CauseKind::missing_tail);
    EXPECT_NE(evidence.find("has 0 of these rows since the server executed "), std::string::npos)
        << evidence;
}

TEST_P(CauseEvidence, RowsThatForeignKeysChangeHaveNoKnownWriter) {
    const ServerPair pair(GetParam(), "evidence_cascade");
    pair.at_both(
        "CREATE TABLE p (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB; CREATE TABLE a (id INT NOT "
        "NULL PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE) "
        "ENGINE=InnoDB; INSERT INTO p VALUES (1), (2), (3); INSERT INTO a VALUES (1, 1), (2, 2), "
        "(3, 3)");
    pair.at_destination("DELETE FROM p WHERE id=2");
    PairVerification verification(pair);
    const VerifyReport report = verification.run();
    ASSERT_EQ(report.causes.size(), 2U);
    EXPECT_NE(
        report.causes[0].evidence.find("Who wrote them is not known: the foreign key "),
        std::string::npos)
        << report.causes[0].evidence;
    EXPECT_NE(report.causes[1].evidence.find("id = 2 was deleted"), std::string::npos)
        << report.causes[1].evidence;
}

TEST_P(CauseEvidence, WhatIsWrittenLaterIsNoWriter) {
    const ServerPair pair(GetParam(), "evidence_later");
    pair.at_both(five_rows);
    pair.at_destination("INSERT INTO t VALUES (77, 7)");
    const VerifyReport report = verify_database(
        "evidence_later", pair.source().endpoint(), pair.destination().endpoint(),
        [&] { pair.at_destination("UPDATE t SET v=8 WHERE id=77"); });
    const std::string evidence = evidence_of(report, CauseKind::foreign_rows);
    EXPECT_NE(evidence.find("id = 77 was inserted"), std::string::npos) << evidence;
}

class OwnWriting : public CauseEvidence {
  protected:
    void SetUp() override {
        CauseEvidence::SetUp();
        servers.source.execute(
            std::string(
                "CREATE DATABASE IF NOT EXISTS `copy` CHARACTER SET utf8mb4; USE `copy`; ") +
            five_rows);
        ASSERT_EQ(migrate_once(servers, copy_task()).error, "");
        servers.source.execute("DELETE FROM `copy`.t WHERE id=5");
    }

    [[nodiscard]] std::string evidence(const Endpoint& there) const {
        return evidence_of(
            verify_database("copy", servers.source.endpoint(), there), CauseKind::foreign_rows);
    }

    [[nodiscard]] std::string evidence() const { return evidence(servers.destination.endpoint()); }

    CopyServers servers{GetParam()};
};

/// A transaction with cutover's own progress is cutover's: its row lacks a deletion, not a writer.
TEST_P(OwnWriting, IsNobodyElses) {
    EXPECT_EQ(
        evidence(),
        "By the destination's log cutover itself was the last to write the row whose key "
        "is shown.");
    servers.destination.execute("UPDATE `copy`.t SET v=55 WHERE id=5");
    EXPECT_NE(
        evidence().find("somebody else than cutover was the last to write the row"),
        std::string::npos);
}

/// Which row a statement changed the log does not say.
TEST_P(OwnWriting, IsNotKnownBehindAStatementOfSomebodyElse) {
    servers.destination.execute(
        "USE `copy`; SET SESSION binlog_format=MIXED; UPDATE t SET v=55 WHERE id=5");
    const std::string found = evidence();
    EXPECT_NE(found.find("Who wrote them is not known: "), std::string::npos) << found;
    EXPECT_NE(
        found.find("does not name the row whose key is shown since the server executed"),
        std::string::npos)
        << found;
    servers.destination.execute("UPDATE `copy`.t SET v=56 WHERE id=5");
    EXPECT_NE(evidence().find("somebody else than cutover was the last to"), std::string::npos);
}

TEST_P(OwnWriting, IsNotKnownWhereItsProgressIsNotSeen) {
    constexpr const char* hidden =
        "Who wrote them is not known: the destination's log names tables of the schema `cutover` "
        "that this account does not see.";
    servers.destination.execute(
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO unseeing@localhost IDENTIFIED BY "
        "''; GRANT SELECT, LOCK TABLES ON `copy`.* TO unseeing@localhost");
    Endpoint there = servers.destination.endpoint();
    there.user = "unseeing";
    EXPECT_EQ(evidence(there), hidden);
    servers.destination.execute("DROP USER unseeing@localhost; DROP DATABASE `cutover`");
    EXPECT_EQ(evidence(), hidden);
}

INSTANTIATE_TEST_SUITE_P(Pairs, CauseEvidence, testing::ValuesIn(pairs_of_kinds), pair_name);
INSTANTIATE_TEST_SUITE_P(Pairs, OwnWriting, testing::ValuesIn(pairs_of_kinds), pair_name);

/// Servers of the test's own whose logs say nothing, and what is said instead.
class SilentLog : public testing::Test {
  protected:
    void fill() const {
        for (const PrivateServer* server : {&source, &destination}) {
            server->execute(
                std::string("CREATE DATABASE d CHARACTER SET utf8mb4; USE d; ") + five_rows);
        }
        source.execute("INSERT INTO d.t VALUES (6, 6), (7, 7)");
        destination.execute("INSERT INTO d.t VALUES (0, 0)");
    }

    [[nodiscard]] VerifyReport verify(const std::string& user) const {
        Endpoint here = source.endpoint();
        Endpoint there = destination.endpoint();
        here.user = there.user = user;
        return verify_database("d", here, there);
    }

    PrivateServer source{ServerKind::mariadb};
    PrivateServer destination{ServerKind::mariadb, {"--skip-log-bin"}};
};

TEST_F(SilentLog, SaysWhyNothingIsKnown) {
    fill();
    source.execute("FLUSH BINARY LOGS; INSERT INTO d.t VALUES (8, 8)");
    const std::string latest = place_of(source);
    EXPECT_TRUE(comes_true([&] {
        source.execute("PURGE BINARY LOGS TO '" + latest.substr(0, latest.find(':')) + "'");
        return source.sql("SHOW BINARY LOGS").find("binlog.000001") == std::string::npos;
    }));
    VerifyReport report = verify("root");
    EXPECT_EQ(
        evidence_of(report, CauseKind::foreign_rows),
        "Who wrote them is not known: the destination keeps no binary log.");
    EXPECT_EQ(
        evidence_of(report, CauseKind::missing_tail),
        "From which position of the source's log on is not known: the source's log was read from " +
            latest.substr(0, latest.find(':')) +
            " on, and has 1 of these rows; the others are older or newer.");

    for (const PrivateServer* server : {&source, &destination}) {
        server->execute("CREATE USER reader@localhost; GRANT SELECT ON *.* TO reader@localhost");
    }
    report = verify("reader");
    EXPECT_EQ(report.discrepancies.size(), 4U);
    EXPECT_EQ(
        evidence_of(report, CauseKind::missing_tail),
        "From which position of the source's log on is not known: the account may not see the "
        "source's binary log (BINLOG MONITOR).");
    source.execute("GRANT BINLOG MONITOR ON *.* TO reader@localhost");
    const std::string evidence = evidence_of(verify("reader"), CauseKind::missing_tail);
    EXPECT_NE(
        evidence.find("is not known: the source's binary log was not read: "), std::string::npos)
        << evidence;
}

}  // namespace
}  // namespace cutover::test::cause_evidence_test
