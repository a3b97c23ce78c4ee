#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "core/terminal_columns.hpp"
#include "runtime/interrupt.hpp"

namespace cutover {
namespace {

ExitCode dispatch(const Options& options, Log& log) {
    switch (options.command) {
        case Command::help:
            fmt::print("{}", options.help);
            return options.help_was_asked ? ExitCode::yes : ExitCode::usage;
        case Command::version: fmt::print("cutover {}\n", CUTOVER_VERSION); return ExitCode::yes;
        case Command::init: return run_init(options);
        case Command::precheck: return run_precheck(options, log);
        case Command::migrate: return run_migrate(options, log);
        case Command::verify: return run_verify(options, log);
        case Command::merge: return run_merge(options, log);
        case Command::report: return run_report(options, log);
        case Command::status: return run_status(options, log);
        case Command::resolve: return run_resolve(options, log);
        case Command::selftest: return run_selftest(options, log);
    }
    return ExitCode::bug;
}

Log::Settings log_settings(const Options& options) {
    return {
        .level = options.log_level,
        .format = options.log_format,
        .colour = wants_colour(options.color, STDERR_FILENO),
        .is_terminal = isatty(STDERR_FILENO) == 1};
}

/// Wrapped where a person reads it; whole lines where a program does.
std::string on_a_terminal(const std::string& message, const Log& log) {
    if (!log.is_terminal()) {
        return message;
    }
    std::string text;
    for (std::size_t at = 0; at < message.size();) {
        const std::size_t end = std::min(message.find('\n', at), message.size());
        const std::size_t begin = std::min(message.find_first_not_of(' ', at), end);
        const char* before = text.empty() ? "" : "\n  ";
        for (const std::string& line : wrapped_lines(
                 std::string_view(message).substr(begin, end - begin), terminal_columns - 4)) {
            text += before + line;
            before = "\n    ";
        }
        at = end + 1;
    }
    return text;
}

ExitCode say(const Options& options, Log& log, ExitCode code, const std::string& message) {
    if (options.json) {
        fmt::print(
            "{{\"outcome\":\"error\",\"exit_code\":{},\"message\":{}}}\n", static_cast<int>(code),
            json_quoted(message));
    }
    if (options.log_format == LogFormat::json) {
        log.write(LogLevel::error, message);
    } else {
        log.print(on_a_terminal("cutover: " + message, log));
    }
    return code;
}

/// What was printed is only on record for the caller if it got there: a full disk is no success.
void flush_output() {
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        const int error = errno;
        throw Error(
            Recovery::none, fmt::format(
                                "cannot write the result: {} (stdout)\n  free some space there, or "
                                "send it elsewhere; then run the command again",
                                std::generic_category().message(error)));
    }
}

}  // namespace

ExitCode run(const Options& options) {
    Log log(stderr, log_settings(options));
    try {
        const InterruptSignals signals;
        const ExitCode code = dispatch(options, log);
        flush_output();
        return code;
    } catch (const Error& error) {
        return say(options, log, error.exit_code(), error.what());
    } catch (const std::exception& error) {
        return say(
            options, log, ExitCode::bug,
            fmt::format(
                "{} (unexpected)\n  this is a bug in cutover: please report it", error.what()));
    }
}

}  // namespace cutover
