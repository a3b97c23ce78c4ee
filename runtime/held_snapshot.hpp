#pragma once

#include <memory>

#include "core/database.hpp"
#include "runtime/load_gate.hpp"

namespace cutover {

/// Whose sessions they are: a busy source is one that is busy with others than these readers, so
/// the gate has to know how many of them read there.
enum class ReadsFrom { source, destination };

/// The same snapshot, every read of which waits at the gate: before it begins, and between blocks,
/// for a chunk may take an hour. Sessions survive the wait: their timeouts are a day and longer.
[[nodiscard]] std::unique_ptr<Snapshot> held_by(
    std::shared_ptr<LoadGate> gate,
    std::unique_ptr<Snapshot> snapshot,
    ReadsFrom side = ReadsFrom::source);

}  // namespace cutover
