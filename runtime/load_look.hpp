#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/server_questions.hpp"

namespace cutover {

/// What reading has to wait for at this moment, for people to read; empty: nothing. `readers` is
/// how many sessions of this program read from the source now. Throws what asking a server throws.
using LoadLook = std::function<std::string(std::uint64_t readers)>;

/// `limits.max_source_threads_running`: threads of others than this program, whose own sessions
/// would hold it for ever where the limit is below their number. Null where there is no limit (0).
[[nodiscard]] LoadLook busy_source(ServerQuestions& source, unsigned limit);

/// `limits.max_replica_lag`: the destination's replicas, as far as they can be asked. Null where
/// there is no limit (0).
[[nodiscard]] LoadLook late_replicas(ServerQuestions& destination, std::chrono::seconds limit);

/// Of the looks, null ones left out. One that fails is passed over: load is a reason to wait, never
/// to fail. Throws Interrupted.
[[nodiscard]] std::string first_reason_to_wait(
    const std::vector<LoadLook>& looks, std::uint64_t readers);

}  // namespace cutover
