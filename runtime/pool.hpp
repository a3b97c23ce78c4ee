#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace cutover {

/// N resources (sessions) shared by workers, each used by one worker at a time and made on first
/// use. `make` runs with the pool locked, so what it uses need not be thread-safe.
/// Thread-safe; outlives its leases.
template<typename Resource>
class Pool {
  public:
    /// One resource, checked out; goes back when the lease ends.
    class Lease {
      public:
        Lease(Pool& pool, Resource resource) : pool_(&pool), resource_(std::move(resource)) {}

        ~Lease() { pool_->give_back(std::move(resource_)); }

        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        Resource& operator*() { return *resource_; }

        Resource* operator->() { return &*resource_; }

        /// Drops a broken resource; the next checkout makes a new one. It must not be used again.
        void discard() { resource_.reset(); }

      private:
        Pool* pool_;
        std::optional<Resource> resource_;
    };

    Pool(std::size_t size, std::function<Resource()> make) : make_(std::move(make)), slots_(size) {}

    /// Waits until one is free. Throws what `make` throws; nothing is checked out then.
    [[nodiscard]] Lease checkout() {
        std::unique_lock lock(mutex_);
        freed_.wait(lock, [this] { return !slots_.empty(); });
        if (!slots_.back()) {
            slots_.back() = make_();
        }
        Resource resource = std::move(*slots_.back());
        slots_.pop_back();
        return Lease(*this, std::move(resource));
    }

  private:
    void give_back(std::optional<Resource> resource) {
        {
            const std::scoped_lock lock(mutex_);
            slots_.push_back(std::move(resource));  // never more than at construction
        }
        freed_.notify_one();
    }

    std::function<Resource()> make_;
    std::mutex mutex_{};
    std::condition_variable freed_{};
    std::vector<std::optional<Resource>> slots_;  ///< The free ones; empty: not made yet.
};

}  // namespace cutover
