#include "tests/servers/support/programs.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/places.hpp"
#include "tests/servers/support/program_start.hpp"

namespace cutover::test {
namespace {

std::string read_all(int descriptor) {
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count <= 0) {
            ::close(descriptor);
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

void write_all(int descriptor, const std::string& text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
        if (count <= 0) {
            break;
        }
        written += static_cast<std::size_t>(count);
    }
    ::close(descriptor);
}

struct Pipe {
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("pipe failed");
        }
    }

    std::array<int, 2> ends{};
};

}  // namespace

ProgramRun run_program(
    const std::vector<std::string>& arguments,
    const std::string& input,
    const std::vector<std::string>& environment) {
    const ProgramStart start(arguments, environment);
    const Pipe in;
    const Pipe out;
    const Pipe err;
    ::signal(SIGPIPE, SIG_IGN);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(in.ends[0], STDIN_FILENO);
        ::dup2(out.ends[1], STDOUT_FILENO);
        ::dup2(err.ends[1], STDERR_FILENO);
        start.become_the_program();
    }
    ::close(in.ends[0]);
    ::close(out.ends[1]);
    ::close(err.ends[1]);
    ProgramRun run;
    std::jthread feed([&] { write_all(in.ends[1], input); });
    std::jthread errors([&] { run.err = read_all(err.ends[0]); });
    run.out = read_all(out.ends[0]);
    errors.join();
    feed.join();
    int status = 0;
    ::waitpid(child, &status, 0);
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return run;
}

ProgramRun run_cutover(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program);
    return run_program(arguments);
}

TemporaryFolder::TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "cutover-files-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("mkdtemp failed");
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored_at_exit;
    std::filesystem::remove_all(path_, ignored_at_exit);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path_ / name;
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
}

}  // namespace cutover::test
