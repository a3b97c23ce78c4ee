#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test {

using Json = nlohmann::json;

/// The database `copy` with the tables of a FollowCase, copied by a task that has caught up.
struct CopiedCase {
    /// `more`: what the source has besides, made in `copy`.
    explicit CopiedCase(const PairOfKinds& pair, const std::string& more = {});

    /// Servers of the test's own, or with settings of their own.
    CopiedCase(PrivateServer& from, PrivateServer& to);

    /// On the source, and then applied on the destination.
    void change(const std::string& statements) const;

    CopyServers servers;
    FollowCase follow{servers};
    const PrivateServer& source = servers.source;
    const PrivateServer& destination = servers.destination;
};

/// And verified once, found equal: the next verification can go on from there.
struct VerifiedCase : CopiedCase {
    explicit VerifiedCase(const PairOfKinds& pair, const std::string& more = {});
    VerifiedCase(PrivateServer& from, PrivateServer& to);
};

/// What `cutover verify --json` says, with these arguments besides; expects the exit code.
[[nodiscard]] Json verify_outcome(
    const FollowCase& follow, const std::vector<std::string>& more = {}, int exit_code = 0);

/// With --since-last.
[[nodiscard]] Json since_last(const FollowCase& follow, int exit_code = 0);

/// What it says of a table of the database `copy`.
[[nodiscard]] const Json& table(const Json& outcome, const std::string& name);

/// The digest that was carried along is the one that reading everything gives, which ends with that
/// exit code.
void expect_what_reading_all_says(const FollowCase& follow, const Json& carried, int exit_code = 0);

/// Among its notes.
void expect_noted(const Json& outcome, const std::string& words);

/// Starts a verification, so slow that it does not end by itself, and kills it when the evidence
/// says that it has compared rows of this table of the database `copy`.
void kill_a_verification_after(
    const FollowCase& follow, const std::string& name, const std::vector<std::string>& more = {});

/// With --since-last and for people: finds a difference, and says these words besides.
void expect_found_and_said(const FollowCase& follow, const std::string& words);

}  // namespace cutover::test
