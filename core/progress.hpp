#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/change_writer.hpp"
#include "core/chunk.hpp"
#include "core/digest.hpp"
#include "core/names.hpp"
#include "core/row_writer.hpp"

namespace cutover {

struct ChunkProgress {
    Chunk chunk{};
    bool done = false;
    RowsDigest source{};
    std::uint64_t rows_written = 0;
    std::uint64_t bytes = 0;
    double seconds = 0;
    std::uint32_t moment = 0;  ///< Which of the copy's moments its rows are of, from 0.
};

/// A table as a copy under way knows it. The chunks were cut once and never move.
struct TableProgress {
    std::uint64_t id = 0;
    TableName source{};
    TableName destination{};
    std::string definition_hash{};  ///< Of the source's definition when it was cut.
    std::vector<ChunkProgress> chunks{};
    bool indexes_done = false;  ///< Deferred secondary indexes are built.
};

/// The phases of a task, in order; the progress on the destination records the last one reached.
enum class Phase { created, schema, copying, copied, following, triggers, done };

[[nodiscard]] constexpr const char* to_text(Phase phase) {
    switch (phase) {
        case Phase::created: return "created";
        case Phase::schema: return "schema";
        case Phase::copying: return "copying";
        case Phase::copied: return "copied";
        case Phase::following: return "following";
        case Phase::triggers: return "triggers";
        case Phase::done: return "done";
    }
    return "created";
}

struct TaskProgress {
    Phase phase = Phase::created;
    std::string fingerprint{};      ///< Of the task's meaning; another one is another task.
    std::string source_identity{};  ///< ServerFacts::identity when it began.
    std::string first_position{};   ///< Of the first snapshot.
    std::string last_position{};    ///< Of the latest snapshot.
    std::uint64_t epoch = 0;        ///< Of this run; older runs can no longer write.
};

/// What the schema `cutover` on the destination says of one task: the only truth for resuming.
/// One session of its own; not thread-safe. docs/formats.md has the tables.
class ProgressStore {
  public:
    virtual ~ProgressStore() = default;

    /// What is recorded; nothing where the task never ran. Changes nothing.
    [[nodiscard]] virtual std::optional<TaskProgress> load() = 0;
    [[nodiscard]] virtual std::vector<TableProgress> load_tables() = 0;

    /// Takes the task for this run: locks out a second run (Error: could_not_finish, naming the
    /// run that holds it) and raises the epoch. Creates what is missing. Throws where what is
    /// recorded belongs to another fingerprint or source, and where another run has taken the task
    /// over since an earlier claim of this store: a run that was cut off for hours stays fenced.
    virtual TaskProgress claim(const std::string& fingerprint, const std::string& identity) = 0;

    /// Throws where another run has taken the task over since claim().
    virtual void ensure_owned() = 0;

    virtual void set_phase(Phase phase) = 0;
    virtual void set_positions(const std::string& first, const std::string& last) = 0;

    /// Adds the task's tables with their chunks, all or none; returns their ids in order. Where
    /// they are there already nothing changes, so that it may be tried again.
    virtual std::vector<std::uint64_t> add_tables(const std::vector<TableProgress>& tables) = 0;
    virtual void set_indexes_done(std::uint64_t table_id) = 0;

    /// Whether the chunk's rows are committed. Waits for a transaction that may still commit it,
    /// so the answer after a commit in doubt is final.
    [[nodiscard]] virtual bool is_done(std::uint64_t table_id, std::uint32_t chunk_index) = 0;

    /// DDL that is to be executed exactly once and survive a crash between: text kept by name.
    virtual void keep_note(const std::string& name, const std::string& text) = 0;
    [[nodiscard]] virtual std::optional<std::string> note(const std::string& name) = 0;

    /// Forgets everything about the task (`--restart`) but its epoch: earlier runs stay locked
    /// out. Locks like claim(), which comes after it.
    virtual void forget() = 0;

    /// A writing session under this run's epoch; claim() must have succeeded.
    [[nodiscard]] virtual std::unique_ptr<RowWriter> writer() = 0;

    /// How far the log is applied; nothing before the first transaction. After claim() it waits for
    /// a transaction that may still commit, so that the answer after a commit in doubt is final.
    [[nodiscard]] virtual std::optional<AppliedProgress> applied() = 0;

    /// What is applied beyond applied(), in order, waiting as that does.
    [[nodiscard]] virtual std::vector<AppliedAhead> applied_ahead() = 0;

    /// The same as writer(), for changes.
    [[nodiscard]] virtual std::unique_ptr<ChangeWriter> change_writer() = 0;
};

}  // namespace cutover
