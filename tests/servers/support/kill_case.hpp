#pragma once

#include <chrono>
#include <map>
#include <random>
#include <string>

#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test {

/// How many times tests with random moments are repeated: 1, or CUTOVER_KILL_ROUNDS.
[[nodiscard]] int kill_rounds();

/// Random moments of a test: the seed is printed, and CUTOVER_KILL_SEED repeats it.
class Moments {
  public:
    Moments();

    [[nodiscard]] std::string seed() const { return "seed " + std::to_string(seed_); }

    /// Of every order of magnitude up to `longest`.
    std::chrono::milliseconds up_to(std::chrono::milliseconds longest);

    /// From 1 to `most`.
    std::uint64_t number(std::uint64_t most);

  private:
    unsigned seed_;
    std::mt19937 random_;
};

enum class KillSize {
    large,  ///< 24 MB in chunks with keys that come after the rows; for moments in a slow copy.
    small,  ///< A tenth of it, for runs that are repeated often.
};

/// A task, its state and what its runs said: a keyless table with equal rows, tables of many
/// chunks and of one, thirty small ones, a foreign key, a view, a trigger, a function.
class KillCase {
  public:
    KillCase(const CopyServers& pair, unsigned rows_per_second, KillSize size = KillSize::large);

    /// As if the task had never run; the source stays.
    void clean_destination();

    /// The program reaches the servers through these ports from now on; 0: their own.
    void go_through(unsigned source_port, unsigned destination_port);

    /// `state`: of the process; two on one machine could not share a folder, two hosts would not.
    [[nodiscard]] CutoverProcess start(const std::string& state = "state") const;

    /// Until chunks are committed and others are not.
    void wait_for_rows(CutoverProcess& run) const;

    /// Chunks that are recorded as done stay as they are: none is copied twice.
    void expect_done_chunks_stay();

    void expect_finishes(const std::string& what, const std::string& state = "state");

    /// Rows, indexes and code over there are the source's, by the servers' own word.
    void expect_equal() const;

    const CopyServers& servers;

  private:
    TemporaryFolder folder_{};
    unsigned rows_per_second_;
    std::string task_{};
    std::map<std::string, std::string> done_{};  ///< Chunk to what is recorded of it.
};

}  // namespace cutover::test
