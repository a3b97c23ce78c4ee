#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/command_line.hpp"
#include "app/commands.hpp"

int main(int argc, char** argv) {
    using cutover::ExitCode;
    ExitCode code = ExitCode::bug;
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
