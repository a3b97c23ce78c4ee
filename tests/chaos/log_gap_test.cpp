/// The source's log no longer goes on from where it was applied: whatever became of it, the task
/// stops with exit code 7 and names the last applied and the first available position. Once more
/// often with CUTOVER_KILL_ROUNDS: each gap with both kinds of places, and while it runs.
#include <csignal>
#include <filesystem>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/chaos/support/gap_case.hpp"
#include "tests/servers/support/comes_true.hpp"
#include "tests/servers/support/kill_case.hpp"

namespace cutover::test::log_gap_test {
namespace {

namespace fs = std::filesystem;

/// A server keeps files that it believes are still read.
void purge(GapCase& gap) {
    gap.write(5);
    gap.next_file();
    gap.write(5);
    const std::string first = gap.last_file();
    EXPECT_TRUE(comes_true([&] {
        gap.sql("PURGE BINARY LOGS TO '" + first + "'");
        return gap.first_file() == first;
    }));
}

void reset(GapCase& gap) {
    gap.sql("RESET MASTER");
    gap.write(5);
}

/// At least as many files, larger ones, and more GTIDs than were applied.
void grow(GapCase& gap) {
    const std::string applied_file = gap.file();
    while (gap.last_file() < applied_file) {
        gap.write(150);
        gap.next_file();
    }
    gap.write(400);
    gap.next_file();
    gap.write(5);
}

void reset_and_grow(GapCase& gap) {
    GapCase::let_a_second_pass();
    gap.sql("RESET MASTER");
    grow(gap);
}

void lose_the_next_file(GapCase& gap) {
    gap.next_file();
    gap.write(5);
    gap.next_file();
    gap.write(5);
    fs::remove(gap.data() / gap.file(1));
}

void lose_the_file_of_the_place(GapCase& gap) {
    gap.write(5);
    gap.next_file();
    gap.write(5);
    fs::remove(gap.data() / gap.file());
}

/// What is written to it then has the numbers of what was lost.
void restore_a_backup(GapCase& gap) {
    const fs::path backup = gap.data().parent_path() / "backup";
    gap.source().kill();
    fs::copy(gap.data(), backup, fs::copy_options::recursive);
    gap.source().start();
    gap.write(20);
    gap.catch_up();
    gap.source().kill();
    fs::remove_all(gap.data());
    fs::rename(backup, gap.data());
    GapCase::let_a_second_pass();
    gap.source().start();
    gap.write(60);
}

/// With its own tables, files and numbers, and, as MariaDB allows, the same server_id.
void meet_another_server(GapCase& gap) {
    GapCase::let_a_second_pass();  // its files are told apart by the second in which they were
                                   // begun
    std::vector<std::string> arguments = gap.arguments();
    std::string id = gap.source().sql("SELECT @@server_id");
    id.pop_back();
    arguments.push_back("--server-id=" + id);
    auto other = std::make_unique<PrivateServer>(gap.source().kind(), arguments);
    other->execute("CREATE DATABASE `copy` CHARACTER SET utf8mb4");
    make_followed_tables(*other);
    gap.replace_source(std::move(other));
    grow(gap);
}

struct GapKind {
    const char* name;
    std::function<void(GapCase&)> make;
    int first_file = 0;
    /// On the way a reader that runs still reads what a stopped one misses, or the server ends it.
    bool meets_a_running_one = true;
};

const GapKind kinds_of_gaps[] = {
    {"purged", purge, 0, false},
    {"reset", reset},
    {"reset and grown", reset_and_grow},
    {"the next file missing", lose_the_next_file, 0, false},
    {"the file of the place missing", lose_the_file_of_the_place, 0, false},
    {"a backup restored", restore_a_backup, 0, false},
    {"another server", meet_another_server},
    {"numbers beginning anew after the millionth", reset, 999'999},
};

void stop_at(const GapKind& kind, const PairOfKinds& pair, PlacedBy placed_by, bool while_running) {
    SCOPED_TRACE(fmt::format(
        "{}, by {}, {}, {}", pair.name, to_text(placed_by), kind.name,
        while_running ? "while it runs" : "while it is stopped"));
    GapCase gap(pair, placed_by, kind.first_file);
    if (!while_running) {
        kind.make(gap);
        CutoverProcess run = gap.follow().start("caught-up");
        gap.expect_stops(run);
        return;
    }
    CutoverProcess run = gap.follow().start("forever");
    EXPECT_TRUE(gap.follow().waits_for_more(run)) << run.output();
    run.signal(SIGSTOP);  // it must not see the log in between
    gap.look_where_it_stands();
    kind.make(gap);
    gap.source().kill_and_restart();
    run.signal(SIGCONT);
    gap.expect_stops(run);
}

struct GapMoment {
    PlacedBy placed_by = PlacedBy::gtids;
    bool while_running = false;
};

/// Those at which that kind can be met.
std::vector<GapMoment> moments_of(const GapKind& kind, const PairOfKinds& pair) {
    std::vector<GapMoment> all{{PlacedBy::gtids, false}};
    // MariaDB's places are by file only where the log was empty at the copy.
    const bool has_choice = kind.first_file == 0 || pair.source == ServerKind::mysql56;
    if (has_choice) {
        all.push_back({PlacedBy::file, false});
    }
    for (std::size_t i = all.size(); kind.meets_a_running_one && i > 0; --i) {
        all.push_back({all[i - 1].placed_by, true});
    }
    return all;
}

/// With every destination, or one by chance for each kind of source.
std::vector<PairOfKinds> pairs_of_a_round(Moments& chance) {
    if (kill_rounds() != 1) {
        return pairs_of_kinds;
    }
    std::vector<PairOfKinds> chosen;
    for (const ServerKind source : both_kinds) {
        std::vector<PairOfKinds> of_source;
        for (const PairOfKinds& pair : pairs_of_kinds) {
            if (pair.source == source) {
                of_source.push_back(pair);
            }
        }
        chosen.push_back(of_source.at(chance.number(of_source.size()) - 1));
    }
    return chosen;
}

/// At all moments, or one by chance in the single round of every day.
TEST(LogGap, OfEveryKindStopsTheTask) {
    Moments moments;
    for (const PairOfKinds& pair : pairs_of_a_round(moments)) {
        for (const GapKind& kind : kinds_of_gaps) {
            std::vector<GapMoment> chosen = moments_of(kind, pair);
            if (kill_rounds() == 1) {
                chosen = {chosen.at(moments.number(chosen.size()) - 1)};
            }
            for (const GapMoment& moment : chosen) {
                stop_at(kind, pair, moment.placed_by, moment.while_running);
            }
        }
    }
}

/// What is no gap: the number has one more digit from there on.
TEST(LogGap, TheMillionthFileIsTheNextOne) {
    for (const ServerKind kind : both_kinds) {
        const PairOfKinds pair{"", kind, ServerKind::mariadb};
        GapCase gap(pair, PlacedBy::gtids, 999'999);
        EXPECT_EQ(gap.file(), "binlog.1000000");
        gap.follow().expect_equal();
    }
}

/// Nor a file that is purged whose transactions are all applied, where reading is by GTIDs.
TEST(LogGap, WhatIsAppliedMayBePurged) {
    for (const ServerKind kind : both_kinds) {
        const PairOfKinds pair{"", kind, ServerKind::mariadb};
        GapCase gap(pair, PlacedBy::gtids);
        gap.next_file();
        EXPECT_TRUE(comes_true([&] {
            gap.sql("PURGE BINARY LOGS TO '" + gap.last_file() + "'");
            return gap.first_file() != "binlog.000001";
        }));
        gap.write(20);
        gap.follow().catch_up();
        gap.follow().expect_equal();
    }
}

/// Nor a replica in the source's place.
TEST(LogGap, AReplicaThatTakesOverIsFollowedByGtids) {
    for (const ServerKind kind : both_kinds) {
        const PairOfKinds pair{"", kind, ServerKind::mariadb};
        GapCase gap(pair, PlacedBy::gtids);
        auto replica =
            std::make_unique<PrivateServer>(kind, std::vector<std::string>{"--log-slave-updates"});
        replica->execute(fmt::format(
            "RESET MASTER; CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={}, "
            "MASTER_USER='root', {}; START SLAVE",
            gap.source().port(),
            kind == ServerKind::mariadb ? "MASTER_USE_GTID=slave_pos" : "MASTER_AUTO_POSITION=1"));
        gap.write(10);
        const std::string all = "SELECT COUNT(*), SUM(id) FROM `copy`.keyed";
        EXPECT_TRUE(comes_true([&] { return replica->try_sql(all).out == gap.source().sql(all); }));
        replica->execute("STOP SLAVE");
        gap.replace_source(std::move(replica));
        gap.write(20);
        gap.follow().catch_up();
        const std::string sums =
            "SELECT COUNT(*), SUM(id) FROM `copy`.keyed; SELECT COUNT(*), SUM(a) FROM "
            "`copy`.keyless; SELECT COUNT(*), SUM(n) FROM `copy`.text_keys";
        EXPECT_EQ(gap.source().sql(sums), PrivateServer::shared(ServerKind::mariadb, 1).sql(sums));
    }
}

}  // namespace
}  // namespace cutover::test::log_gap_test
