#include "app/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

[[noreturn]] void refuse(const std::string& path, int error) {
    throw Error(
        Recovery::none,
        fmt::format(
            "cannot write the file: {} ({})\n  make the place writable or free some space, then "
            "run the command again",
            std::generic_category().message(error), printable(path)));
}

}  // namespace

void write_output_file(const std::string& path, std::string_view text) {
    const std::string beside = path + ".part";
    std::FILE* const file = std::fopen(beside.c_str(), "wbe");
    if (file == nullptr) {
        refuse(path, errno);
    }
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const int error = errno;
    const bool closed = std::fclose(file) == 0;
    if (!written || !closed || std::rename(beside.c_str(), path.c_str()) != 0) {
        const int why = written ? errno : error;
        (void)std::remove(beside.c_str());
        refuse(path, why);
    }
}

}  // namespace cutover
