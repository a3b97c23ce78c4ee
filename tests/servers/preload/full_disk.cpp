/// A disk that is full, for one process: preloaded into a server or into cutover, it makes every
/// write that would grow a file below one folder fail with ENOSPC, as the kernel does on a full
/// file system. Real programs then meet a real failed system call, whoever runs the tests and
/// wherever: mounting a small file system would need root. Writes into space that a file has
/// already go through, as they do on a disk. The disk is full while a file, the switch, exists.
///
///   CUTOVER_FULL_DISK_FOLDER    files below it are on the disk
///   CUTOVER_FULL_DISK_SWITCH    the switch
///   CUTOVER_FULL_DISK_ROOM      bytes up to which each file may grow all the same: what pwrite()
///   writes
///                               is cut short there
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

bool is_on_the_disk(int file, const struct stat& facts) {
    const char* const folder = ::secure_getenv("CUTOVER_FULL_DISK_FOLDER");
    if (folder == nullptr || !S_ISREG(facts.st_mode)) {
        return false;
    }
    std::array<char, 4096> path{};
    std::array<char, 32> link{"/proc/self/fd/"};
    std::size_t at = std::strlen(link.data());
    std::array<char, 12> digits{};
    std::size_t count = 0;
    do {
        digits[count++] = static_cast<char>('0' + file % 10);
        file /= 10;
    } while (file > 0);
    while (count > 0) {
        link[at++] = digits[--count];
    }
    return ::readlink(link.data(), path.data(), path.size() - 1) > 0 &&
           std::strncmp(path.data(), folder, std::strlen(folder)) == 0;
}

/// Would bytes up to `end` have to come from a disk that has none left?
bool finds_no_room(int file, off64_t end) {
    const int error_before = errno;
    const char* const full = ::secure_getenv("CUTOVER_FULL_DISK_SWITCH");

    struct stat facts {};

    const bool none = full != nullptr && ::access(full, F_OK) == 0 && ::fstat(file, &facts) == 0 &&
                      end > facts.st_size && is_on_the_disk(file, facts);
    errno = none ? ENOSPC : error_before;
    return none;
}

/// How many of so many bytes can be written there; with the error of a full disk where none can.
std::size_t fitting_bytes(int file, std::size_t bytes, off64_t offset) {
    if (!finds_no_room(file, offset + static_cast<off64_t>(bytes))) {
        return bytes;
    }
    const char* const room = ::secure_getenv("CUTOVER_FULL_DISK_ROOM");
    const off64_t left = room == nullptr ? 0 : std::strtoll(room, nullptr, 10) - offset;
    return left > 0 ? std::min(bytes, static_cast<std::size_t>(left)) : 0;
}

off64_t end_of_append(int file, std::size_t bytes) {
    const int flags = ::fcntl(file, F_GETFL);
    const bool appends = flags >= 0 && (flags & O_APPEND) != 0;
    const off64_t place = appends ? ::lseek64(file, 0, SEEK_END) : ::lseek64(file, 0, SEEK_CUR);
    return place < 0 ? 0 : place + static_cast<off64_t>(bytes);
}

template<typename Function>
Function original(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// Parameters have the names that the C library's headers give them.
extern "C" {

ssize_t write(int fd, const void* buf, size_t n) {
    static const auto next = original<decltype(&::write)>("write");
    if (fd > STDERR_FILENO && finds_no_room(fd, end_of_append(fd, n))) {
        return -1;
    }
    return next(fd, buf, n);
}

ssize_t writev(int fd, const iovec* vec, int count) {
    static const auto next = original<decltype(&::writev)>("writev");
    std::size_t bytes = 0;
    for (int i = 0; i < count; ++i) {
        bytes += vec[i].iov_len;
    }
    if (fd > STDERR_FILENO && finds_no_room(fd, end_of_append(fd, bytes))) {
        return -1;
    }
    return next(fd, vec, count);
}

ssize_t pwrite(int fd, const void* buf, size_t n, off_t offset) {
    static const auto next = original<decltype(&::pwrite)>("pwrite");
    const std::size_t fitting = fitting_bytes(fd, n, offset);
    return fitting == 0 && n > 0 ? -1 : next(fd, buf, fitting, offset);
}

ssize_t pwrite64(int fd, const void* buf, size_t n, off64_t offset) {
    static const auto next = original<decltype(&::pwrite64)>("pwrite64");
    const std::size_t fitting = fitting_bytes(fd, n, offset);
    return fitting == 0 && n > 0 ? -1 : next(fd, buf, fitting, offset);
}

int posix_fallocate64(int fd, off64_t offset, off64_t len) {
    static const auto next = original<decltype(&::posix_fallocate64)>("posix_fallocate64");
    return finds_no_room(fd, offset + len) ? ENOSPC : next(fd, offset, len);
}

int fallocate64(int fd, int mode, off64_t offset, off64_t len) {
    static const auto next = original<decltype(&::fallocate64)>("fallocate64");
    return finds_no_room(fd, offset + len) ? -1 : next(fd, mode, offset, len);
}
}
