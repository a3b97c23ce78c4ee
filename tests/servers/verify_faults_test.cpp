/// Whatever breaks while two equal tables are compared, the answer is not EQUAL: a connection cut
/// at any packet, a query killed in the middle of any chunk, a server that dies between any two.
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "mysql/mysql_database.hpp"
#include "tests/fakes/faulty_database.hpp"
#include "tests/fakes/two_servers.hpp"
#include "tests/servers/support/relay.hpp"
#include "tests/servers/support/server_pair.hpp"

namespace cutover::test::verify_faults_test {
namespace {

/// What a verification came to: its outcome, or "failed: " and why.
struct Ending {
    std::string text{};
    std::uint64_t chunks = 0;

    [[nodiscard]] bool is_equal() const { return text == "equal"; }
};

struct ChunkWatch : VerifyObserver {
    std::uint64_t chunks = 0;
    std::function<void(std::uint64_t)> after_chunk{};  ///< How many are compared.
    std::function<void()> before_verdict{};

    void chunk_compared(const ChunkHeadway& /*headway*/) override {
        ++chunks;
        if (after_chunk) {
            after_chunk(chunks);
        }
    }

    void table_compared(const TableComparison& /*table*/) override {
        if (before_verdict) {
            before_verdict();
        }
    }
};

struct Sides {
    Endpoint source{};
    Endpoint destination{};
    std::optional<Baseline> since{};  ///< What is known from before.
};

/// What happens at which call of which side.
struct FaultyCall {
    bool of_source = true;
    Fault fault{};
    std::size_t* calls = nullptr;  ///< Is told how many there were.
};

Ending verify_once(
    const Sides& sides,
    const std::string& database,
    ChunkWatch& watch,
    std::uint64_t chunk_rows,
    const FaultyCall& faulty = {},
    EvidenceSink* on_record = nullptr) {
    try {
        const auto source = open_database(sides.source, SessionRole::read_only);
        const auto destination = open_database(sides.destination, SessionRole::read_only);
        Task task;
        task.objects.databases[database] = {};
        VerifyRequest request{.workers = 1, .whole_below_bytes = 0, .run = "test"};
        request.source_catalog = source->catalog({database});
        request.plan =
            make_plan(task, request.source_catalog, source->facts(), destination->facts());
        request.plan.tables.at(0).chunk_rows = chunk_rows;
        request.since = sides.since;
        request.folder = std::filesystem::temp_directory_path();
        EvidenceList forgotten;
        EvidenceSink& evidence = on_record == nullptr ? forgotten : *on_record;
        FaultyDatabase disturbed(faulty.of_source ? *source : *destination, faulty.fault);
        const VerifyReport report = faulty.of_source
                                        ? verify(request, disturbed, *destination, evidence, watch)
                                        : verify(request, *source, disturbed, evidence, watch);
        if (faulty.calls != nullptr) {
            *faulty.calls = disturbed.calls();
        }
        return {report.outcome(), watch.chunks};
    } catch (const Error& error) {
        return {std::string("failed: ") + error.what(), watch.chunks};
    }
}

/// id and v of `rows` rows, each v of so many bytes.
void fill(const ServerPair& pair, unsigned rows, unsigned bytes) {
    std::string values;
    for (unsigned id = 1; id <= rows; ++id) {
        values += (values.empty() ? "(" : ",(") + std::to_string(id) + ",REPEAT('x'," +
                  std::to_string(bytes) + "))";
    }
    pair.at_both(
        "CREATE TABLE rows_of (id INT NOT NULL PRIMARY KEY, v LONGTEXT) ENGINE=InnoDB;"
        "INSERT INTO rows_of VALUES " +
        values + "; ANALYZE TABLE rows_of");
}

/// Packets up to the verdict; behind it there is nothing left to prove.
std::uint64_t packets_until_the_verdict(
    const Relay& relay, const Sides& sides, const std::string& database) {
    const std::uint64_t before = relay.packets();
    std::uint64_t until_verdict = 0;
    ChunkWatch watch;
    watch.before_verdict = [&] { until_verdict = relay.packets() - before; };
    const Ending ending = verify_once(sides, database, watch, 20);
    EXPECT_EQ(ending.text, "equal");
    EXPECT_GE(ending.chunks, 4U);
    return until_verdict;
}

/// COM_QUIT and COM_STMT_CLOSE are not: whoever sends one may never notice that it was lost. Nor is
/// COM_BINLOG_DUMP here (and the one by GTIDs), which only marks where a later verification may go
/// on. Who lets go of what was read has read it; whether the session is lost, its next read tells.
bool is_answered(const std::string& packet) {
    constexpr std::string_view unanswered("\x01\x19\x12\x1E");
    return unanswered.find(packet.front()) == std::string_view::npos &&
           packet.find("ROLLBACK TO") == std::string::npos;
}

void cut_at_every_packet(const ServerPair& pair, bool of_source) {
    Relay relay((of_source ? pair.source() : pair.destination()).port());
    Sides sides{pair.source().tcp_endpoint(), pair.destination().tcp_endpoint()};
    (of_source ? sides.source : sides.destination).port = relay.port();
    const std::uint64_t packets = packets_until_the_verdict(relay, sides, pair.database());
    ASSERT_GT(packets, 20U);
    for (std::uint64_t packet = 1; packet <= packets; ++packet) {
        const auto loss = packet % 2 == 0 ? Relay::Loss::request : Relay::Loss::answer;
        SCOPED_TRACE("packet " + std::to_string(packet) + " of " + std::to_string(packets));
        relay.cut(packet, loss);
        ChunkWatch watch;
        const Ending ending = verify_once(sides, pair.database(), watch, 20);
        EXPECT_TRUE(relay.has_cut());
        EXPECT_FALSE(ending.is_equal() && is_answered(relay.cut_packet().value_or("\x03")))
            << ending.text << ", command "
            << static_cast<int>(relay.cut_packet().value_or("\x03")[0]);
    }
}

/// MySQL to MariaDB, so that either has its turn as the one that fails.
const PairOfKinds& unlike_pair() {
    return pairs_of_kinds.at(pairs_of_kinds.size() > 1 ? 1 : 0);
}

TEST(VerifyFaults, AConnectionCutAtAnyPacketIsNeverEqual) {
    const ServerPair pair(unlike_pair(), "verify_cut");
    fill(pair, 100, 9);
    for (const bool of_source : {true, false}) {
        SCOPED_TRACE(of_source ? "source" : "destination");
        cut_at_every_packet(pair, of_source);
    }
}

Baseline known_of(const Sides& sides, const std::string& database) {
    EvidenceList evidence;
    RunStarted run{.command = "verify"};
    run.source.identity = open_database(sides.source, SessionRole::read_only)->facts().identity;
    run.destination.identity =
        open_database(sides.destination, SessionRole::read_only)->facts().identity;
    evidence.add(run);
    ChunkWatch watch;
    EXPECT_EQ(verify_once(sides, database, watch, 20, {}, &evidence).text, "equal");
    EarlierReader earlier;
    for (const EvidenceRecord& record : evidence.records) {
        earlier.take(record);
    }
    return std::move(earlier).result().finished.value();
}

/// The logs of both sides are read then, and a row differs.
TEST(VerifyFaults, AConnectionCutWhileOnlyWhatChangedIsReadIsNeverEqual) {
    const ServerPair pair(unlike_pair(), "verify_cut_since");
    fill(pair, 100, 9);
    for (const bool of_source : {true, false}) {
        SCOPED_TRACE(of_source ? "source" : "destination");
        Relay relay((of_source ? pair.source() : pair.destination()).port());
        Sides sides{pair.source().tcp_endpoint(), pair.destination().tcp_endpoint(), {}};
        sides.since = known_of(sides, pair.database());
        (of_source ? sides.source : sides.destination).port = relay.port();
        pair.at_both("UPDATE rows_of SET v='changed' WHERE id < 9");
        pair.source().execute(
            "UPDATE " + pair.database() +
            ".rows_of SET v='differs' WHERE id=" + (of_source ? "5" : "6"));
        const std::uint64_t before = relay.packets();
        ChunkWatch watch;
        EXPECT_EQ(verify_once(sides, pair.database(), watch, 20).text, "different");
        EXPECT_EQ(watch.chunks, 0U) << "it was read whole";
        const std::uint64_t packets = relay.packets() - before;
        ASSERT_GT(packets, 20U);
        for (std::uint64_t packet = 1; packet <= packets; ++packet) {
            const auto loss = packet % 2 == 0 ? Relay::Loss::request : Relay::Loss::answer;
            SCOPED_TRACE("packet " + std::to_string(packet) + " of " + std::to_string(packets));
            relay.cut(packet, loss);
            const Ending ending = verify_once(sides, pair.database(), watch, 20);
            EXPECT_FALSE(ending.is_equal());
        }
        pair.destination().execute(
            "UPDATE " + pair.database() +
            ".rows_of SET v='differs' WHERE id=" + (of_source ? "5" : "6"));
    }
}

/// A snapshot may show it as empty, as the destination is.
TEST(VerifyFaults, ATableTruncatedBeforeItIsReadIsNeverEqual) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        const ServerPair pair(kinds, "verify_truncated");
        fill(pair, 30, 9);
        pair.at_both("CREATE TABLE then_this LIKE rows_of");
        pair.source().execute(
            "INSERT INTO " + pair.database() + ".then_this SELECT * FROM " + pair.database() +
            ".rows_of");
        ChunkWatch watch;
        watch.after_chunk = [&](std::uint64_t chunks) {
            if (chunks == 1) {
                pair.source().execute("TRUNCATE " + pair.database() + ".then_this");
            }
        };
        const Sides sides{pair.source().endpoint(), pair.destination().endpoint()};
        const Ending ending = verify_once(sides, pair.database(), watch, 100);
        EXPECT_GE(watch.chunks, 1U);
        EXPECT_EQ(
            pair.source().sql("SELECT COUNT(*) FROM " + pair.database() + ".then_this"), "0\n");
        EXPECT_FALSE(ending.is_equal()) << ending.text;
    }
}

