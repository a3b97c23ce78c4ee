#pragma once

#include <memory>

#include "core/database.hpp"
#include "runtime/load_gate.hpp"

namespace cutover {

/// The same snapshot, every read of which waits at the gate: before it begins, and between blocks,
/// for a chunk may take an hour. Sessions survive the wait: their timeouts are a day and longer.
[[nodiscard]] std::unique_ptr<Snapshot> held_by(
    std::shared_ptr<LoadGate> gate, std::unique_ptr<Snapshot> snapshot);

}  // namespace cutover
