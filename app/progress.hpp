#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "app/log.hpp"
#include "runtime/clock.hpp"

namespace cutover {

/// How far the rows of a run have come. Counts are of this run, apart from the chunks.
struct Headway {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    std::uint64_t estimated_rows = 0;  ///< Of all tables; the server's guess.
    std::uint64_t chunks = 0;          ///< In all; 0: not known, the rows alone tell.
    std::uint64_t chunks_done = 0;     ///< Also by earlier runs.
    std::uint64_t chunks_before = 0;   ///< Of those, by earlier runs.
    std::uint64_t workers = 1;         ///< So many chunks may be half done.
    std::optional<double> share{};  ///< Of all work, where somebody knows; else it is worked out.
};

/// From 0 to 1. Chunks divide the key space, so they bound it; between the bounds the rows tell,
/// whose total is only the server's guess. Never 1 before all chunks are done.
[[nodiscard]] double fraction_of(const Headway& headway);

/// A sink for progress: one line drawn over and over on a terminal, a line every few seconds where
/// stderr is none, JSON lines, or nothing. Thread-safe; returns at once.
class Progress {
  public:
    Progress(Log& log, ProgressStyle style, Clock clock);

    /// Begins to show rows moving; `label` is what is done, e.g. "copying".
    void begin(const std::string& label, const Headway& headway);

    void add(std::uint64_t rows, std::uint64_t bytes);
    void add_chunk();

    /// So much of all work is done, 0 to 1.
    void add_share(double share);

    /// All is done: shows 100 %, also on a terminal, where that line stays; and stops.
    void finish();

    /// Says why reading waits, for how long it does so, and, where `why` is empty, that it goes on.
    void hold(const std::string& why);

    /// Stops before all is done; shows the last state where lines stay.
    void end();

    ~Progress() { end(); }

    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

  private:
    using Time = std::chrono::steady_clock::time_point;

    struct Sample {
        Time at{};
        std::uint64_t rows = 0;
        std::uint64_t bytes = 0;
    };

    void show_if_due();
    void show(Time now);
    [[nodiscard]] double fraction() const;
    [[nodiscard]] std::string text(Time now) const;
    [[nodiscard]] std::string json(Time now) const;
    [[nodiscard]] double seconds_left(Time now) const;
    [[nodiscard]] Sample rate(Time now) const;

    Log& log_;
    ProgressStyle style_;
    Clock clock_;
    std::mutex mutex_{};
    std::string label_{};
    Headway headway_{};
    Time began_{};
    Time shown_{};
    std::deque<Sample> samples_{};  ///< The last ten seconds, for rates.
    std::string held_{};            ///< "reading waits: ..."; as long as it is, nothing moves.
    bool running_ = false;
    bool finished_ = false;
};

}  // namespace cutover
