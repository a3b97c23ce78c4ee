#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <set>
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

/// The tables that they change, in the database `copy`.
void make_followed_tables(const PrivateServer& source);

/// What a task file says of the whole database `copy`.
inline constexpr const char* followed_whole =
    R"("types": ["schema", "full", "incremental"], "objects": {"copy": {}})";

/// A task that copies the database `copy` and follows it, its state, and writes meanwhile.
class FollowCase {
  public:
    /// `rows_per_second`: 0: no limit. `keys`: what the task file says besides.
    explicit FollowCase(
        const CopyServers& servers,
        unsigned rows_per_second = 0,
        const std::string& keys = followed_whole);
    ~FollowCase();
    FollowCase(const FollowCase&) = delete;
    FollowCase& operator=(const FollowCase&) = delete;

    /// The program reaches the servers through these ports from now on; 0: their own.
    void go_through(unsigned source_port, unsigned destination_port);

    /// Another limit, from the next start on; the servers' own ports.
    void set_rows_per_second(unsigned rows);

    /// `cutover migrate`, started and not waited for; `until`: "caught-up" or "forever".
    [[nodiscard]] CutoverProcess start(
        const std::string& until, const std::vector<std::string>& environment = {}) const;

    /// `cutover verify` beside it, likewise.
    [[nodiscard]] CutoverProcess start_verify(
        const std::string& output,
        const std::vector<std::string>& environment,
        const std::vector<std::string>& more = {}) const;

    /// Until the source has sent its whole log to the run started last; false: it never does.
    [[nodiscard]] bool waits_for_more(CutoverProcess& run) const;

    /// Until the destination says that all is applied that the log holds now; false: not in time.
    [[nodiscard]] bool has_applied_all(CutoverProcess& run, int within_seconds = 60) const;

    /// Runs it until it has caught up; expects exit code 0.
    void catch_up() const;

    /// From now on as if from another machine: with a state folder and an output of its own.
    void move_elsewhere();

    /// Random transactions on the source from another thread until stop_writing(). Each writes its
    /// number into the table `ledger`; those that the source said to be committed are remembered.
    void start_writing(unsigned seed);
    void stop_writing();

    /// How many transactions the destination says are applied.
    [[nodiscard]] std::uint64_t applied() const;

    /// A command on the task and its state, run to its end.
    [[nodiscard]] ProgramRun run(
        const std::string& command, const std::vector<std::string>& more = {}) const;

    /// `cutover status`, as JSON or for people.
    [[nodiscard]] std::string status(bool as_json) const;

    /// What a switch does last: `cutover migrate --types schema,full`; expects exit code 0.
    void create_triggers() const;

    /// `cutover verify`, run to its end.
    [[nodiscard]] ProgramRun verify() const;

    /// Its file, and the folder of its evidence.
    [[nodiscard]] const std::string& task_file() const;
    [[nodiscard]] std::filesystem::path state() const;

    /// All rows over there are the source's, what was acknowledged to the writer among them.
    void expect_equal() const;

    /// How many transactions the source has acknowledged; while nobody writes.
    [[nodiscard]] std::size_t acknowledged() const { return acknowledged_.size(); }

    const CopyServers& servers;
    bool source_may_fail = false;  ///< The test kills it, or makes it refuse writes.

  private:
    unsigned rows_per_second_;
    std::string keys_;
    TemporaryFolder folder_{};
    std::string task_{};
    std::string place_{};  ///< Of state and output: "", or where it was moved to.
    std::atomic<bool> stop_{false};
    std::uint64_t next_entry_ = 1;
    std::set<std::string> acknowledged_{};
    int failed_batches_ = 0;
    std::thread writer_{};
    mutable std::set<std::string> readers_before_{};  ///< Sessions, at the last start().
};

}  // namespace cutover::test
