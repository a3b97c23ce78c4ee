#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "migrate/migration.hpp"

namespace cutover {

/// The applier's end of a rendezvous: it stands still between two transactions when a verification
/// asks for that, goes on to the place that it is then given, stands there, and is let go. A thread
/// of its own looks for calls, so that following waits for no answer of the destination but then.
///
/// It is let go whatever becomes of the verification: the destination tells when the session that
/// called is gone, and where that cannot be known (a pulled cable), it stands for some seconds at
/// most. Losing the connection to the destination here costs a verification its meeting, and
/// following nothing.
class RendezvousHost {
  public:
    explicit RendezvousHost(Migration& migration);
    ~RendezvousHost();
    RendezvousHost(const RendezvousHost&) = delete;
    RendezvousHost& operator=(const RendezvousHost&) = delete;

    /// Whether it is to stand at `place`, which is between two transactions. Cheap.
    [[nodiscard]] bool is_due(const LogPlace& place) const;

    /// The session that holds the task's lock was seen to be gone: it idles, and may be killed for
    /// that. Without the lock nobody can know that this run follows. True once for each look that
    /// saw it. Cheap.
    [[nodiscard]] bool has_lost_claim() { return is_unclaimed_.exchange(false); }

    /// Everything up to `place` is applied, nothing beyond, and the destination says so. Returns
    /// when it may go on. Throws Interrupted.
    void stand(const LogPlace& place);

  private:
    void watch(const std::stop_token& stopping);
    [[nodiscard]] bool may_go_on(const LogPlace& place);
    void forget_call() noexcept;

    Clock clock_;
    std::mutex mutex_{};  ///< Of the rendezvous.
    std::unique_ptr<Rendezvous> rendezvous_;
    std::atomic<std::uint64_t> called_{0};  ///< The call that waits for an answer; 0: none.
    std::atomic<bool> is_unclaimed_{false};
    std::uint64_t answered_ = 0;      ///< The latest that was; under the mutex.
    std::optional<LogPlace> goal_{};  ///< Of `called_`; only the thread that follows.
    std::condition_variable_any stopping_{};
    std::jthread watcher_{};
};

}  // namespace cutover