/// Kills the statement that the server is in the middle of, or its session. Called by whoever reads
/// its rows, so that it cannot come to its end meanwhile; false: there is none.
bool kill_statement(const PrivateServer& server, const std::string& kill) {
    const auto held_up = [&] {
        return server.sql(
            "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT%`v`%'"
            " AND state LIKE 'Writing to net%'");
    };
    constexpr std::chrono::milliseconds until_the_last_bytes_are_gone{200};
    constexpr int looks = 3;  // it may only not have been its turn on a busy machine
    std::string id = held_up();
    for (int i = 0; i < looks && !id.empty(); ++i) {
        std::this_thread::sleep_for(until_the_last_bytes_are_gone);
        id = held_up();
    }
    if (!id.empty()) {
        server.execute(kill + " " + id);
    }
    return !id.empty();
}

/// Rows larger than what fits between server and client: a statement is under way until all its
/// blocks but the last were read. At other calls there is nothing to kill.
void kill_in_every_chunk(const ServerPair& pair, bool of_source) {
    constexpr std::uint64_t chunk_rows = 8;
    const Sides sides{pair.source().endpoint(), pair.destination().endpoint()};
    const PrivateServer& server = of_source ? pair.source() : pair.destination();
    std::size_t calls = 0;
    ChunkWatch clean;
    const Ending undisturbed = verify_once(
        sides, pair.database(), clean, chunk_rows, {.of_source = of_source, .calls = &calls});
    ASSERT_EQ(undisturbed.text, "equal");
    ASSERT_GE(undisturbed.chunks, 3U);
    std::uint64_t killed = 0;
    for (std::size_t call = 1; call <= calls; ++call) {
        const std::string kill = call % 2 == 0 ? "KILL QUERY" : "KILL";
        SCOPED_TRACE(kill + " at call " + std::to_string(call));
        bool has_killed = false;
        const Fault fault{.at_call = call, .kind = FaultKind::beside, .raise = [&] {
                              has_killed = kill_statement(server, kill);
                          }};
        ChunkWatch watch;
        const Ending ending = verify_once(
            sides, pair.database(), watch, chunk_rows, {.of_source = of_source, .fault = fault});
        EXPECT_NE(ending.is_equal(), has_killed) << ending.text;
        killed += has_killed ? 1U : 0U;
    }
    EXPECT_GE(killed, undisturbed.chunks) << calls << " calls";
}

