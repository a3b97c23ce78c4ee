#include "app/repair_script.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

std::string removes_of(const std::string& path) {
    return path + ".part";
}

std::string writes_of(const std::string& path) {
    return path + ".writes.part";
}

}  // namespace

RepairScript::RepairScript(std::string path)
    : path_(std::move(path)), removes_(open(removes_of(path_))), writes_(open(writes_of(path_))) {
    write(removes_.get(), repair_preamble());
}

RepairScript::~RepairScript() {
    (void)std::remove(removes_of(path_).c_str());
    (void)std::remove(writes_of(path_).c_str());
}

void RepairScript::add(const RepairStatement& statement) {
    std::FILE* const file = statement.stage == RepairStage::remove ? removes_.get() : writes_.get();
    write(file, statement.sql + "\n");
    ++statements_;
}

std::uint64_t RepairScript::finish() {
    append_writes();
    if (std::fclose(removes_.release()) != 0 ||
        std::rename(removes_of(path_).c_str(), path_.c_str()) != 0) {
        refuse(errno);
    }
    return statements_;
}

void RepairScript::append_writes() {
    std::rewind(writes_.get());
    std::array<char, 65536> buffer{};
    std::size_t length = 0;
    while ((length = std::fread(buffer.data(), 1, buffer.size(), writes_.get())) > 0) {
        if (std::fwrite(buffer.data(), 1, length, removes_.get()) != length) {
            refuse(errno);
        }
    }
    if (std::ferror(writes_.get()) != 0) {
        refuse(errno);
    }
}

RepairScript::File RepairScript::open(const std::string& path) const {
    File file(std::fopen(path.c_str(), "w+be"));
    if (file == nullptr) {
        refuse(errno);
    }
    return file;
}

void RepairScript::write(std::FILE* file, const std::string& text) const {
    if (std::fwrite(text.data(), 1, text.size(), file) != text.size()) {
        refuse(errno);
    }
}

void RepairScript::refuse(int error) const {
    throw Error(
        Recovery::none,
        fmt::format(
            "cannot write the repair file: {} ({})\n  make the place writable or free some space, "
            "then run the command again",
            std::generic_category().message(error), printable(path_)));
}

}  // namespace cutover
