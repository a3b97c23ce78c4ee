#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cutover::test {

/// A disk that fills up when a test says so, for one process: writes that would grow a file below
/// `folder` then fail with ENOSPC (tests/servers/preload/full_disk.cpp). Works for every user and
/// on every machine, and can be undone.
class FullDisk {
  public:
    explicit FullDisk(const std::filesystem::path& folder) : switch_(folder / "disk-is-full") {}

    /// What the process must have been started with. {folder}: see PrivateServer.
    [[nodiscard]] static std::vector<std::string> environment(
        const std::string& folder = "{folder}");

    ~FullDisk() { free(); }

    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

    void fill() const;
    void free() const;

  private:
    std::filesystem::path switch_;
};

}  // namespace cutover::test
