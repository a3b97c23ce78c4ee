#include "mysql/progress_tables.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/hex.hpp"
#include "core/names.hpp"

namespace cutover {
namespace {

constexpr std::size_t statement_bytes = 256ULL << 10U;

constexpr std::array<Phase, 7> phases{Phase::created, Phase::schema,    Phase::copying,
                                      Phase::copied,  Phase::following, Phase::triggers,
                                      Phase::done};

// Names and positions are kept as bytes: no collation may fold two of them into one, and no utf8mb4
// key grows past the 767 bytes that old row formats index.
constexpr const char* format_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`format` ("
    "one TINYINT UNSIGNED NOT NULL PRIMARY KEY, version INT UNSIGNED NOT NULL) ENGINE=InnoDB";

constexpr const char* task_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`task` ("
    "id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARBINARY(40) NOT NULL UNIQUE, "
    "epoch BIGINT UNSIGNED NOT NULL, phase VARBINARY(16) NOT NULL, "
    "fingerprint VARBINARY(255) NOT NULL, source_identity VARBINARY(255) NOT NULL, "
    "first_position MEDIUMBLOB NOT NULL, last_position MEDIUMBLOB NOT NULL, "
    "run VARBINARY(255) NOT NULL) ENGINE=InnoDB";

constexpr const char* progress_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`table_progress` ("
    "task_id INT UNSIGNED NOT NULL, table_id BIGINT UNSIGNED NOT NULL, "
    "source_database VARBINARY(255) NOT NULL, source_table VARBINARY(255) NOT NULL, "
    "destination_database VARBINARY(255) NOT NULL, destination_table VARBINARY(255) NOT NULL, "
    "definition_hash VARBINARY(64) NOT NULL, indexes_done TINYINT UNSIGNED NOT NULL, "
    "PRIMARY KEY (task_id, table_id)) ENGINE=InnoDB";

constexpr const char* chunk_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`chunk` ("
    "task_id INT UNSIGNED NOT NULL, table_id BIGINT UNSIGNED NOT NULL, "
    "chunk_index INT UNSIGNED NOT NULL, up_to MEDIUMBLOB, done TINYINT UNSIGNED NOT NULL, "
    "source_rows BIGINT UNSIGNED NOT NULL, source_digest BINARY(16) NOT NULL, "
    "rows_written BIGINT UNSIGNED NOT NULL, bytes BIGINT UNSIGNED NOT NULL, "
    "milliseconds BIGINT UNSIGNED NOT NULL, moment INT UNSIGNED NOT NULL, "
    "PRIMARY KEY (task_id, table_id, chunk_index)) ENGINE=InnoDB";

constexpr const char* note_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`note` ("
    "task_id INT UNSIGNED NOT NULL, name VARBINARY(255) NOT NULL, text LONGBLOB NOT NULL, "
    "PRIMARY KEY (task_id, name)) ENGINE=InnoDB";

/// Written by every transaction that applies changes: one row a task, in a page of its own.
constexpr const char* applied_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`applied` ("
    "task_id INT UNSIGNED NOT NULL PRIMARY KEY, place MEDIUMBLOB NOT NULL, "
    "logged_at INT UNSIGNED NOT NULL, transactions BIGINT UNSIGNED NOT NULL, "
    "row_changes BIGINT UNSIGNED NOT NULL) ENGINE=InnoDB";

/// Transactions that are applied while some in front of them are not yet: a row each, so that they
/// do not wait for one another, until `applied` has come to them.
constexpr const char* ahead_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`ahead` ("
    "task_id INT UNSIGNED NOT NULL, transaction_number BIGINT UNSIGNED NOT NULL, "
    "identity BIGINT UNSIGNED NOT NULL, PRIMARY KEY (task_id, transaction_number)) ENGINE=InnoDB";

/// Where a verification and the applier meet. The first columns are written by the verification,
/// the last two by the applier; neither waits for the other's lock longer than that takes.
constexpr const char* rendezvous_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`rendezvous` ("
    "task_id INT UNSIGNED NOT NULL PRIMARY KEY, number BIGINT UNSIGNED NOT NULL, "
    "caller VARBINARY(255) NOT NULL, goal MEDIUMBLOB, stands_for BIGINT UNSIGNED NOT NULL, "
    "standing MEDIUMBLOB) ENGINE=InnoDB";

/// Where the shards of a verification wait for each other: a row each, written by nobody else.
constexpr const char* gathering_table =
    "CREATE TABLE IF NOT EXISTS `cutover`.`gathering` ("
    "task_id INT UNSIGNED NOT NULL, shard INT UNSIGNED NOT NULL, shards INT UNSIGNED NOT NULL, "
    "round VARBINARY(255) NOT NULL, step VARBINARY(16) NOT NULL, place MEDIUMBLOB, "
    "PRIMARY KEY (task_id, shard)) ENGINE=InnoDB";

/// Collects rows into as few statements as the size allows.
class MultiRowInsert {
  public:
    explicit MultiRowInsert(std::string head) : head_(std::move(head)) {}

    void add(const std::string& row) {
        if (statements_.empty() || statements_.back().size() + row.size() > statement_bytes) {
            statements_.push_back(head_ + row);
        } else {
            statements_.back() += "," + row;
        }
    }

    [[nodiscard]] std::vector<std::string> take() { return std::move(statements_); }

  private:
    std::string head_;
    std::vector<std::string> statements_{};
};

}  // namespace

const std::vector<std::string>& progress_definitions() {
    static const std::vector<std::string> definitions{
        "CREATE DATABASE IF NOT EXISTS `cutover`",
        format_table,
        task_table,
        progress_table,
        chunk_table,
        note_table,
        applied_table,
        ahead_table,
        rendezvous_table,
        gathering_table,
    };
    return definitions;
}

Phase parse_phase(std::string_view text) {
    for (const Phase phase : phases) {
        if (to_text(phase) == text) {
            return phase;
        }
    }
    throw_newer_version();
}

void throw_newer_version() {
    throw Error(
        Recovery::none,
        "the schema `cutover` on the destination was written by a newer version of cutover; use "
        "that version");
}

std::string literal(std::string_view value) {
    return value.empty() ? "''" : fmt::format("X'{}'", to_hex(value));
}

std::string insert_task(const std::string& task) {
    return fmt::format(
        "INSERT INTO `cutover`.`task` (name, epoch, phase, fingerprint, source_identity, "
        "first_position, last_position, run) SELECT {0}, 0, {1}, '', '', '', '', '' FROM DUAL "
        "WHERE NOT EXISTS (SELECT 1 FROM `cutover`.`task` WHERE name={0})",
        literal(task), literal(to_text(Phase::created)));
}

std::string update_claim(
    const std::string& task_id, const TaskProgress& claimed, const std::string& run) {
    return fmt::format(
        "UPDATE `cutover`.`task` SET epoch={}, fingerprint={}, source_identity={}, run={} "
        "WHERE id={}",
        claimed.epoch, literal(claimed.fingerprint), literal(claimed.source_identity), literal(run),
        task_id);
}

std::vector<std::string> delete_progress(const std::string& task_id) {
    std::vector<std::string> statements;
    for (const char* table : {"applied", "ahead", "chunk", "table_progress", "note"}) {
        statements.push_back(
            fmt::format("DELETE FROM `cutover`.{} WHERE task_id={}", quoted_name(table), task_id));
    }
    statements.push_back(fmt::format(
        "UPDATE `cutover`.`task` SET epoch=epoch+1, phase={}, fingerprint='', source_identity='', "
        "first_position='', last_position='' WHERE id={}",
        literal(to_text(Phase::created)), task_id));
    return statements;
}

std::vector<std::string> insert_tables(
    const std::string& task_id, const std::vector<TableProgress>& tables) {
    MultiRowInsert table_rows("INSERT INTO `cutover`.`table_progress` VALUES ");
    MultiRowInsert chunk_rows("INSERT INTO `cutover`.`chunk` VALUES ");
    std::uint64_t table_id = 0;
    for (const TableProgress& table : tables) {
        ++table_id;
        table_rows.add(fmt::format(
            "({},{},{},{},{},{},{},{})", task_id, table_id, literal(table.source.database),
            literal(table.source.table), literal(table.destination.database),
            literal(table.destination.table), literal(table.definition_hash),
            table.indexes_done ? 1 : 0));
        for (const ChunkProgress& chunk : table.chunks) {
            const std::optional<KeyTuple>& up_to = chunk.chunk.up_to;
            chunk_rows.add(fmt::format(
                "({},{},{},{},0,0,'',0,0,0,0)", task_id, table_id, chunk.chunk.chunk_index,
                up_to ? literal(to_text(*up_to)) : "NULL"));
        }
    }
    std::vector<std::string> statements = table_rows.take();
    for (std::string& statement : chunk_rows.take()) {
        statements.push_back(std::move(statement));
    }
    return statements;
}

std::string replace_applied(const std::string& task_id, const AppliedProgress& progress) {
    return fmt::format(
        "INSERT INTO `cutover`.`applied` (task_id, place, logged_at, transactions, row_changes) "
        "VALUES ({}, {}, {}, {}, {}) ON DUPLICATE KEY UPDATE place=VALUES(place), "
        "logged_at=VALUES(logged_at), transactions=VALUES(transactions), "
        "row_changes=VALUES(row_changes)",
        task_id, literal(to_text(progress.place)), progress.logged_at, progress.transactions,
        progress.rows);
}

std::string insert_ahead(
    const std::string& task_id, std::uint64_t epoch, const AppliedAhead& ahead) {
    return fmt::format(
        "INSERT INTO `cutover`.`ahead` SELECT id, {}, {} FROM `cutover`.`task` WHERE id={} AND "
        "epoch={} LOCK IN SHARE MODE",
        ahead.transaction, ahead.identity, task_id, epoch);
}

std::string delete_ahead(const std::string& task_id, std::uint64_t up_to) {
    return fmt::format(
        "DELETE FROM `cutover`.`ahead` WHERE task_id={} AND transaction_number<={}", task_id,
        up_to);
}

std::string update_chunk(const std::string& task_id, const ChunkDone& chunk) {
    return fmt::format(
        "UPDATE `cutover`.`chunk` SET done=1, source_rows={}, source_digest=X'{}', "
        "rows_written={}, bytes={}, milliseconds={:.0f}, moment={} "
        "WHERE task_id={} AND table_id={} AND chunk_index={} AND done=0",
        chunk.source.rows, hex(chunk.source.sum), chunk.rows_written, chunk.bytes,
        chunk.seconds * 1000, chunk.moment, task_id, chunk.table_id, chunk.chunk_index);
}

}  // namespace cutover
