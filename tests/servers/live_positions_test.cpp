/// The place at which `cutover verify` says that both sides met, while the source is followed and
/// written to: between what the source had before and after, by GTIDs and by files.
#include <csignal>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/live_case.hpp"

namespace cutover::test::live_positions_test {
namespace {

using Json = nlohmann::json;

/// The last transaction of a GTID position or set, of the one server that wrote: 57 of 0-1-57 and
/// of <uuid>:1-57.
std::uint64_t last_transaction(const std::string& gtids) {
    const std::size_t end = gtids.find_last_of("0123456789") + 1;
    const std::size_t begin = gtids.find_last_not_of("0123456789", end - 1) + 1;
    return std::stoull(gtids.substr(begin, end - begin));
}

std::uint64_t last_transaction(const PrivateServer& server) {
    return last_transaction(server.sql(
        server.kind() == ServerKind::mariadb ? "SELECT @@gtid_binlog_pos"
                                             : "SELECT @@GLOBAL.gtid_executed"));
}

TEST(LivePositions, ByGtidsAreWhatTheSourceHadMeanwhile) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrivateServer source(pair.source);  // in a long log they are looked for only at leisure
        LiveCase live(CopyServers(source, PrivateServer::shared(pair.destination, 1)));
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.follow.start_writing(17);
        for (int i = 0; i < 2; ++i) {
            const std::uint64_t before = last_transaction(live.servers.source);
            const Json outcome = Json::parse(live.verify().out);
            const std::uint64_t after = last_transaction(live.servers.source);
            EXPECT_EQ(outcome["outcome"], "equal") << outcome.dump();
            const auto met_at = outcome["met_at"].get<std::string>();
            ASSERT_NE(met_at.find(' '), std::string::npos) << met_at << ": no GTIDs";
            EXPECT_LE(before, last_transaction(met_at)) << met_at;
            EXPECT_LE(last_transaction(met_at), after) << met_at;
            EXPECT_LT(before, after) << "nothing was written";
        }
        live.follow.stop_writing();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

TEST(LivePositions, OfMysql56WithoutGtidsAreMetAt) {
    PrivateServer source(
        ServerKind::mysql56, {"--gtid-mode=OFF", "--skip-enforce-gtid-consistency"});
    ASSERT_EQ(source.sql("SELECT @@gtid_mode"), "OFF\n");
    for (const PairOfKinds& pair : pairs_of_kinds) {
        if (pair.source != ServerKind::mysql56) {
            continue;
        }
        SCOPED_TRACE(pair.name);
        const CopyServers servers(source, PrivateServer::shared(pair.destination, 1));
        source.execute("RESET MASTER");  // a log without one GTID, and so is every place in it
        LiveCase live(servers);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        live.follow.start_writing(13);
        for (int i = 0; i < 4; ++i) {
            const ProgramRun verified = live.verify();
            EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
            const Json outcome = Json::parse(verified.out);
            EXPECT_EQ(outcome["outcome"], "equal");
            ASSERT_TRUE(outcome["met_at"].is_string());
            const auto met_at = outcome["met_at"].get<std::string>();
            EXPECT_EQ(met_at.rfind("binlog.00000", 0), 0U) << met_at;
            EXPECT_EQ(met_at.find(' '), std::string::npos) << met_at << ": GTIDs are told";
            for (const Json& table : outcome["tables"]) {
                EXPECT_EQ(table["position"], met_at);
            }
        }
        live.damage();
        const ProgramRun damaged = live.verify();
        EXPECT_EQ(damaged.exit_code, 1) << damaged.err;
        const Json outcome = Json::parse(damaged.out);
        EXPECT_TRUE(outcome["met_at"].is_string());
        EXPECT_EQ(outcome["discrepancy_count"], 1) << damaged.out;
        ASSERT_EQ(outcome["discrepancies"].size(), 1U);
        EXPECT_EQ(outcome["discrepancies"][0]["table"], "copy.still");
        EXPECT_EQ(outcome["discrepancies"][0]["columns"][0]["destination"], "other");
        live.follow.stop_writing();
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test::live_positions_test
