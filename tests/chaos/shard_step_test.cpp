/// Shards that meet the applier of a followed source, of which one is killed at a step of the
/// meeting: the others meet without it or wait for it, nobody takes another moment for theirs, and
/// following goes on. And one whose cable is pulled: its servers keep its sessions, and nobody
/// hangs up.
#include <chrono>
#include <csignal>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mysql/rendezvous.hpp"
#include "tests/chaos/support/counts.hpp"
#include "tests/chaos/support/step_moments.hpp"
#include "tests/servers/support/kill_case.hpp"
#include "tests/servers/support/live_shards.hpp"
#include "tests/servers/support/relay.hpp"

namespace cutover::test::shard_step_test {
namespace {

using std::chrono::seconds;

struct ShardStep {
    int shard = 0;
    bool is_last_word = false;  ///< The others need nothing more of it.
    const char* name = "";
    const char* text = "";  ///< Of the statement that is sent; what it says is in hex.
};

const ShardStep steps_of_a_meeting[] = {
    {1, false, "it waits", "X'77616974696e67'"},
    {1, false, "it begins", "X'7265616479'"},
    {1, false, "it calls the applier", "INSERT INTO `cutover`.`rendezvous`"},
    {1, false, "it opens the source", "START TRANSACTION WITH CONSISTENT SNAPSHOT"},
    {1, false, "it has the others open the source", "X'6f70656e5f736f75726365'"},
    {1, false, "it sends the applier on", "UPDATE `cutover`.`rendezvous` SET goal"},
    {1, false, "it has the others open the destination", "X'6f70656e5f64657374'"},
    {1, false, "it lets the applier go", "RELEASE_LOCK"},
    {1, true, "it says that all have met", "X'6f766572'"},
    {2, false, "another waits", "X'77616974696e67'"},
    {2, false, "another has heard", "X'7265616479'"},
    {2, false, "another sees the source", "X'6f70656e5f736f75726365'"},
    {2, true, "another sees the destination", "X'6f70656e5f64657374'"},
};

/// Shards in their places, and one that follows, while the source is written to.
class MeetingCase {
  public:
    explicit MeetingCase(const PairOfKinds& pair)
        : shop(pair), run_(shop.live.follow.start("forever")) {
        shop.live.wait_for(run_);
        shop.live.follow.start_writing(9);
    }

    void kill_at(const ShardStep& step, const char* moment) const {
        std::vector<std::unique_ptr<CutoverProcess>> others;
        for (int number = LiveShards::count; number > 0; --number) {
            if (number != step.shard) {
                others.push_back(shop.start(number));
            }
        }
        const auto killed = shop.start(step.shard, killed_at(step.text, 1, moment));
        EXPECT_EQ(killed->wait(seconds(60)), 128 + SIGKILL) << killed->output();
        const auto again = shop.start(step.shard);
        for (const auto& other : others) {
            EXPECT_EQ(other->wait(seconds(60)), 4) << other->output();
        }
        static_cast<void>(again->writes("not there yet"));  // or it ends
        const int exit_code = again->wait(seconds(step.is_last_word ? 8 : 60));
        if (exit_code != 4) {
            EXPECT_TRUE(step.is_last_word) << again->output();
            EXPECT_EQ(exit_code, 124) << "the others were met without it, and it waits for them";
            begin_again(*again);
        }
        shop.expect_merged_equal();
    }

    /// The applier stands for a call that has not ended.
    [[nodiscard]] bool is_held() const {
        MysqlRendezvous looking(shop.live.servers.destination.tcp_endpoint(), "copy");
        const std::optional<RendezvousState> state = looking.state();
        return state && state->standing && !state->has_given_up;
    }

    void finish() {
        shop.live.follow.stop_writing();
        EXPECT_TRUE(shop.follow.has_applied_all(run_)) << run_.output();
        run_.signal(SIGTERM);
        EXPECT_EQ(run_.wait(), 0) << run_.output();
        shop.follow.expect_equal();
    }

    LiveShards shop;

  private:
    void begin_again(CutoverProcess& waiting) const {
        EXPECT_NE(waiting.output().find("not there yet"), std::string::npos) << waiting.output();
        waiting.signal(SIGTERM);
        EXPECT_EQ(waiting.wait(seconds(20)), 5) << waiting.output();
        EXPECT_EQ(shop.merge().exit_code, 3) << "one of them has not finished";
        EXPECT_EQ(shop.run_all(), (std::vector<int>{4, 4, 4}));
    }

