#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// Results are wrapped to 80 columns; messages are looked for without minding where.
std::string unwrapped(const std::string& text);

/// A task of one small table between two servers; every test damages one thing of it.
class BadTask {
  public:
    BadTask(PrivateServer& from, PrivateServer& to);
    ~BadTask();
    BadTask(const BadTask&) = delete;
    BadTask& operator=(const BadTask&) = delete;

    /// The good task file with `objects` and further keys.
    [[nodiscard]] std::string text(
        const std::string& objects = R"({"bad": {"tables": {"t": {}}}})",
        const std::string& more = "") const;

    /// The whole database, but for the table that is there to collide.
    [[nodiscard]] std::string whole() const;

    /// The command line; the task file is written.
    [[nodiscard]] std::vector<std::string> command_line(
        const std::string& command,
        const std::string& text,
        const std::vector<std::string>& more = {}) const;

    [[nodiscard]] ProgramRun run(
        const std::string& command,
        const std::string& text,
        const std::vector<std::string>& more = {}) const;

    /// The code, each message, and the destination as it was when this was made.
    void expect_refused(
        const ProgramRun& run, ExitCode code, const std::vector<std::string>& messages) const;

    /// The table holds over there what it holds here.
    void expect_copied() const;

    PrivateServer& source;
    PrivateServer& destination;
    TemporaryFolder folder{};

  private:
    /// Everything that a run could have changed over there.
    [[nodiscard]] std::string contents() const;

    std::string before_{};
};

/// Makes the table large enough for a run to take a while: 200,000 rows.
void grow(const BadTask& task);

class BadInput : public testing::Test {
  protected:
    BadTask task{
        PrivateServer::shared(ServerKind::mariadb, 0),
        PrivateServer::shared(ServerKind::mariadb, 1)};
};

}  // namespace cutover::test
