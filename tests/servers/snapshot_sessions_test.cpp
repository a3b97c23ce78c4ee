#include "mysql/snapshot_sessions.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/log_position.hpp"
#include "mysql/read_lane.hpp"
#include "mysql/server_info.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::snapshot_sessions_test {
namespace {

/// Two tables between which money is moved by a thread, a transaction for each move; the sum over
/// both never changes, and `moves` counts the transactions.
class MovingMoney {
  public:
    explicit MovingMoney(const PrivateServer& server) : server_(server) {
        server_.execute(
            "CREATE DATABASE money; USE money;"
            "CREATE TABLE a (id INT PRIMARY KEY, balance INT) ENGINE=InnoDB;"
            "CREATE TABLE b LIKE a;"
            "CREATE TABLE moves (n INT PRIMARY KEY) ENGINE=InnoDB;"
            "INSERT INTO a VALUES (1, 500), (2, 500); INSERT INTO b VALUES (1, 500), (2, 500);"
            "FLUSH LOGS");
    }

    ~MovingMoney() {
        stop();
        server_.execute("DROP DATABASE money");
    }

    MovingMoney(const MovingMoney&) = delete;
    MovingMoney& operator=(const MovingMoney&) = delete;

    void start() {
        writer_ = std::jthread([this](const std::stop_token& stopping) {
            Session session(server_.endpoint(), SessionRole::writing);
            while (!stopping.stop_requested()) {
                const std::string n = std::to_string(++moves_);
                session.execute("BEGIN", "moving");
                session.execute("UPDATE money.a SET balance = balance - 1 WHERE id = 1", "moving");
                session.execute("UPDATE money.b SET balance = balance + 1 WHERE id = 2", "moving");
                session.execute("INSERT INTO money.moves VALUES (" + n + ")", "moving");
                session.execute("COMMIT", "moving");
            }
        });
        while (moves_ < 5) {
            std::this_thread::yield();
        }
    }

    void stop() {
        writer_.request_stop();
        if (writer_.joinable()) {
            writer_.join();
        }
    }

    [[nodiscard]] static std::vector<TableName> tables() {
        return {{"money", "a"}, {"money", "b"}, {"money", "moves"}};
    }

