#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "selftest/scratch_databases.hpp"
#include "selftest/scratch_verification.hpp"
#include "selftest/tally.hpp"

namespace cutover {

struct SelftestRequest {
    /// What the names of the databases begin with; nothing of that name may exist.
    std::string databases{};
    std::vector<std::string> kinds{};  ///< Globs on families and kinds; empty: all.
    std::uint64_t rounds = 1;          ///< Trials of each kind.
    std::uint64_t equal_runs = 4;      ///< Verifications of equal data, half of them busy.
    std::uint64_t seed = 0;            ///< Of the places; the same one gives the same trials.
    bool peers = false;                ///< Asks other ways to compare about the same seeds.
    bool keep = false;                 ///< Leaves the databases where they are.
};

/// Told what happens as it happens.
class SelftestObserver {
  public:
    virtual ~SelftestObserver() = default;

    virtual void filled() {}

    virtual void round_done(std::uint64_t /*round*/, const SelftestReport& /*so_far*/) {}
};

/// Seeds differences one at a time into databases of its own, verifies, and counts what was found
/// and where. Throws where a server fails or a signal arrives; the databases are dropped then, too.
[[nodiscard]] SelftestReport selftest(
    const SelftestRequest& request,
    const SelftestServers& servers,
    const VerifyFunction& verify,
    SelftestObserver& observer);

}  // namespace cutover
