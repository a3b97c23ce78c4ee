#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace cutover {

/// One SQLite file, closed on destruction. Not thread-safe. Every failure is an Error that names
/// the file and says what to do: exit 3 where running again can help (disk full, locked), exit 2
/// where the file itself is not what it should be.
class SqliteFile {
  public:
    enum class Access {
        read_only,   ///< The file must exist; nothing beside it is needed, nothing is changed.
        read_write,  ///< Created where missing, readable by its owner alone.
    };

    SqliteFile(const std::filesystem::path& path, Access access);

    /// Runs statements without parameters or rows.
    void execute(const char* sql);

    /// Ends an open transaction, if there is one, without its changes.
    void roll_back() noexcept;

    [[nodiscard]] const std::string& path() const { return path_; }

    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

    /// Throws what SQLite's result code means for this file, unless it is success.
    void check(int result) const;

  private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept;
    };

    std::string path_;
    std::unique_ptr<sqlite3, Close> handle_{};
};

/// A prepared statement; parameters and columns count from 0. Must not outlive its file.
class SqliteStatement {
  public:
    SqliteStatement(SqliteFile& file, std::string_view sql);

    /// The text is copied.
    SqliteStatement& bind(int parameter, std::string_view text);
    SqliteStatement& bind(int parameter, std::uint64_t number);

    /// True: there is a row to read. False: there are no more, and the statement is ready to be
    /// bound and run anew.
    bool step();

    /// Valid until the next step().
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::uint64_t number(int column) const;

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };

    SqliteFile& file_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_{};
};

}  // namespace cutover
