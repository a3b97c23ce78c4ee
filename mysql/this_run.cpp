#include "mysql/this_run.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>
#include <unistd.h>

#include "core/timestamp.hpp"

namespace cutover {

std::string describe_this_run() {
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) {
        host = {"unknown host"};
    }
    const std::string text = fmt::format(
        "process {} on {} since {}", getpid(), host.data(),
        to_rfc3339(std::chrono::system_clock::now()));
    return text.substr(0, 255);
}

}  // namespace cutover
