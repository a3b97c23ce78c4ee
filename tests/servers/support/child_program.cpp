#include "tests/servers/support/child_program.hpp"

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/places.hpp"
#include "tests/servers/support/program_start.hpp"

namespace cutover::test {
namespace {

pid_t started(
    std::vector<std::string> arguments,
    const std::string& output_file,
    std::vector<std::string> environment) {
    arguments.insert(arguments.begin(), program);
    const ProgramStart start(std::move(arguments), std::move(environment));
    const pid_t child = ::fork();
    if (child == 0) {
        const int output = ::open(output_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(output, STDOUT_FILENO);
        ::dup2(output, STDERR_FILENO);
        start.become_the_program();
    }
    if (child < 0) {
        throw std::runtime_error("fork failed");
    }
    return child;
}

}  // namespace

CutoverProcess::CutoverProcess(
    std::vector<std::string> arguments,
    std::string output_file,
    std::vector<std::string> environment)
    : output_file_(std::move(output_file)),
      process_(started(std::move(arguments), output_file_, std::move(environment))) {}

CutoverProcess::~CutoverProcess() {
    if (process_ > 0) {
        signal(SIGKILL);
        ::waitpid(process_, &status_, 0);
    }
}

void CutoverProcess::signal(int number) const {
    if (process_ > 0) {
        ::kill(process_, number);
    }
}

bool CutoverProcess::has_ended() {
    rusage used{};
    if (process_ > 0 && ::wait4(process_, &status_, WNOHANG, &used) == process_) {
        process_ = -1;
        peak_bytes_ = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
    }
    return process_ < 0;
}

int CutoverProcess::wait(std::chrono::seconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!has_ended()) {
        if (std::chrono::steady_clock::now() > end) {
            return 124;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

bool CutoverProcess::writes(const std::string& words, std::chrono::seconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const bool is_over = has_ended() || std::chrono::steady_clock::now() > deadline;
        if (output().find(words) != std::string::npos) {
            return true;
        }
        if (is_over) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

std::string CutoverProcess::output() const {
    std::ostringstream text;
    text << std::ifstream(output_file_).rdbuf();
    return text.str();
}

}  // namespace cutover::test
