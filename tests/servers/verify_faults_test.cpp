/// Whatever breaks while two equal tables are compared, the answer is not EQUAL: a connection cut
/// at any packet, a query killed in the middle of any chunk, a server that dies between any two.
#include <atomic>
#include <functional>
#include <optional>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "mysql/mysql_database.hpp"
#include "tests/fakes/two_servers.hpp"
#include "tests/servers/support/relay.hpp"
#include "tests/servers/support/server_pair.hpp"

namespace cutover::test {
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
};

Ending verify_once(
    const Sides& sides,
    const std::string& database,
    ChunkWatch& watch,
    std::uint64_t chunk_rows,
    const std::optional<Clock>& slow_by = std::nullopt) {
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
        if (slow_by) {
            request.clock = *slow_by;
            request.bytes_per_second = 1;
        }
        EvidenceList evidence;
        const VerifyReport report = verify(request, *source, *destination, evidence, watch);
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
        EXPECT_FALSE(ending.is_equal() && !relay.has_cut_an_unanswered_packet()) << ending.text;
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

/// In the place of the clock that a slow reading sleeps by: does not wait, but at one of the sleeps
/// kills the statement that the server is in the middle of, or its session.
class Killer {
  public:
    Killer(const PrivateServer& server, const char* kill, std::uint64_t at_sleep)
        : server_(server), kill_(kill), at_sleep_(at_sleep) {}

    [[nodiscard]] Clock clock() {
        Clock clock = real_clock();
        clock.sleep = [this](std::chrono::milliseconds /*time*/) {
            if (++sleeps_ == at_sleep_) {
                kill();
            }
        };
        return clock;
    }

    [[nodiscard]] std::uint64_t sleeps() const { return sleeps_; }

    [[nodiscard]] bool has_killed() const { return has_killed_; }

  private:
    /// Only what is held up by its client: it is not over, whatever happens next.
    void kill() {
        constexpr int most_looks = 10;
        for (int look = 0; look < most_looks && !has_killed_; ++look) {
            std::istringstream ids(server_.sql(
                "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT%`v`%'"
                " AND state LIKE 'Writing to net%'"));
            for (std::string id; std::getline(ids, id);) {
                server_.execute(std::string(kill_) + " " + id);
                has_killed_ = true;
            }
        }
    }

    const PrivateServer& server_;
    const char* kill_;
    std::uint64_t at_sleep_;
    std::atomic<std::uint64_t> sleeps_{0};
    std::atomic<bool> has_killed_{false};
};

/// Rows larger than what fits between server and client: a statement is under way until all its
/// blocks but the last were read. At the other sleeps there is nothing to kill.
void kill_in_every_chunk(const ServerPair& pair, bool of_source) {
    constexpr std::uint64_t chunk_rows = 8;
    const Sides sides{pair.source().endpoint(), pair.destination().endpoint()};
    const PrivateServer& server = of_source ? pair.source() : pair.destination();
    Killer nobody(server, "", 0);
    ChunkWatch clean;
    const Ending undisturbed =
        verify_once(sides, pair.database(), clean, chunk_rows, nobody.clock());
    ASSERT_EQ(undisturbed.text, "equal");
    ASSERT_GE(undisturbed.chunks, 3U);
    std::set<std::uint64_t> chunks_killed;
    for (std::uint64_t sleep = 1; sleep <= nobody.sleeps(); ++sleep) {
        const char* const kill = sleep % 2 == 0 ? "KILL QUERY" : "KILL";
        SCOPED_TRACE(std::string(kill) + " at sleep " + std::to_string(sleep));
        Killer killer(server, kill, sleep);
        ChunkWatch watch;
        const Ending ending =
            verify_once(sides, pair.database(), watch, chunk_rows, killer.clock());
        EXPECT_NE(ending.is_equal(), killer.has_killed()) << ending.text;
        if (killer.has_killed()) {
            chunks_killed.insert(ending.chunks);
        }
    }
    EXPECT_EQ(chunks_killed.size(), undisturbed.chunks) << nobody.sleeps() << " sleeps";
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
    PrivateServer source(ServerKind::mariadb);
    PrivateServer destination(ServerKind::mariadb);
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
}  // namespace cutover::test
