#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "app/command_line.hpp"
#include "app/commands.hpp"

namespace {

/// Large rows are bounded in number (mysql/large_rows.hpp), which helps only where what they took
/// goes back to the system. By default glibc keeps up to 64 MB of it in the arena of every thread.
void give_freed_memory_back() {
#ifdef __GLIBC__
    constexpr int mapped_from = 1 << 20;
    for (const auto& [option, bytes] :
         {std::pair(M_MMAP_THRESHOLD, mapped_from), std::pair(M_TRIM_THRESHOLD, 8 * mapped_from)}) {
        mallopt(option, bytes);  // NOLINT(concurrency-mt-unsafe): before there is a second thread
    }
#endif
}

}  // namespace

int main(int argc, char** argv) {
    using cutover::ExitCode;
    ExitCode code = ExitCode::bug;
    give_freed_memory_back();
    try {
        const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
        code = cutover::run(cutover::parse_command_line(arguments));
    } catch (const cutover::Error& error) {
        fmt::print(stderr, "cutover: {}\n", error.what());
        code = error.exit_code();
    } catch (const std::exception& error) {
        fmt::print(
            stderr, "cutover: {} (unexpected)\n  this is a bug in cutover: please report it\n",
            error.what());
    }
    return static_cast<int>(code);
}
