#pragma once

#include <functional>
#include <string>
#include <vector>

#include "migrate/migrate.hpp"
#include "tests/fakes/migrate_fakes.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// Two shared servers without the database `copy` and without progress.
struct CopyServers {
    explicit CopyServers(const PairOfKinds& pair);
    CopyServers(PrivateServer& from, PrivateServer& to);

    PrivateServer& source;
    PrivateServer& destination;
};

/// Schema and full copy of the database `copy`, two workers.
[[nodiscard]] Task copy_task();

struct CopyResult {
    MigrateReport report{};
    EvidenceDiary evidence{};
    std::string error{};  ///< What migrate() threw; empty: nothing.
};

/// What `cutover migrate` does between its prechecks and its report. `chunk_rows`: of every table,
/// where not 0. `on_step` may act in the middle of the run.
[[nodiscard]] CopyResult migrate_once(
    const CopyServers& servers,
    const Task& task,
    std::uint64_t chunk_rows = 0,
    const std::function<void(MigrateStep)>& on_step = {});

/// A line for each table of the database: its name, rows, and a hash of every column's bytes, made
/// by the server for the tests' own client; shares no code with cutover.
[[nodiscard]] std::string contents(const PrivateServer& server, const std::string& database);

}  // namespace cutover::test
