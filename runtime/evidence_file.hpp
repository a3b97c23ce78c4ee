#pragma once

#include <filesystem>
#include <string>

#include "runtime/evidence_chain.hpp"
#include "runtime/sqlite.hpp"

namespace cutover {

/// Where the state folder keeps the evidence.
[[nodiscard]] std::filesystem::path evidence_file(const std::filesystem::path& state_folder);

/// False for a file that a run has opened and never got to fill.
[[nodiscard]] bool holds_tables(SqliteFile& file);

/// Makes an empty file an evidence file of the task, all or nothing.
void create_tables(SqliteFile& file, const std::string& task);

/// Throws an Error with exit 2 for the file of another task, of another program, or of a format
/// that this version does not know.
void check_meta(SqliteFile& file, const std::string& task);

/// The record in a row of "number, run, at, kind, payload"; valid until the next step().
[[nodiscard]] StoredRecord stored(const SqliteStatement& row);

/// Ends without its changes unless it was committed.
class WriteTransaction {
  public:
    explicit WriteTransaction(SqliteFile& file) : file_(file) { file_.execute("BEGIN IMMEDIATE"); }

    ~WriteTransaction() {
        if (!committed_) {
            file_.roll_back();
        }
    }

    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;

    void commit() {
        file_.execute("COMMIT");
        committed_ = true;
    }

  private:
    SqliteFile& file_;
    bool committed_ = false;
};

}  // namespace cutover
