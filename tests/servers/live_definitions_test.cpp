/// `cutover verify` while another process follows the source and its definitions change: never
/// DIFFERENT for that.
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/live_case.hpp"

namespace cutover::test {
namespace {

using std::chrono::milliseconds;

/// Statements that change definitions of the source's tables, one after the other; in the middle
/// they wait until a verification has begun and ended.
class ChangingDefinitions {
  public:
    explicit ChangingDefinitions(const PrivateServer& source)
        : changing_([this, &source](const std::stop_token& stopping) {
              int statements = 0;
              for (const std::string& statement : changing_definitions()) {
                  source.execute("USE `copy`; " + statement);
                  std::this_thread::sleep_for(milliseconds(60));
                  if (++statements == statements_before_the_pause) {
                      wait_for_a_verification(stopping);
                  }
              }
              has_ended_ = true;
          }) {}

    /// Each that ends is told.
    void count_verification() { ++verified_; }

    void finish() { changing_.join(); }

    [[nodiscard]] bool has_ended() const { return has_ended_; }

  private:
    static constexpr int statements_before_the_pause = 13;

    /// The one under way, and the next.
    void wait_for_a_verification(const std::stop_token& stopping) const {
        const int goal = verified_ + 2;
        while (verified_ < goal && !stopping.stop_requested()) {
            std::this_thread::sleep_for(milliseconds(10));
        }
    }

    std::atomic<bool> has_ended_{false};
    std::atomic<int> verified_{0};
    std::jthread changing_;
};

/// A table whose definition was changed again and again may be UNPROVEN.
TEST(LiveDefinitions, ThatChangeAreMet) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        LiveCase live(pair);
        CutoverProcess run = live.follow.start("forever");
        live.wait_for(run);
        ChangingDefinitions changing(live.servers.source);
        int equal_meanwhile = 0;
        do {
            const ProgramRun verified = live.verify();
            EXPECT_TRUE(verified.exit_code == 0 || verified.exit_code == 4)
                << verified.out << verified.err;
            equal_meanwhile += verified.exit_code == 0 && !changing.has_ended() ? 1 : 0;
            changing.count_verification();
        } while (!changing.has_ended());
        EXPECT_GE(equal_meanwhile, 1) << "not even where none changed for a moment";
        changing.finish();
        const ProgramRun verified = live.verify();
        EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
        run.signal(SIGTERM);
        EXPECT_EQ(run.wait(), 0) << run.output();
    }
}

}  // namespace
}  // namespace cutover::test
