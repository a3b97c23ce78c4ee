#pragma once

#include <mutex>

#include "migrate/migrate.hpp"
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
};

}  // namespace cutover
