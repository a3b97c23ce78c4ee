/// `cutover verify --recheck` where another tool replicates: a thread that does on the destination
/// what was done on the source, a while later.
#include <chrono>
#include <functional>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "mysql/session.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/follow_case.hpp"

namespace cutover::test::recheck_test {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr const char* writing = "writing";

/// Executes a statement on the source in each pause, and on the destination when `behind` more have
/// followed it.
class OtherTool {
  public:
    OtherTool(
        const CopyServers& servers,
        milliseconds pause,
        std::function<std::string(int)> write,
        int behind = 0)
        : replicating_(
              [&servers, pause, write = std::move(write), behind](const std::stop_token& stopping) {
                  Session source(servers.source.endpoint(), SessionRole::writing);
                  Session destination(servers.destination.endpoint(), SessionRole::writing);
                  for (int i = 0; !stopping.stop_requested(); ++i) {
                      source.execute(write(i), writing);
                      std::this_thread::sleep_for(pause);
                      if (i >= behind) {
                          destination.execute(write(i - behind), writing);
                      }
                  }
              }) {}

  private:
    std::jthread replicating_;
};

struct RecheckCase {
    explicit RecheckCase(const PairOfKinds& pair) : servers(pair), follow(servers) {
        servers.source.execute(
            "USE `copy`; CREATE TABLE many (id INT NOT NULL PRIMARY KEY, v INT) ENGINE=InnoDB; "
            "INSERT INTO many SELECT id, 0 FROM keyed; CREATE TABLE hot (id INT NOT NULL PRIMARY "
            "KEY, v INT) ENGINE=InnoDB; INSERT INTO hot VALUES (1, 0)");
        follow.catch_up();
    }

    [[nodiscard]] Json verify(int exit_code, const std::string& workers = "1") const {
        const ProgramRun run = follow.run(
            "verify", {"--json", "--progress", "none", "--workers", workers, "--patience", "3"});
        EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
        return Json::parse(run.out, nullptr, false);
    }

    CopyServers servers;
    FollowCase follow;
};

TEST(Recheck, RowsInFlightAreNoDifferences) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RecheckCase test(pair);
        std::uint64_t in_flight = 0;
        const OtherTool tool(test.servers, milliseconds(300), [](int i) {
            return "UPDATE `copy`.many SET v=v+1 WHERE id % 97 = " + std::to_string(i % 97);
        });
        for (const char* const workers : {"1", "4", "4"}) {
            const Json outcome = test.verify(0, workers);
            EXPECT_EQ(outcome["discrepancy_count"], 0) << outcome.dump();
            std::uint64_t of_run = 0;
            for (const Json& table : outcome["tables"]) {
                const auto rows = table["rows_in_flight"].get<std::uint64_t>();
                EXPECT_EQ(table["position"].is_null(), rows > 0) << table.dump();
                of_run += rows;
            }
            in_flight += of_run;
            const Json report = Json::parse(test.follow.run("report", {"--json"}).out);
            EXPECT_EQ(
                report["notes"].dump().find("at no one position") != std::string::npos, of_run > 0)
                << report["notes"];
        }
        EXPECT_GT(in_flight, 0U) << "nothing was ever on its way, so nothing was tried";
    }
}

/// The tool is 5 s behind, patience are 3: what arrives meanwhile shows that it is.
TEST(Recheck, ALagLongerThanPatienceIsMeasured) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RecheckCase test(pair);
        const auto write = [](int i) {
            return "UPDATE `copy`.many SET v=v+1 WHERE id % 97 = " + std::to_string(i % 97);
        };
        const OtherTool tool(test.servers, milliseconds(500), write, 10);
        EXPECT_TRUE(comes_true([&] {
            return test.servers.destination.sql("SELECT COUNT(*) FROM `copy`.many WHERE v <> 0") !=
                   "0\n";
        }));
        const Json outcome = test.verify(0);
        EXPECT_EQ(outcome["discrepancy_count"], 0) << outcome.dump();
        EXPECT_NE(outcome["notes"].dump().find("or more to arrive"), std::string::npos)
            << outcome["notes"].dump();
    }
}

/// However many sessions compare at first, and whichever of them meets it.
TEST(Recheck, WhatStaysDifferentIs) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RecheckCase test(pair);
        test.servers.destination.execute(
            "USE `copy`; UPDATE keyed SET t='other' ORDER BY id LIMIT 1; UPDATE hot SET v=-1");
        const OtherTool tool(test.servers, milliseconds(200), [](int i) {
            return "UPDATE `copy`.many SET v=v+1 WHERE id % 97 = " + std::to_string(i % 97);
        });
        for (const char* const workers : {"1", "4"}) {
            const Json outcome = test.verify(1, workers);
            ASSERT_EQ(outcome["discrepancy_count"], 2) << outcome.dump();
            const Json& rows = outcome["discrepancies"];
            EXPECT_EQ(rows[0]["table"], "copy.hot");
            EXPECT_EQ(rows[0]["columns"][0]["destination"], "-1");
            EXPECT_EQ(rows[1]["table"], "copy.keyed");
            EXPECT_EQ(rows[1]["columns"][0]["destination"], "other");
        }
    }
}

