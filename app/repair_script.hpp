#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "verify/repair.hpp"

namespace cutover {

/// The file of `verify --repair-sql`: a group for each table of the destination, under its name,
/// in which all that remove come before any that write, in one transaction: a write that fails
/// must not leave the rows removed that it was to write anew. Tables may come in any order, and
/// again (a slice later, or with another table that becomes the same): statements wait in two
/// files beside it, one of each kind, and are brought together at the end; only where they lie is
/// held. What was there stays until finish(). Not thread-safe.
class RepairScript : public RepairSink {
  public:
    /// Throws an Error with exit 3 where the place cannot be written to, before anything is
    /// compared.
    explicit RepairScript(std::string path);

    /// Takes away what was not finished.
    ~RepairScript() override;
    RepairScript(const RepairScript&) = delete;
    RepairScript& operator=(const RepairScript&) = delete;

    void add(const RepairStatement& statement) override;
    void withdraw(const TableName& table) override;
    void keep() override;

    /// Puts the file in its place, with what is kept; returns how many statements it holds.
    std::uint64_t finish();

  private:
    struct Close {
        void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
    };

    using File = std::unique_ptr<std::FILE, Close>;

    /// Statements of one table, one behind the other.
    struct Piece {
        std::uint64_t begin = 0;
        std::uint64_t bytes = 0;
    };

    /// The statements of one stage, as they came.
    struct Waiting {
        File file{};
        std::uint64_t bytes = 0;
        std::size_t last_group = 0;  ///< Whose statement came last.
    };

    struct Statements {
        std::uint64_t count = 0;
        std::vector<Piece> removes{};
        std::vector<Piece> writes{};
    };

    struct Group {
        TableName table{};
        Statements kept{};
        Statements added{};  ///< Since the last keep().
    };

    [[nodiscard]] File open(const std::string& path) const;
    [[nodiscard]] std::size_t group_of(const TableName& table);
    void write(std::FILE* file, std::string_view text) const;
    void bring(const Waiting& from, const std::vector<Piece>& pieces);
    [[noreturn]] void refuse(int error) const;

    std::string path_;
    File script_;
    Waiting removes_;
    Waiting writes_;
    std::vector<Group> groups_{};  ///< In the order in which their first statements came.
    std::map<TableName, std::size_t> numbers_{};
};

}  // namespace cutover
