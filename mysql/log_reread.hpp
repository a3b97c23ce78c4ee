#pragma once

#include <cstdint>

#include "core/log_place.hpp"
#include "core/server_facts.hpp"
#include "core/task.hpp"

namespace cutover {

/// What a reader has met in place of an event.
struct DamagedEvent {
    LogPlace from{};    ///< Where its transaction begins.
    LogPlace behind{};  ///< Behind the event before it.
};

/// Whether the event arrives whole over another connection: then it was damaged on its way, and
/// not in the log. Reads the log from where the transaction begins. Throws where that fails.
[[nodiscard]] bool arrives_whole(
    const Endpoint& source,
    const ServerFacts& facts,
    const DamagedEvent& event,
    std::uint32_t server_id);

}  // namespace cutover
