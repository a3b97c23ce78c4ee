#include "runtime/sqlite.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "core/error.hpp"

namespace cutover {
namespace {

/// How long another process may hold the file's write lock; its transactions take milliseconds.
constexpr int lock_wait_milliseconds = 10'000;

/// SQLite creates files for everybody; evidence holds values of differing rows.
void create_private(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0) {
        ::close(file);  // where it failed, SQLite's own open says so
    }
}

int open_file(const std::string& path, int flags, sqlite3** handle) {
    const int result = sqlite3_open_v2(path.c_str(), handle, flags, nullptr);
    if (result != SQLITE_OK) {
        return result;
    }
    sqlite3_busy_timeout(*handle, lock_wait_milliseconds);
    return sqlite3_exec(*handle, "PRAGMA schema_version", nullptr, nullptr, nullptr);
}

/// As SQLite's URI form wants it: what has a meaning in a URI is escaped (sqlite.org/uri.html).
std::string immutable_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        uri += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02x}", static_cast<int>(c))
                                                : std::string(1, c);
    }
    return uri + "?immutable=1";
}

struct Meaning {
    int result;
    ExitCode exit_code;
    const char* advice;
};

constexpr Meaning meanings[] = {
    {SQLITE_FULL, ExitCode::could_not_finish, "the disk is full; free space and run again"},
    {SQLITE_IOERR, ExitCode::could_not_finish,
     "the disk refused; check its space, quota and health, and run again"},
    {SQLITE_BUSY, ExitCode::could_not_finish,
     "another cutover holds it; wait for that one to end and run again"},
    {SQLITE_READONLY, ExitCode::could_not_finish,
     "it cannot be written; give this user the right to write it and its folder, or choose another "
     "folder with --state"},
    {SQLITE_CANTOPEN, ExitCode::could_not_finish,
     "it cannot be opened; check that its folder exists and that this user may use it, or choose "
     "another folder with --state"},
    {SQLITE_NOTADB, ExitCode::usage,
     "it is no evidence file; move it away or choose another folder with --state (a new one costs "
     "a new verification, never a row)"},
    {SQLITE_CORRUPT, ExitCode::usage,
     "it is damaged; move it away (a new one costs a new verification, never a row)"},
};

}  // namespace

void SqliteFile::Close::operator()(sqlite3* handle) const noexcept {
    sqlite3_close(handle);
}

SqliteFile::SqliteFile(const std::filesystem::path& path, Access access) : path_(path.string()) {
    const bool writing = access == Access::read_write;
    if (writing) {
        create_private(path_);
    }
    sqlite3* handle = nullptr;
    int result = open_file(path_, writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, &handle);
    handle_.reset(handle);
    if (result == SQLITE_CANTOPEN && !writing && ::access(path_.c_str(), R_OK) == 0) {
        // A write-ahead log needs files beside the database even to read it. In a folder that
        // cannot be written nobody else writes either, so the file can be read as it lies there.
        handle = nullptr;
        result = open_file(immutable_uri(path_), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, &handle);
        handle_.reset(handle);
    }
    check(result);
}

void SqliteFile::execute(const char* sql) {
    check(sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr));
}

void SqliteFile::roll_back() noexcept {
    // Nothing is lost where this fails: SQLite forgets what was not committed by itself.
    static_cast<void>(sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr));
}

void SqliteFile::check(int result) const {
    if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE) {
        return;
    }
    const std::string detail = fmt::format(
        "{} ({})", sqlite3_errmsg(handle_.get()), sqlite3_extended_errcode(handle_.get()));
    for (const Meaning& meaning : meanings) {
        if (meaning.result == (result & 0xFF)) {
            throw Error(
                Recovery::none, meaning.exit_code,
                fmt::format("evidence file {}: {}: {}", path_, meaning.advice, detail));
        }
    }
    throw Error(Recovery::none, fmt::format("evidence file {}: {}", path_, detail));
}

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

SqliteStatement::SqliteStatement(SqliteFile& file, std::string_view sql) : file_(file) {
    sqlite3_stmt* statement = nullptr;
    const int result = sqlite3_prepare_v2(
        file.handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    statement_.reset(statement);
    file_.check(result);
}

SqliteStatement& SqliteStatement::bind(int parameter, std::string_view text) {
    file_.check(sqlite3_bind_text64(
        statement_.get(), parameter + 1, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::uint64_t number) {
    file_.check(
        sqlite3_bind_int64(statement_.get(), parameter + 1, static_cast<sqlite3_int64>(number)));
    return *this;
}

bool SqliteStatement::step() {
    const int result = sqlite3_step(statement_.get());
    if (result == SQLITE_ROW) {
        return true;
    }
    sqlite3_reset(statement_.get());
    file_.check(result);
    return false;
}

std::string_view SqliteStatement::text(int column) const {
    const auto* const bytes =
        static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return bytes == nullptr ? std::string_view()
                            : std::string_view(bytes, static_cast<std::size_t>(size));
}

std::uint64_t SqliteStatement::number(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_.get(), column));
}

}  // namespace cutover