    CutoverProcess run_;
};

struct Kill {
    ShardStep step{};
    const char* moment = "";
};

std::vector<Kill> kills_of_a_round(Moments& chance) {
    std::vector<Kill> kills;
    for (const ShardStep& step : steps_of_a_meeting) {
        for (const char* const moment : moments_of_a_step(chance)) {
            kills.push_back({step, moment});
        }
    }
    return kills;
}

bool is_of_its_share(std::size_t kill, std::size_t of_pair) {
    return kill_rounds() != 1 || kill % pairs_of_kinds.size() == of_pair;
}

/// In a single round each pair has its share of the steps.
TEST(ShardStep, OneThatIsKilledEndsTheRoundAndNothingElse) {
    Moments moments;
    const std::vector<Kill> kills = kills_of_a_round(moments);
    for (std::size_t of_pair = 0; of_pair < pairs_of_kinds.size(); ++of_pair) {
        MeetingCase test(pairs_of_kinds[of_pair]);
        for (std::size_t i = 0; i < kills.size(); ++i) {
            if (is_of_its_share(i, of_pair)) {
                const auto& [step, moment] = kills[i];
                SCOPED_TRACE(fmt::format(
                    "{}, {} {}, {}", pairs_of_kinds[of_pair].name, step.name, moment,
                    moments.seed()));
                test.kill_at(step, moment);
                count_chaos(1, "kills at steps of a meeting of shards");
            }
        }
        test.finish();
    }
}

using Time = std::chrono::steady_clock::time_point;

/// Whom a shard holds that is gone, from `cut` on.
void expect_nobody_is_held_for_long(const MeetingCase& test, Time cut) {
    while (test.is_held() && std::chrono::steady_clock::now() - cut < seconds(60)) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - cut, seconds(40)) << "the applier stands still";
    test.shop.live.servers.source.execute("INSERT INTO `copy`.still VALUES (-5, 'written')");
    EXPECT_LT(std::chrono::steady_clock::now() - cut, seconds(60)) << "the source stays locked";
}

/// Refused for as long as the server keeps the seat of the one that is gone.
std::unique_ptr<CutoverProcess> start_where_it_was(const LiveShards& shop, Time cut) {
    std::unique_ptr<CutoverProcess> first;
    int exit_code = 3;
    while (exit_code == 3 && std::chrono::steady_clock::now() - cut < seconds(120)) {
        first = shop.start(1);
        exit_code = first->wait(seconds(60));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - cut, seconds(150));
    return first;
}

/// To the destination, where the first shard sends the nth of these statements from then on that it
/// waits; `begin` is how they begin, 31 characters.
void pull_the_cable_at(const PairOfKinds& pair, const char* begin, std::uint64_t number) {
    MeetingCase test(pair);
    LiveShards& shop = test.shop;
    Relay relay(shop.live.servers.destination.port());
    shop.live.follow.go_through(0, relay.port());
    const auto cut_off = shop.start_elsewhere(1);
    EXPECT_TRUE(cut_off->writes("not there yet: shards 2, 3 of 3")) << cut_off->output();
    shop.live.follow.go_through(0, 0);
    relay.cut(number, Relay::Loss::cable, begin);
    const auto second = shop.start(2);
    const auto third = shop.start(3);
    for (int i = 0; i < 3000 && !relay.has_cut(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(relay.has_cut()) << cut_off->output();
    const Time cut = std::chrono::steady_clock::now();
    expect_nobody_is_held_for_long(test, cut);
    const auto first = start_where_it_was(shop, cut);
    for (CutoverProcess* const one : {first.get(), second.get(), third.get()}) {
        EXPECT_EQ(one->wait(), 4) << one->output();
    }
    shop.expect_merged_equal();
    relay.end_black_holes();
    EXPECT_EQ(cut_off->wait(seconds(60)), 3) << cut_off->output();
    test.finish();
    count_chaos(1, "cables pulled in a meeting of shards");
}

/// The applier stands, and the source is locked; then the applier stands and waits for its goal.
TEST(ShardStep, APulledCableHoldsNobodyForLong) {
    const PairOfKinds& first = pairs_of_kinds.front();
    const PairOfKinds& last = pairs_of_kinds.back();
    pull_the_cable_at(last, "REPLACE INTO `cutover`.`gatheri", 2);
    pull_the_cable_at(first, "UPDATE `cutover`.`rendezvous` S", 1);
}

}  // namespace
}  // namespace cutover::test::shard_step_test