  private:
    const PrivateServer& server_;
    std::atomic<int> moves_{0};
    std::jthread writer_{};
};

std::string one(Session& session, const std::string& sql) {
    return session.query(sql, "looking").rows.at(0).at(0).value_or("NULL");
}

/// What a session sees: the sum, and how many moves there were.
std::string view_of(Session& session) {
    return one(
        session,
        "SELECT CONCAT((SELECT SUM(balance) FROM money.a) + (SELECT SUM(balance) FROM money.b), "
        "' after ', (SELECT COUNT(*) FROM money.moves))");
}

/// How many transactions with a move the current file of the log holds up to the position.
int moves_in_log(const PrivateServer& server, const std::string& position) {
    const std::size_t colon = position.rfind(':');
    Session session(server.endpoint(), SessionRole::read_only);
    const TextRows events = session.query(
        "SHOW BINLOG EVENTS IN '" + position.substr(0, colon) + "'", "reading the log");
    const int end = std::stoi(position.substr(colon + 1));
    int moves = 0;
    bool in_moves = false;
    for (const auto& event : events.rows) {
        const bool inside = std::stoi(event.at(4).value_or("0")) <= end;
        const std::string type = event.at(2).value_or("");
        const std::string info = event.at(5).value_or("");
        in_moves =
            in_moves || (type == "Table_map" && info.find("money.moves") != std::string::npos);
        if (type == "Xid") {
            moves += in_moves && inside ? 1 : 0;
            in_moves = false;
        }
    }
    return moves;
}

Endpoint limited(const PrivateServer& server, const std::string& privileges) {
    server.execute(
        "GRANT " + privileges + " ON *.* TO snap@localhost IDENTIFIED BY 'pw'; FLUSH PRIVILEGES");
    Endpoint endpoint = server.tcp_endpoint();
    endpoint.user = "snap";
    endpoint.password = "pw";
    return endpoint;
}

SnapshotSessions open(const Endpoint& endpoint, std::size_t count) {
    Session session(endpoint, SessionRole::read_only);
    const ServerFacts server = read_server_facts(session);
    return WaitingSessions(endpoint, server, count, MovingMoney::tables()).open();
}

/// Of three times: a machine that has much else to do may take long once.
double shortest_hold(const Endpoint& endpoint) {
    double shortest = open(endpoint, 4).facts.held_seconds;
    for (int i = 0; i < 2; ++i) {
        shortest = std::min(shortest, open(endpoint, 4).facts.held_seconds);
    }
    return shortest;
}

struct Case {
    const char* name;
    ServerKind kind;
    const char* privileges;
    bool while_writing;
    SnapshotMeans expected;
};

const Case cases[] = {
    {"MariaDB tells positions to anybody", ServerKind::mariadb, "SELECT", true,
     SnapshotMeans::consistent_snapshot},
    {"RELOAD allows the global lock", ServerKind::mysql56, "SELECT, RELOAD, REPLICATION CLIENT",
     true, SnapshotMeans::global_read_lock},
    {"LOCK TABLES locks the task's tables", ServerKind::mysql56,
     "SELECT, LOCK TABLES, REPLICATION CLIENT", true, SnapshotMeans::table_locks},
    {"SELECT alone suffices while nobody writes", ServerKind::mysql56, "SELECT", false,
     SnapshotMeans::frozen_positions},
    {"likewise when the file's position is visible", ServerKind::mysql56,
     "SELECT, REPLICATION CLIENT", false, SnapshotMeans::frozen_positions},
    {"SELECT alone under writes is no shared moment", ServerKind::mysql56, "SELECT", true,
     SnapshotMeans::none},
};

TEST(SnapshotSessions, EachMeansIsReachedAndShowsEverySessionOneMoment) {
    for (const Case& c : cases) {
        if (is_left_out(c.kind)) {
            continue;
        }
        SCOPED_TRACE(c.name);
        const PrivateServer& server = PrivateServer::shared(c.kind, 0);
        MovingMoney money(server);
        const Endpoint endpoint = limited(server, c.privileges);
        if (c.while_writing) {
            money.start();
        }
        SnapshotSessions snapshot = open(endpoint, 4);
        EXPECT_EQ(snapshot.facts.means, c.expected);
        ASSERT_EQ(snapshot.sessions.size(), 4U);
        std::set<std::string> views;
        for (int round = 0; round < 2; ++round) {
            for (Session& session : snapshot.sessions) {
                views.insert(view_of(session));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        for (const std::string& view : views) {
            EXPECT_EQ(view.substr(0, 11), "2000 after ");
        }
        if (c.expected != SnapshotMeans::none) {
            EXPECT_EQ(views.size(), 1U);
        }
        if (!snapshot.facts.position.empty() && c.expected != SnapshotMeans::none) {
            const std::string expected =
                "2000 after " + std::to_string(moves_in_log(server, snapshot.facts.position));
            EXPECT_EQ(*views.begin(), expected);
        }
        const bool locks = c.expected == SnapshotMeans::global_read_lock ||
                           c.expected == SnapshotMeans::table_locks;
        EXPECT_EQ(snapshot.facts.held_seconds > 0, locks);
        if (locks) {
            EXPECT_LT(shortest_hold(endpoint), 1.0);
        }
        EXPECT_FALSE(snapshot.facts.gtid_set.empty());
        money.stop();
        server.execute("DROP USER snap@localhost");
    }
}

/// They come from another statement than the position, while the log goes on being written to.
TEST(SnapshotSessions, TheGtidsAreThoseOfThePosition) {
    const PrivateServer& server = PrivateServer::shared(ServerKind::mariadb, 0);
    MovingMoney money(server);
    money.start();
    std::set<std::string> positions;
    for (const char* const privileges : {"SELECT", "SELECT, BINLOG MONITOR"}) {
        const Endpoint endpoint = limited(server, privileges);
        for (int i = 0; i < 50; ++i) {
            SnapshotSessions snapshot = open(endpoint, 2);
            const std::string& position = snapshot.facts.position;
            const std::size_t colon = position.rfind(':');
            EXPECT_EQ(
                snapshot.facts.gtid_set,
                one(snapshot.sessions.front(), "SELECT BINLOG_GTID_POS('" +
                                                   position.substr(0, colon) + "', " +
                                                   position.substr(colon + 1) + ")"));
            positions.insert(position);
        }
        server.execute("DROP USER snap@localhost");
    }
    EXPECT_GT(positions.size(), 20U) << "nothing was written meanwhile";
}

TEST(SnapshotSessions, WithoutABinaryLogALockStillMakesOneMoment) {
    const PrivateServer server(ServerKind::mariadb, {"--skip-log-bin"});
    MovingMoney money(server);
    money.start();
    SnapshotSessions snapshot = open(server.endpoint(), 3);
    EXPECT_EQ(snapshot.facts.means, SnapshotMeans::global_read_lock);
    EXPECT_EQ(snapshot.facts.position, "");
    EXPECT_EQ(snapshot.facts.gtid_set, "");
    std::set<std::string> views;
    for (Session& session : snapshot.sessions) {
        views.insert(view_of(session));
    }
    EXPECT_EQ(views.size(), 1U);
    money.stop();
    const SnapshotSessions quiet = open(limited(server, "SELECT"), 2);
    EXPECT_EQ(quiet.facts.means, SnapshotMeans::none) << "nothing proves that nothing was written";
}

/// A semi-synchronous server without a replica: for a while a commit is in the log and not seen.
/// Who began to read the log behind it would never hear of it.
TEST(SnapshotSessions, WhatIsInTheLogBeforeAMarkIsSeen) {
    const PrivateServer server(
        ServerKind::mariadb,
        {"--rpl-semi-sync-master-enabled=1", "--rpl-semi-sync-master-wait-point=AFTER_SYNC",
         "--rpl-semi-sync-master-wait-no-slave=1"});
    server.execute(
        "SET GLOBAL rpl_semi_sync_master_enabled=0; CREATE DATABASE money; CREATE TABLE money.a "
        "(id "
        "INT PRIMARY KEY); CREATE TABLE money.mark (id INT PRIMARY KEY)");
    for (const bool marks : {false, true}) {
        server.execute(
            "SET GLOBAL rpl_semi_sync_master_timeout=" + std::string(marks ? "2000" : "60000") +
            "; SET GLOBAL rpl_semi_sync_master_enabled=1");
        Session looking(server.endpoint(), SessionRole::read_only);
        const ServerFacts facts = read_server_facts(looking);
        WaitingSessions waiting(server.endpoint(), facts, 1, {});
        const std::string before = read_log_position(looking, facts).file_and_offset;
        std::jthread writing(
            [&] { server.execute("INSERT INTO money.a VALUES (" + std::to_string(marks) + ")"); });
        std::string behind = before;
        EXPECT_TRUE(comes_true([&] {
            behind = read_log_position(looking, facts).file_and_offset;
            return behind != before;
        }));
        SnapshotSessions snapshot = waiting.open_held(
            marks ? [&] { server.execute("INSERT INTO money.mark VALUES (1)"); }
                  : std::function<void()>());
        EXPECT_EQ(snapshot.facts.position, behind);
        EXPECT_EQ(
            one(snapshot.sessions.front(),
                "SELECT COUNT(*) FROM money.a WHERE id=" + std::to_string(marks)),
            marks ? "1" : "0");
        server.execute("SET GLOBAL rpl_semi_sync_master_enabled=0");  // nobody is waited for
        writing.join();
    }
}

TEST(SnapshotSessions, ALockThatOthersHoldIsNotWaitedForLongOnMysql56) {
    const PrivateServer& server = PrivateServer::shared(ServerKind::mysql56, 0);
    MovingMoney money(server);
    const Endpoint endpoint = limited(server, "SELECT, LOCK TABLES");
    Session other(server.endpoint(), SessionRole::writing);
    other.execute("LOCK TABLES money.a WRITE", "locking");
    const SnapshotSessions snapshot = open(endpoint, 2);
    EXPECT_EQ(snapshot.facts.means, SnapshotMeans::frozen_positions);
    server.execute("DROP USER snap@localhost");
    other.execute("UNLOCK TABLES", "unlocking");
}

/// Of a machine that is gone the server notices nothing; whoever follows must not have to wait for
/// what its sessions keep. A copy that lost its moment would have to begin anew.
TEST(SnapshotSessions, ALostMachineIsNotWaitedForForLong) {
    for (const ServerKind kind : both_kinds) {
        const PrivateServer& server = PrivateServer::shared(kind, 0);
        Session looking(server.endpoint(), SessionRole::read_only);
        const ServerFacts facts = read_server_facts(looking);
        const auto waiting = [&] { return WaitingSessions(server.endpoint(), facts, 2, {}); };
        std::vector<SnapshotSessions> beside_an_applier;
        beside_an_applier.push_back(waiting().open_held({}));
        beside_an_applier.push_back(waiting().open_beside());
        beside_an_applier.push_back(waiting().open_first({}).value());
        for (SnapshotSessions& snapshot : beside_an_applier) {
            for (Session& session : snapshot.sessions) {
                EXPECT_EQ(one(session, "SELECT @@SESSION.wait_timeout"), "900");
            }
        }
        SnapshotSessions at_rest = waiting().open();
        EXPECT_EQ(one(at_rest.sessions.back(), "SELECT @@SESSION.wait_timeout"), "604800");
    }
}

TEST(SnapshotSessions, ALaneThatNobodyReadsWithIsKeptAlive) {
    const PrivateServer& server = PrivateServer::shared(both_kinds.back(), 0);
    std::vector<std::unique_ptr<MysqlReadLane>> lanes;
    for (int i = 0; i < 2; ++i) {
        Session session(server.endpoint(), SessionRole::read_only);
        session.execute("SET SESSION wait_timeout = 4", "setting up the session");
        lanes.push_back(std::make_unique<MysqlReadLane>(std::move(session), nullptr, false));
    }
    for (int i = 0; i < 60; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        lanes[0]->keep_alive(std::chrono::milliseconds(300));
        lanes[1]->keep_alive(std::chrono::hours(1));
    }
    EXPECT_TRUE(lanes[0]->rows_sent());
    EXPECT_THROW(static_cast<void>(lanes[1]->rows_sent()), Error) << "it was never in danger";
}

}  // namespace
}  // namespace cutover::test::snapshot_sessions_test
