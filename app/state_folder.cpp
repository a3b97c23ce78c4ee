#include "app/state_folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& what, const fs::path& where, const std::string& todo) {
    throw Error(
        Recovery::none, fmt::format("{} ({})\n  {}", what, printable(where.string()), todo));
}

std::string reason(int error) {
    return std::generic_category().message(error);
}

void make_folder(const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder.parent_path(), failed);
    if (!failed && ::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
        failed = {errno, std::generic_category()};
    }
    if (!failed && !fs::is_directory(folder, failed) && !failed) {
        failed = std::make_error_code(std::errc::not_a_directory);
    }
    if (failed) {
        refuse(
            "cannot make the state folder: " + failed.message(), folder,
            "make the place writable, or name another with --state DIR");
    }
}

constexpr const char* lock_of_runs = "lock";
constexpr const char* lock_of_verifications = "lock.verify";

/// Somebody who looks (run_holding) holds the lock for an instant; a run holds it for long.
bool lock_for_a_run(int file) {
    constexpr int tries = 5;
    for (int i = 0; i < tries; ++i) {
        if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
}

/// What the run that holds the lock wrote about itself: its name, and a line of what troubles it.
RunUnderWay holder(int file) {
    std::array<char, 2000> bytes{};
    const ssize_t length = ::pread(file, bytes.data(), bytes.size(), 0);
    if (length <= 0) {
        return {.name = "another run"};
    }
    const std::string text(bytes.data(), static_cast<std::size_t>(length));
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string trouble = end == text.size() ? std::string() : text.substr(end + 1);
    return {.name = printable(text.substr(0, end)), .trouble = printable(trouble)};
}

/// Who holds this one of the folder's locks.
RunUnderWay holder_of(const fs::path& lock) {
    const int file = ::open(lock.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return {};
    }
    const bool is_free = ::flock(file, LOCK_SH | LOCK_NB) == 0;
    RunUnderWay run = is_free ? RunUnderWay{} : holder(file);
    ::close(file);
    return run;
}

}  // namespace

fs::path state_folder(
    const std::string& given, const fs::path& task_file, const std::string& task) {
    if (!given.empty()) {
        return fs::absolute(given).lexically_normal();
    }
    return fs::absolute(task_file).parent_path().lexically_normal() / ".cutover" / task;
}

StateLock::StateLock(const fs::path& folder, const std::string& command) {
    make_folder(folder);
    const fs::path path =
        folder / (command == "verify" || command == "merge" ? lock_of_verifications : lock_of_runs);
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) {
        refuse(
            "cannot write to the state folder: " + reason(errno), folder,
            "make it writable for this user, or name another with --state DIR");
    }
    if (!lock_for_a_run(file_)) {
        const std::string who = holder(file_).name;
        ::close(file_);
        refuse(
            "the task is being run already: " + who + " holds its state", folder,
            "wait until it has ended, or look at it with: cutover status TASK.json");
    }
    self_ = fmt::format("cutover {} (process {})", command, ::getpid());
    if (!write("")) {
        const int error = errno;
        ::close(file_);
        refuse(
            "cannot write to the state folder: " + reason(error), folder,
            "free some space there, or name another with --state DIR");
    }
}

void StateLock::say(const std::string& trouble) {
    static_cast<void>(write(trouble));
}

bool StateLock::write(const std::string& trouble) {
    const std::string text = trouble.empty() ? self_ : self_ + "\n" + printable(trouble);
    return ::ftruncate(file_, 0) == 0 &&
           ::pwrite(file_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

StateLock::~StateLock() {
    ::close(file_);
}

RunUnderWay run_holding(const fs::path& folder) {
    return holder_of(folder / lock_of_runs);
}

RunUnderWay verification_holding(const fs::path& folder) {
    return holder_of(folder / lock_of_verifications);
}

}  // namespace cutover
