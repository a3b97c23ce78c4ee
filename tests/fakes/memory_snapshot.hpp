#pragma once

#include <cstddef>
#include <memory>

#include "tests/fakes/memory_database.hpp"

namespace cutover::test {

/// Sessions of a server in memory; opening them copies its tables.
[[nodiscard]] std::unique_ptr<PreparedSnapshot> memory_snapshot(
    std::shared_ptr<MemoryServer> server,
    std::size_t lanes,
    std::size_t block_rows,
    SnapshotMeans means);

}  // namespace cutover::test
