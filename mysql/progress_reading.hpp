#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// The purpose of statements that read it.
constexpr const char* reading_progress = "reading the progress in the schema `cutover`";

struct TaskRow {
    std::string id{};   ///< Decimal.
    std::string run{};  ///< Which process claimed it last, for people.
    TaskProgress progress{};
};

/// Whether the schema `cutover` is there, whole. Throws where a newer version has written it.
[[nodiscard]] bool has_progress_tables(Session& session);

[[nodiscard]] std::optional<TaskRow> read_task(
    Session& session, const std::string& task, bool for_update);
[[nodiscard]] std::vector<std::uint64_t> read_table_ids(
    Session& session, const std::string& task_id);
[[nodiscard]] std::vector<TableProgress> read_tables(Session& session, const std::string& task_id);
[[nodiscard]] std::optional<std::string> read_note(
    Session& session, const std::string& task_id, const std::string& name);

/// How far the log is applied; with `for_update` it waits for whoever has the row locked.
[[nodiscard]] std::optional<AppliedProgress> read_applied(
    Session& session, const std::string& task_id, bool for_update);

/// Up to where all of the log is applied, in what the session's snapshot shows, and nothing beyond;
/// nothing where it is not so.
[[nodiscard]] std::optional<LogPlace> read_applied_place(Session& session, const std::string& task);

/// What is applied beyond that, in order; waits for whoever may still commit some of it.
[[nodiscard]] std::vector<AppliedAhead> read_ahead(Session& session, const std::string& task_id);

/// Waits for whoever has the chunk's row locked.
[[nodiscard]] bool read_done(
    Session& session,
    const std::string& task_id,
    std::uint64_t table_id,
    std::uint32_t chunk_index);

/// Throws unless the task's epoch is this one. The row stays locked against claims, but shared
/// with other writers, until the transaction ends.
void check_epoch(Session& session, const std::string& task_id, std::uint64_t epoch);

[[noreturn]] void throw_taken_over();

/// Throws where the recorded progress is of a task with another meaning or of another source.
void check_same_task(
    const TaskProgress& recorded, const std::string& fingerprint, const std::string& identity);

}  // namespace cutover