/// A row that never stands still is neither called equal nor different.
TEST(Recheck, WhatIsHotIsNotProven) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RecheckCase test(pair);
        test.servers.destination.execute("UPDATE `copy`.hot SET v=-1000000");
        const OtherTool tool(test.servers, milliseconds(100), [](int) {
            return std::string("UPDATE `copy`.hot SET v=v+1");
        });
        const Json outcome = test.verify(4);
        for (const Json& table : outcome["tables"]) {
            EXPECT_EQ(table["verdict"], table["source"] == "copy.hot" ? "UNPROVEN" : "EQUAL")
                << table.dump();
        }
    }
}

/// The destination has rows that are not replicated to it. Of two that the source turns over, one
/// is always what the destination has: at any moment the other differs.
TEST(Recheck, ASourceThatComesAndGoesIsNeverEqual) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RecheckCase test(pair);
        test.servers.source.execute("INSERT INTO `copy`.hot VALUES (2, 1)");
        test.servers.destination.execute("INSERT INTO `copy`.hot VALUES (2, 0)");
        const std::jthread turning([&test](const std::stop_token& stopping) {
            Session source(test.servers.source.endpoint(), SessionRole::writing);
            while (!stopping.stop_requested()) {
                source.execute("UPDATE `copy`.hot SET v=1-v", writing);
                std::this_thread::sleep_for(milliseconds(1000));
            }
        });
        for (int i = 0; i < 3; ++i) {
            const Json outcome = test.verify(4);
            for (const Json& table : outcome["tables"]) {
                const bool is_hot = table["source"] == "copy.hot";
                EXPECT_EQ(table["verdict"], is_hot ? "UNPROVEN" : "EQUAL") << table.dump();
                EXPECT_EQ(table.dump().find("never stood still") != std::string::npos, is_hot)
                    << table.dump();
            }
        }
    }
}

/// Rows without a key are looked for among all: those that came meanwhile are no differences.
TEST(Recheck, OfRowsWithoutAKeyOnlyThoseThatStayDifferentAre) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RecheckCase test(pair);
        test.servers.destination.execute("INSERT INTO `copy`.keyless VALUES (-7, 'strange', 7)");
        const OtherTool tool(test.servers, milliseconds(400), [](int i) {
            const std::string n = std::to_string(i);
            return "INSERT INTO `copy`.keyless VALUES (" + n + ", 'on its way', " + n + ")";
        });
        const Json outcome = test.verify(1);
        EXPECT_EQ(outcome["discrepancy_count"], 1) << outcome.dump();
        EXPECT_EQ(outcome["discrepancies"][0]["kind"], "extra") << outcome.dump();
    }
}

/// The log of rows with a generated column gives no digests of them, so the table's is not known.
TEST(Recheck, BesideWhatIsCarriedRowsInFlightAreNoDifferences) {
    const RecheckCase test(pairs_of_kinds.front());
    test.servers.source.execute(
        "CREATE TABLE `copy`.made (id INT NOT NULL PRIMARY KEY, v INT, g INT AS (v + 1) VIRTUAL) "
        "ENGINE=InnoDB; INSERT INTO `copy`.made (id, v) SELECT id, 0 FROM `copy`.keyed");
    test.follow.catch_up();
    EXPECT_EQ(test.follow.run("verify", {}).exit_code, 0);
    const OtherTool tool(test.servers, milliseconds(300), [](int i) {
        return "UPDATE `copy`.made SET v=v+1 WHERE id % 97 = " + std::to_string(i % 97) +
               " ORDER BY id LIMIT 1";
    });
    std::uint64_t carried = 0;
    std::string notes;
    for (int i = 0; i < 4; ++i) {
        const ProgramRun run = test.follow.run(
            "verify", {"--json", "--progress", "none", "--since-last", "--patience", "3"});
        EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
        const Json outcome = Json::parse(run.out);
        notes += outcome["notes"].dump();
        for (const Json& table : outcome["tables"]) {
            carried += table["source"] == "copy.made" ? table["rows_carried"].get<unsigned>() : 0U;
        }
    }
    EXPECT_GT(carried, 0U) << "the table was read whole, so nothing was tried: " << notes;
}

/// How many consistent views of the server's rows were asked for since it started.
int views_begun(const PrivateServer& server) {
    return std::stoi(
        server.sql("SELECT variable_value FROM information_schema.global_status WHERE "
                   "variable_name='Com_begin'"));
}

/// Whether somebody has one, for which the server has to keep what it showed. The server looks
/// again only where nobody has asked for a tenth of a second.
bool keeps_a_view(const PrivateServer& server) {
    std::this_thread::sleep_for(milliseconds(150));
    return server.sql("SELECT COUNT(*) FROM information_schema.innodb_trx") != "0\n";
}

/// It may wait for hours.
TEST(Recheck, NoSnapshotIsKeptWhileItWaits) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const RecheckCase test(pair);
        test.servers.destination.execute("UPDATE `copy`.hot SET v=-1");
        const TemporaryFolder folder;
        CutoverProcess run = test.follow.start_verify(
            folder.path() / "output", {}, {"--recheck", "--patience", "600"});
        EXPECT_TRUE(run.writes("read again for up to")) << run.output();
        for (const PrivateServer* server : {&test.servers.source, &test.servers.destination}) {
            const int at_first = views_begun(*server);
            EXPECT_TRUE(comes_true([&] { return views_begun(*server) > at_first; }))
                << "they were not read again";
            EXPECT_TRUE(comes_true([&] { return !keeps_a_view(*server); }))
                << "what they were read from is still held";
        }
        EXPECT_FALSE(run.has_ended()) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::recheck_test
