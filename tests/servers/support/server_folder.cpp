#include "tests/servers/support/server_folder.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace cutover::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* name_begins = "cutover-test-";

fs::path parent_folder() {
    constexpr std::uintmax_t needed_bytes = 4ULL << 30U;
    const fs::path memory = "/dev/shm";
    std::error_code absent;
    const fs::space_info room = fs::space(memory, absent);
    return !absent && room.available > needed_bytes ? memory : fs::temp_directory_path();
}

/// A descriptor that holds it until it is closed; -1: another process does. Children that are
/// started do not inherit it.
int lock_folder(const fs::path& folder) {
    const int file = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) != 0) {
        ::close(file);
        return -1;
    }
    return file;
}

/// One that is only just made is not locked yet.
bool is_old(const fs::path& folder) {
    std::error_code gone;
    const fs::file_time_type changed = fs::last_write_time(folder, gone);
    return !gone && fs::file_time_type::clock::now() - changed > std::chrono::minutes(1);
}

}  // namespace

ServerFolder::ServerFolder() {
    static std::once_flag once;
    std::call_once(once, [] {
        remove_left_over("/dev/shm");
        remove_left_over(fs::temp_directory_path());
    });
    std::string pattern = (parent_folder() / (std::string(name_begins) + "XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("mkdtemp failed");
    }
    path_ = pattern;
    lock_ = lock_folder(path_);
    if (lock_ < 0) {
        throw std::runtime_error("cannot lock " + pattern);
    }
}

ServerFolder::~ServerFolder() {
    std::error_code ignored_at_exit;
    fs::remove_all(path_, ignored_at_exit);
    ::close(lock_);
}

void ServerFolder::remove_left_over(const fs::path& parent) {
    std::error_code unreadable;
    for (const fs::directory_entry& entry : fs::directory_iterator(parent, unreadable)) {
        const fs::path& folder = entry.path();
        if (!folder.filename().string().starts_with(name_begins) || !is_old(folder)) {
            continue;
        }
        const int lock = lock_folder(folder);
        if (lock >= 0) {
            std::error_code of_another_user;
            fs::remove_all(folder, of_another_user);
            ::close(lock);
        }
    }
}

}  // namespace cutover::test
