#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/load_look.hpp"

namespace cutover {

/// Holds readers back while one of the looks finds a server that has to be spared. A server that
/// does not say how it fares holds nobody back. Thread-safe.
class LoadGate {
  public:
    struct Options {
        std::vector<LoadLook> looks{};  ///< Without any but null ones everybody passes.
        Clock clock{};
        /// Told at each look why readers are held, and once, with "", when they go on.
        std::function<void(const std::string& why)> report{};
    };

    explicit LoadGate(Options options);

    /// Returns at once, or when the load has come down. Looks once a second at most, however many
    /// readers ask. Throws Interrupted while waiting.
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
