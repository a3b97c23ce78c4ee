#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "selftest/trial.hpp"

namespace cutover {

using PeerCounts = std::array<std::uint64_t, all_peers.size()>;

/// What the trials of one kind came to.
struct KindTally {
    const SeedKind* kind = nullptr;
    std::string not_possible{};  ///< Why these servers cannot hold it; empty: they can.
    std::uint64_t tried = 0;
    std::uint64_t found = 0;        ///< Called different.
    std::uint64_t right = 0;        ///< With just the rows and columns; of a control: equal.
    std::uint64_t unproven = 0;     ///< No answer, or nothing was there to be found.
    std::uint64_t asked_peers = 0;  ///< Trials that peers were asked about.
    PeerCounts peers{};             ///< How often each called it different.
    std::string sql{};              ///< What was seeded last.

    void add(const TrialResult& result);
};

/// Verifications of equal data.
struct EqualRuns {
    std::uint64_t runs = 0;
    std::uint64_t false_alarms = 0;
    std::uint64_t unproven = 0;
    std::uint64_t asked_peers = 0;
    PeerCounts peers{};  ///< How often each called a table of them different.

    void add(const VerifyReport& report);
    void add(const PeerAnswers& answers);
};

/// A trial that was not answered rightly.
struct WrongAnswer {
    std::string kind{};
    std::uint64_t round = 0;
    TrialResult result{};
};

/// What `cutover selftest` says.
struct SelftestReport {
    std::string source{};  ///< "MariaDB 10.11.6 at 127.0.0.1:3306", likewise the destination.
    std::string destination{};
    std::string databases{};  ///< What the names of the databases begin with.
    std::uint64_t seed = 0;
    std::uint64_t rounds = 0;
    std::vector<KindTally> kinds{};
    EqualRuns quiet{};
    EqualRuns busy{};
    std::vector<WrongAnswer> wrong{};  ///< The first ones.
    double seconds = 0;

    /// Seeds of differences, controls left out.
    [[nodiscard]] std::uint64_t tried() const;
    [[nodiscard]] std::uint64_t found() const;
    [[nodiscard]] std::uint64_t located() const;

    /// Of equal runs and of controls.
    [[nodiscard]] std::uint64_t false_alarms() const;

    /// "sharp"; "missed": something was overlooked, misplaced or falsely alarmed; else
    /// "incomplete": something could not be tried, or nothing was.
    [[nodiscard]] std::string outcome() const;
    [[nodiscard]] ExitCode exit_code() const;
};

}  // namespace cutover
