#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "verify/repair.hpp"

namespace cutover {

/// The file of `verify --repair-sql`. Statements come table by table, but all that remove must run
/// before any that write; so the two kinds go to two files beside it, joined at the end. What was
/// there stays until finish().
class RepairScript {
  public:
    /// Throws an Error with exit 3 where the place cannot be written to, before anything is
    /// compared.
    explicit RepairScript(std::string path);

    /// Takes away what was not finished.
    ~RepairScript();
    RepairScript(const RepairScript&) = delete;
    RepairScript& operator=(const RepairScript&) = delete;

    void add(const RepairStatement& statement);

    /// Puts the file in its place; returns how many statements it holds.
    std::uint64_t finish();

  private:
    struct Close {
        void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
    };

    using File = std::unique_ptr<std::FILE, Close>;

    [[nodiscard]] File open(const std::string& path) const;
    void write(std::FILE* file, const std::string& text) const;
    void append_writes();
    [[noreturn]] void refuse(int error) const;

    std::string path_;
    File removes_;
    File writes_;
    std::uint64_t statements_ = 0;
};

}  // namespace cutover
