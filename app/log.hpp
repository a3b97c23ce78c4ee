#pragma once

#include <cstdio>
#include <functional>
#include <mutex>
#include <string>

#include "app/options.hpp"

namespace cutover {

/// Lines for people and for log collectors, and one line of progress that is drawn over and over
/// below them on a terminal. All of it goes to one stream (stderr), never to stdout.
/// Thread-safe. Messages are printable() already; secrets never reach this class.
class Log {
  public:
    struct Settings {
        LogLevel level = LogLevel::info;
        LogFormat format = LogFormat::text;
        bool colour = false;
        bool is_terminal = false;
    };

    Log(std::FILE* stream, Settings settings) : stream_(stream), settings_(settings) {}

    /// Ends a progress line that is still being drawn.
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void write(LogLevel level, const std::string& message);

    void warning(const std::string& message) { write(LogLevel::warning, message); }

    void info(const std::string& message) { write(LogLevel::info, message); }

    /// Replaces the progress line; cut to the terminal's width. "" takes it away.
    void draw(const std::string& line);

    /// One line as it is, whatever the level: progress where it is not drawn.
    void print(const std::string& line);

    [[nodiscard]] bool is_terminal() const { return settings_.is_terminal; }

  private:
    void erase_line();

    std::FILE* stream_;
    Settings settings_;
    std::mutex mutex_{};
    std::string drawn_{};
};

/// A JSON string with its quotes; bytes that are not valid UTF-8 become U+FFFD.
[[nodiscard]] std::string json_quoted(const std::string& text);

/// Whether colours are wanted on the stream: --color, NO_COLOR, TERM, and what the stream is.
[[nodiscard]] bool wants_colour(ColorChoice choice, int stream);

}  // namespace cutover
