#include "tests/servers/support/full_disk.hpp"

#include <fstream>
#include <stdexcept>

#include "tests/places.hpp"

namespace cutover::test {

std::vector<std::string> FullDisk::environment(const std::string& folder) {
    // The sanitizers' libraries want to be the first, and are content to be told not to mind.
    return {
        std::string("LD_PRELOAD=") + full_disk_library, "ASAN_OPTIONS=verify_asan_link_order=0",
        "CUTOVER_FULL_DISK_FOLDER=" + folder,
        "CUTOVER_FULL_DISK_SWITCH=" + (std::filesystem::path(folder) / "disk-is-full").string()};
}

void FullDisk::fill() const {
    if (!std::ofstream(switch_)) {
        throw std::runtime_error("cannot make " + switch_.string());
    }
}

void FullDisk::free() const {
    std::error_code absent;
    std::filesystem::remove(switch_, absent);
}

}  // namespace cutover::test
