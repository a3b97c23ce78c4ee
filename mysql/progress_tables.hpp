#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/progress.hpp"

namespace cutover {

/// Of the tables below; docs/formats.md, "Progress". A higher one on the destination is refused.
constexpr unsigned progress_format = 1;

/// Creates the schema `cutover` and its tables where they are missing.
[[nodiscard]] const std::vector<std::string>& progress_definitions();

/// What to_text() made of it, in the column `phase`; throws for what a later version may have
/// written.
[[nodiscard]] Phase parse_phase(std::string_view text);

[[noreturn]] void throw_newer_version();

/// A text or binary value as SQL that no value can break out of: X'6162', '' for nothing.
[[nodiscard]] std::string literal(std::string_view value);

/// Makes the task's row where it is missing; epoch 0 and no fingerprint: nothing was claimed yet.
[[nodiscard]] std::string insert_task(const std::string& task);
[[nodiscard]] std::string update_claim(
    const std::string& task_id, const TaskProgress& claimed, const std::string& run);

/// Empties the task of everything but its row with a raised epoch.
[[nodiscard]] std::vector<std::string> delete_progress(const std::string& task_id);

/// Multi-row INSERTs for the tables, numbered from 1, and for their chunks; each statement stays
/// below the smallest max_allowed_packet in use (1 MiB) unless one row exceeds it.
[[nodiscard]] std::vector<std::string> insert_tables(
    const std::string& task_id, const std::vector<TableProgress>& tables);

/// Puts the progress of applying in the place of the one before.
[[nodiscard]] std::string replace_applied(
    const std::string& task_id, const AppliedProgress& progress);

/// Records a transaction that is applied ahead of that progress, and locks the task's epoch as
/// writers do; no row where another run has raised it.
[[nodiscard]] std::string insert_ahead(
    const std::string& task_id, std::uint64_t epoch, const AppliedAhead& ahead);

/// Forgets those that the progress has come to.
[[nodiscard]] std::string delete_ahead(const std::string& task_id, std::uint64_t up_to);

/// The UPDATE that turns a chunk to done; it matches no row where the chunk was done already.
[[nodiscard]] std::string update_chunk(const std::string& task_id, const ChunkDone& chunk);

}  // namespace cutover
