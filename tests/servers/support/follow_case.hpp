#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test {

/// Transactions that change the tables of a FollowCase in every way: several rows and tables,
/// keys, equal rows without a key, rows that come and go, and some that are rolled back. The same
/// seed gives the same statements.
[[nodiscard]] std::string random_transactions(unsigned seed, int count);

/// Statements that change definitions of the same tables and others, with rows in between that need
/// each of them. Their rows are the same however often it ran before on an empty database.
[[nodiscard]] std::vector<std::string> changing_definitions();

/// A task that copies the database `copy` and follows it, its state, and writes meanwhile.
class FollowCase {
  public:
    /// `rows_per_second`: of the copy; 0: no limit.
    explicit FollowCase(const CopyServers& servers, unsigned rows_per_second = 0);
    ~FollowCase();
    FollowCase(const FollowCase&) = delete;
    FollowCase& operator=(const FollowCase&) = delete;

    /// `cutover migrate`, started and not waited for; `until`: "caught-up" or "forever".
    [[nodiscard]] CutoverProcess start(const std::string& until) const;

    /// Runs it until it has caught up; expects exit code 0.
    void catch_up() const;

    /// Random transactions on the source from another thread until stop_writing().
    void start_writing(unsigned seed);
    void stop_writing();

    /// How many transactions the destination says are applied.
    [[nodiscard]] std::uint64_t applied() const;

    /// `cutover status`, as JSON or for people.
    [[nodiscard]] std::string status(bool as_json) const;

    /// All rows over there are the source's, by the servers' own word.
    void expect_equal() const;

    const CopyServers& servers;

  private:
    TemporaryFolder folder_{};
    std::string task_{};
    std::atomic<bool> stop_{false};
    std::thread writer_{};
};

}  // namespace cutover::test
