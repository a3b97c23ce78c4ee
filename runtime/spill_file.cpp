#include "runtime/spill_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "core/error.hpp"

namespace cutover {

SpillFile::SpillFile(const std::filesystem::path& folder) : folder_(folder.string()) {
    std::string path = (folder / "spill.XXXXXX").string();
    file_ = ::mkostemp(path.data(), O_CLOEXEC);  // for this user alone
    if (file_ < 0) {
        fail("a file cannot be made", errno);
    }
    ::unlink(path.c_str());
}

SpillFile::~SpillFile() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

SpillFile::SpillFile(SpillFile&& other) noexcept
    : folder_(std::move(other.folder_)),
      file_(std::exchange(other.file_, -1)),
      size_(other.size_) {}

SpillFile& SpillFile::operator=(SpillFile&& other) noexcept {
    std::swap(folder_, other.folder_);
    std::swap(file_, other.file_);
    std::swap(size_, other.size_);
    return *this;
}

void SpillFile::append(std::string_view bytes) {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder_, error);
    if (error) {
        fail("what is free cannot be told", error.value());
    }
    if (size_ + 2 * bytes.size() > space.available) {
        fail("too little is free", ENOSPC);
    }
    std::uint64_t end = size_;  // what fails halfway counts as never appended
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(end));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            fail("writing failed", errno);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
        end += static_cast<std::uint64_t>(written);
    }
    size_ = end;
}

void SpillFile::read(std::uint64_t offset, std::span<char> bytes) const {
    while (!bytes.empty()) {
        const ssize_t got = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            fail("reading back failed", got < 0 ? errno : EIO);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
}

void SpillFile::fail(const char* what, int error) const {
    throw Error(
        Recovery::none,
        fmt::format(
            "temporary file in {}: {}: {}; free space there, or choose another folder with --state",
            folder_, what, std::generic_category().message(error)));
}

}  // namespace cutover
