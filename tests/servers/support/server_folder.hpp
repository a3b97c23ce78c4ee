#pragma once

#include <filesystem>

namespace cutover::test {

/// The folder of a private server, removed with this object. In memory where there is room: what is
/// tested does not depend on how slow a disk's fsync is.
///
/// A test program that is killed leaves its folders behind, and a few dozen of them fill the
/// memory; the first folder that a program makes therefore removes those that no program holds. Who
/// holds one is told by a lock, which ends with its process, whatever its process id means.
class ServerFolder {
  public:
    ServerFolder();
    ~ServerFolder();
    ServerFolder(const ServerFolder&) = delete;
    ServerFolder& operator=(const ServerFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Those in `parent` that were made over a minute ago and that no process holds.
    static void remove_left_over(const std::filesystem::path& parent);

  private:
    std::filesystem::path path_;
    int lock_ = -1;
};

}  // namespace cutover::test
