#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace cutover {

/// What memory does not hold, for a while: a file that no other process sees and that is gone with
/// this object, or with its process, whatever becomes of that. Reading is thread-safe, appending is
/// not.
class SpillFile {
  public:
    /// In a folder that exists and can be written.
    explicit SpillFile(const std::filesystem::path& folder);
    ~SpillFile();

    SpillFile(SpillFile&& other) noexcept;
    SpillFile& operator=(SpillFile&& other) noexcept;
    SpillFile(const SpillFile&) = delete;
    SpillFile& operator=(const SpillFile&) = delete;

    /// Behind what is there. Throws rather than take more of the disk than stays free: evidence and
    /// checkpoints may be on it.
    void append(std::string_view bytes);

    /// Fills `bytes` from what was appended.
    void read(std::uint64_t offset, std::span<char> bytes) const;

    [[nodiscard]] std::uint64_t size() const { return size_; }

  private:
    [[noreturn]] void fail(const char* what, int error) const;

    std::string folder_;
    int file_ = -1;
    std::uint64_t size_ = 0;
};

}  // namespace cutover
