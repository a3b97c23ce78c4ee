#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>

#include "runtime/clock.hpp"

namespace cutover {

/// What a busy server showed.
struct ServerLoad {
    std::uint64_t threads_running = 0;  ///< Of others than this program.
    unsigned limit = 0;
    bool too_high = false;
};

/// Holds readers back while others keep the server busy (`limits.max_source_threads_running`).
/// The program's own reading sessions do not count, or a limit below their number would hold them
/// for ever. A server that does not say how busy it is holds nobody back. Thread-safe.
class LoadGate {
  public:
    struct Options {
        unsigned limit = 0;  ///< 0: everybody passes, and nothing is asked.
        Clock clock{};
        std::function<std::uint64_t()> threads_running{};  ///< Without the question's own.
        /// Told about each look while readers are held, and once when they go on.
        std::function<void(const ServerLoad&)> report{};
    };

    explicit LoadGate(Options options);

    /// Returns at once, or when the load has come down. Looks at the server once a second at most,
    /// however many readers ask. Throws Interrupted while waiting.
    void pass();

    /// While it lives, one more session of this program reads from the server.
    class Reading {
      public:
        explicit Reading(LoadGate& gate) : gate_(gate) { ++gate_.readers_; }

        ~Reading() { --gate_.readers_; }

        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;

      private:
        LoadGate& gate_;
    };

  private:
    void look();

    Options options_;
    std::atomic<std::uint64_t> readers_{0};
    std::mutex mutex_{};
    std::chrono::steady_clock::time_point next_look_{};
    bool closed_ = false;
};

}  // namespace cutover
