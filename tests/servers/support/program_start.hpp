#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace cutover::test {

/// A program's arguments and environment in the form that exec() takes them, made before fork():
/// a child of many threads must not allocate.
class ProgramStart {
  public:
    /// `environment`: KEY=VALUE, over what this process has.
    explicit ProgramStart(
        std::vector<std::string> arguments, std::vector<std::string> environment = {})
        : arguments_(std::move(arguments)), environment_(std::move(environment)) {
        for (char** inherited = ::environ; *inherited != nullptr; ++inherited) {
            if (!is_set(*inherited)) {
                environment_.emplace_back(*inherited);
            }
        }
        argv_ = pointers_to(arguments_);
        envp_ = pointers_to(environment_);
    }

    ~ProgramStart() = default;
    ProgramStart(const ProgramStart&) = delete;
    ProgramStart& operator=(const ProgramStart&) = delete;

    /// Exits with 127 where there is no such program.
    [[noreturn]] void become_the_program() const {
        ::execvpe(argv_.front(), argv_.data(), envp_.data());
        ::_exit(127);
    }

  private:
    [[nodiscard]] bool is_set(std::string_view setting) const {
        const std::string_view key = setting.substr(0, setting.find('=') + 1);
        return std::any_of(environment_.begin(), environment_.end(), [&](const std::string& known) {
            return known.starts_with(key);
        });
    }

    static std::vector<char*> pointers_to(std::vector<std::string>& texts) {
        std::vector<char*> pointers;
        pointers.reserve(texts.size() + 1);
        for (std::string& text : texts) {
            pointers.push_back(text.data());
        }
        pointers.push_back(nullptr);
        return pointers;
    }

    std::vector<std::string> arguments_;
    std::vector<std::string> environment_;
    std::vector<char*> argv_{};
    std::vector<char*> envp_{};
};

}  // namespace cutover::test
