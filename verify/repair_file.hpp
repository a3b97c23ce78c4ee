#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "verify/repair.hpp"

namespace cutover {

/// The file of `--repair-sql`. Statements are written as they come, however many; those of the
/// second stage wait in a file beside it, so that all removals come first. Throws Error where the
/// disk refuses. Not thread-safe.
class RepairFile {
  public:
    /// Refuses a path that exists: nobody's file is overwritten.
    explicit RepairFile(std::filesystem::path path);

    /// Removes both files unless finish() was reached: half a repair is worse than none.
    ~RepairFile();

    RepairFile(const RepairFile&) = delete;
    RepairFile& operator=(const RepairFile&) = delete;

    void add(const RepairStatement& statement);

    /// Puts the stages together; returns how many statements there are.
    std::uint64_t finish();

  private:
    struct Stage {
        std::filesystem::path path{};
        std::ofstream file{};
        TableName table{};  ///< Of the last statement: a comment tells where the next begins.
    };

    void append(Stage& stage, const RepairStatement& statement);
    void check(const Stage& stage) const;

    Stage removals_{};
    Stage writes_{};
    std::uint64_t statements_ = 0;
    bool finished_ = false;
};

}  // namespace cutover
