#include "app/repair_script.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/types.h>

#include "core/error.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

std::string script_of(const std::string& path) {
    return path + ".part";
}

std::string removes_of(const std::string& path) {
    return path + ".removes.part";
}

std::string writes_of(const std::string& path) {
    return path + ".writes.part";
}

}  // namespace

RepairScript::RepairScript(std::string path)
    : path_(std::move(path)),
      script_(open(script_of(path_))),
      removes_{.file = open(removes_of(path_))},
      writes_{.file = open(writes_of(path_))} {
    write(script_.get(), repair_preamble());
}

RepairScript::~RepairScript() {
    (void)std::remove(script_of(path_).c_str());
    (void)std::remove(removes_of(path_).c_str());
    (void)std::remove(writes_of(path_).c_str());
}

void RepairScript::add(const RepairStatement& statement) {
    const bool removes = statement.stage == RepairStage::remove;
    Waiting& waiting = removes ? removes_ : writes_;
    const std::size_t number = group_of(statement.table);
    Statements& added = groups_.at(number).added;
    std::vector<Piece>& pieces = removes ? added.removes : added.writes;
    if (pieces.empty() || waiting.last_group != number) {
        pieces.push_back({.begin = waiting.bytes});
        waiting.last_group = number;
    }
    write(waiting.file.get(), statement.sql);  // may be long: no copy of it
    write(waiting.file.get(), "\n");
    pieces.back().bytes += statement.sql.size() + 1;
    waiting.bytes += statement.sql.size() + 1;
    ++added.count;
}

void RepairScript::withdraw(const TableName& table) {
    groups_.at(group_of(table)).added = {};
}

void RepairScript::keep() {
    const auto append = [](std::vector<Piece>& to, const std::vector<Piece>& pieces) {
        to.insert(to.end(), pieces.begin(), pieces.end());
    };
    for (Group& group : groups_) {
        const Statements added = std::exchange(group.added, {});
        group.kept.count += added.count;
        append(group.kept.removes, added.removes);
        append(group.kept.writes, added.writes);
    }
}

std::uint64_t RepairScript::finish() {
    std::uint64_t statements = 0;
    for (const Group& group : groups_) {
        const Statements& kept = group.kept;
        if (kept.count == 0) {
            continue;
        }
        write(
            script_.get(), fmt::format(
                               "\n-- {}: {} statement{}\nSTART TRANSACTION;\n",
                               display(group.table), kept.count, kept.count == 1 ? "" : "s"));
        bring(removes_, kept.removes);
        bring(writes_, kept.writes);
        write(script_.get(), "COMMIT;\n");
        statements += kept.count;
    }
    if (std::fclose(script_.release()) != 0 ||
        std::rename(script_of(path_).c_str(), path_.c_str()) != 0) {
        refuse(errno);
    }
    return statements;
}

std::size_t RepairScript::group_of(const TableName& table) {
    const auto [place, is_new] = numbers_.try_emplace(table, groups_.size());
    if (is_new) {
        groups_.push_back({.table = table});
    }
    return place->second;
}

void RepairScript::bring(const Waiting& from, const std::vector<Piece>& pieces) {
    std::array<char, 65536> buffer{};
    for (const Piece& piece : pieces) {
        if (::fseeko(from.file.get(), static_cast<off_t>(piece.begin), SEEK_SET) != 0) {
            refuse(errno);
        }
        for (std::uint64_t left = piece.bytes; left > 0;) {
            const std::size_t length = std::min<std::uint64_t>(left, buffer.size());
            if (std::fread(buffer.data(), 1, length, from.file.get()) != length ||
                std::fwrite(buffer.data(), 1, length, script_.get()) != length) {
                refuse(errno);
            }
            left -= length;
        }
    }
}

RepairScript::File RepairScript::open(const std::string& path) const {
    File file(std::fopen(path.c_str(), "w+be"));
    if (file == nullptr) {
        refuse(errno);
    }
    return file;
}

void RepairScript::write(std::FILE* file, std::string_view text) const {
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
