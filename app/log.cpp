#include "app/log.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/environment.hpp"
#include "core/timestamp.hpp"

namespace cutover {
namespace {

const char* name_of(LogLevel level) {
    switch (level) {
        case LogLevel::error: return "error";
        case LogLevel::warning: return "warning";
        case LogLevel::info: return "info";
        case LogLevel::debug: return "debug";
    }
    return "error";
}

const char* colour_of(LogLevel level) {
    return level == LogLevel::error ? "\x1b[31m" : level == LogLevel::warning ? "\x1b[33m" : "";
}

std::size_t width_of(std::FILE* stream) {
    winsize size{};
    const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

/// The first `columns` characters, counted as code points.
std::string cut(const std::string& text, std::size_t columns) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (begins && count++ == columns) {
            break;
        }
    }
    return text.substr(0, at);
}

}  // namespace

Log::~Log() {
    draw("");
}

void Log::write(LogLevel level, const std::string& message) {
    if (level > settings_.level) {
        return;
    }
    if (settings_.format == LogFormat::json) {
        print(fmt::format(
            R"({{"at":{},"level":"{}","message":{}}})",
            json_quoted(to_rfc3339(std::chrono::system_clock::now())), name_of(level),
            json_quoted(message)));
        return;
    }
    const bool plain = level == LogLevel::info;
    const char* const colour = settings_.colour ? colour_of(level) : "";
    print(fmt::format(
        "{}{}{}{}{}", colour, plain ? "" : name_of(level), plain ? "" : ": ", message,
        *colour == '\0' ? "" : "\x1b[0m"));
}

void Log::draw(const std::string& line) {
    const std::scoped_lock lock(mutex_);
    erase_line();
    drawn_ = line.empty() ? line : cut(line, width_of(stream_) - 1);
    std::fputs(drawn_.c_str(), stream_);
    std::fflush(stream_);
}

void Log::print(const std::string& line) {
    const std::scoped_lock lock(mutex_);
    const std::string below = drawn_;
    erase_line();
    std::fprintf(stream_, "%s\n", line.c_str());
    drawn_ = below;
    std::fputs(drawn_.c_str(), stream_);
    std::fflush(stream_);
}

void Log::erase_line() {
    if (!drawn_.empty()) {
        std::fputs("\r\x1b[K", stream_);
        drawn_.clear();
    }
}

std::string json_quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool wants_colour(ColorChoice choice, int stream) {
    if (choice != ColorChoice::automatic) {
        return choice == ColorChoice::always;
    }
    return environment("NO_COLOR").value_or("").empty() &&
           !environment("TERM").value_or("").empty() && isatty(stream) == 1;
}

}  // namespace cutover
