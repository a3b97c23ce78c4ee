#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "selftest/peer.hpp"
#include "selftest/place.hpp"
#include "selftest/scratch_databases.hpp"
#include "selftest/scratch_verification.hpp"

namespace cutover {

/// How a verification answered a seed.
enum class Answer {
    right,       ///< Found, with just the rows, columns and kinds that were seeded; or nothing was.
    mislocated,  ///< Different, but not, or not only, where it was seeded.
    missed,      ///< Equal though it is different.
    false_alarm,  ///< Different though both sides mean the same.
    unproven,     ///< No answer.
    not_there,    ///< This server made no difference of it, so there was nothing to find.
};

[[nodiscard]] const char* to_text(Answer answer);

struct TrialResult {
    Answer answer = Answer::unproven;
    std::string sql{};       ///< What was seeded.
    std::string expected{};  ///< As a SeedKind has it, sorted.
    std::string found{};     ///< Likewise.
    std::optional<PeerAnswers> peers{};
};

/// What a report found, in the words of SeedKind::expected, sorted; of definitions, too.
[[nodiscard]] std::string findings_text(const VerifyReport& report);

/// What is to be found of a kind at these places, sorted likewise.
[[nodiscard]] std::string expected_text(const SeedKind& kind, const Places& places);

[[nodiscard]] Answer judge(
    const SeedKind& kind, const std::string& expected, const VerifyReport& report);

/// Where and how one difference is seeded.
struct Trial {
    const SeedKind& kind;
    const TestTable& table;
    Places places{};
    bool whole_first = false;
    bool asks_peers = false;
};

/// Seeds the difference, verifies its table, asks the peers, and takes the difference back. Where
/// a server fails, nothing is taken back.
[[nodiscard]] TrialResult run_trial(
    const Trial& trial, ScratchDatabases& databases, ScratchVerification& verification);

}  // namespace cutover
