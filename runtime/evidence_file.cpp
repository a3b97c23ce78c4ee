#include "runtime/evidence_file.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {
namespace {

constexpr const char* tables = R"(
    CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS evidence (
        number INTEGER PRIMARY KEY, run INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
        payload TEXT NOT NULL, hash TEXT NOT NULL);
    CREATE TRIGGER IF NOT EXISTS evidence_stays BEFORE DELETE ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
    CREATE TRIGGER IF NOT EXISTS evidence_is_fixed BEFORE UPDATE ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
)";

std::uint64_t count(SqliteFile& file, std::string_view sql) {
    SqliteStatement statement(file, sql);
    return statement.step() ? statement.number(0) : 0;
}

std::string meta(SqliteFile& file, std::string_view name) {
    if (count(file, "SELECT count(*) FROM sqlite_master WHERE name = 'meta'") == 0) {
        return {};
    }
    SqliteStatement statement(file, "SELECT value FROM meta WHERE name = ?");
    statement.bind(0, name);
    return statement.step() ? std::string(statement.text(0)) : std::string();
}

/// INSERT OR IGNORE: of two processes that create the file, the first one wins.
void put_meta(SqliteFile& file, const std::string& task) {
    SqliteStatement statement(file, "INSERT OR IGNORE INTO meta VALUES (?, ?), (?, ?)");
    statement.bind(0, "format").bind(1, std::to_string(evidence_format));
    statement.bind(2, "task").bind(3, task);
    statement.step();
}

}  // namespace

std::filesystem::path evidence_file(const std::filesystem::path& state_folder) {
    return state_folder / "evidence.sqlite";
}

bool holds_tables(SqliteFile& file) {
    return count(file, "SELECT count(*) FROM sqlite_master") > 0;
}

void create_tables(SqliteFile& file, const std::string& task) {
    file.execute("PRAGMA journal_mode = WAL");
    WriteTransaction transaction(file);
    file.execute(tables);
    put_meta(file, task);
    transaction.commit();
}

void check_meta(SqliteFile& file, const std::string& task) {
    const std::string format = meta(file, "format");
    if (format != std::to_string(evidence_format)) {
        throw Error(
            Recovery::none, ExitCode::usage,
            fmt::format(
                "evidence file {} has format '{}'; this cutover knows {}: use the newer cutover "
                "that wrote it, or another folder with --state",
                file.path(), format, evidence_format));
    }
    const std::string owner = meta(file, "task");
    if (owner != task) {
        throw Error(
            Recovery::none, ExitCode::usage,
            fmt::format(
                "evidence file {} belongs to task '{}', not to '{}'; give each task a folder of "
                "its own with --state",
                file.path(), owner, task));
    }
}

StoredRecord stored(const SqliteStatement& row) {
    return {
        .number = row.number(0),
        .run = row.number(1),
        .at = row.text(2),
        .kind = row.text(3),
        .payload = row.text(4)};
}

}  // namespace cutover
