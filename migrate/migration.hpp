#pragma once

#include <mutex>

#include "migrate/migrate.hpp"
#include "runtime/load_gate.hpp"
#include "runtime/retry.hpp"

namespace cutover {

/// What the steps of one run share.
struct Migration {
    const MigrateRequest& request;
    Database& source;
    Database& destination;
    EvidenceSink& evidence;
    MigrateObserver& observer;
    ProgressStore& progress;
    RetryPolicy retry{};
    MigrateReport report{};
    std::mutex progress_mutex{};  ///< Held by workers around calls of `progress`.

    /// Repeats what lost its session; for calls that may be repeated whatever became of the first.
    template<typename Attempt>
    [[nodiscard]] auto retried(const Attempt& attempt) const {
        return with_retry(retry, attempt);
    }

    /// What spares the two servers, as the task's limits have it.
    [[nodiscard]] LoadGate::Options gate_options() {
        const Limits& limits = request.task.limits;
        return {
            .looks =
                {busy_source(source, limits.max_source_threads_running),
                 late_replicas(destination, limits.max_replica_lag)},
            .clock = request.clock,
            .report = [this](const std::string& why) { observer.held(why); }};
    }
};

}  // namespace cutover