TEST(VerifyFaults, AQueryKilledInAnyChunkIsNeverEqual) {
    const ServerPair pair(unlike_pair(), "verify_kill");
    fill(pair, 32, 384 << 10);
    for (const bool of_source : {true, false}) {
        SCOPED_TRACE(of_source ? "source" : "destination");
        kill_in_every_chunk(pair, of_source);
    }
}

/// The server comes back at once and has every row; the moment that the snapshot saw is gone.
TEST(VerifyFaults, ASnapshotThatDiesIsNeverEqual) {
    PrivateServer source(unlike_pair().source);
    PrivateServer destination(unlike_pair().destination);
    for (PrivateServer* const server : {&source, &destination}) {
        std::string values;
        for (int id = 1; id <= 100; ++id) {
            values += (id == 1 ? "(" : ",(") + std::to_string(id) + ",'v')";
        }
        server->execute(
            "CREATE DATABASE dying; USE dying; CREATE TABLE rows_of (id INT NOT NULL PRIMARY KEY,"
            " v LONGTEXT) ENGINE=InnoDB; INSERT INTO rows_of VALUES " +
            values + "; ANALYZE TABLE rows_of");
    }
    for (PrivateServer* const dying : {&source, &destination}) {
        for (const std::uint64_t chunk : {1U, 2U, 3U}) {
            SCOPED_TRACE("after chunk " + std::to_string(chunk));
            ChunkWatch watch;
            watch.after_chunk = [&](std::uint64_t chunks) {
                if (chunks == chunk) {
                    dying->kill_and_restart();
                }
            };
            const Ending ending =
                verify_once({source.endpoint(), destination.endpoint()}, "dying", watch, 20);
            EXPECT_FALSE(ending.is_equal()) << ending.chunks << " chunks";
            EXPECT_GE(watch.chunks, chunk);
        }
    }
}

}  // namespace
}  // namespace cutover::test::verify_faults_test
