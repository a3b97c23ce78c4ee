#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/starter_task.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

[[noreturn]] void refuse(int error, const std::string& path) {
    const bool exists = error == EEXIST;
    throw Error(
        Recovery::none, exists ? ExitCode::usage : ExitCode::could_not_finish,
        fmt::format(
            "{} ({})\n  {}",
            exists ? "there is a file of that name already, and it stays as it is"
                   : "cannot write the starter file: " + std::generic_category().message(error),
            printable(path),
            exists ? "name another: cutover init OTHER.json"
                   : "make the place writable, or name another: cutover init OTHER.json"));
}

void write_new_file(const std::string& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        refuse(errno, path);
    }
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0) {
            const int error = errno;
            ::close(file);
            ::unlink(path.c_str());
            refuse(error, path);
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    ::close(file);
}

}  // namespace

ExitCode run_init(const Options& options) {
    const std::string path = options.task_file.empty() ? "task.json" : options.task_file;
    write_new_file(path, starter_task);
    if (options.json) {
        fmt::print("{{\"outcome\":\"written\",\"path\":{}}}\n", json_quoted(path));
    } else {
        fmt::print(
            "Wrote {0}. Put in your two servers and what to move, then:\n"
            "  cutover precheck {0}\n",
            printable(path));
    }
    return ExitCode::yes;
}

}  // namespace cutover
