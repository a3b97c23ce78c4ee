#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/servers/support/pair_verification.hpp"

namespace cutover::test {

/// Databases merged_north and merged_south of the source, which another tool has brought together
/// in `merged` of the destination: of each table one of the two has the odd numbers from 1 to 400,
/// and the other the even ones. `tags` is made of two tables of merged_north.
struct MergedCase {
    explicit MergedCase(const PairOfKinds& kinds);

    /// The task's, for all that is brought together.
    [[nodiscard]] static nlohmann::json objects();

    /// Of all of it, in chunks of about 90 rows.
    [[nodiscard]] PairVerification verification() const;

    ServerPair north;
    ServerPair south;
    ServerPair whole;
};

/// The program on a task that nobody has migrated, nor could.
class MergedTask {
  public:
    explicit MergedTask(const MergedCase& merged);

    [[nodiscard]] ProgramRun run(
        const std::string& command, const std::vector<std::string>& more = {}) const;

    /// What `cutover verify --json` says; expects the exit code.
    [[nodiscard]] nlohmann::json verify(const std::vector<std::string>& more, int exit_code) const;

    /// Of a file of this name in a folder of the task's own.
    [[nodiscard]] std::string path(const std::string& name) const;

  private:
    TemporaryFolder folder_{};
    std::string file_{};
};

}  // namespace cutover::test
