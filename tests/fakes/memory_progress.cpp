#include <algorithm>

#include "core/error.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::test {
namespace {

/// The binary log has grown by one committed transaction.
void advance_position(MemoryServer& server) {
    const std::size_t colon = server.position.rfind(':');
    if (colon != std::string::npos) {
        const std::uint64_t offset = std::stoull(server.position.substr(colon + 1)) + 1;
        server.position = server.position.substr(0, colon + 1) + std::to_string(offset);
    }
}

MemoryRow row_of(
    const MemoryTable& table, const RowTarget& target, const RowBlock& block, std::size_t index) {
    MemoryRow row(table.definition.columns.size(), null_cell());
    for (const WriteColumn& written : target.columns) {
        const CellColumn& column = block.columns().at(written.block_column);
        Cell& cell = row.at(table.column_index(written.name));
        cell.is_null = column.is_null.at(index) != 0;
        if (is_number(column.form)) {
            cell.number = column.numbers.at(index);
        } else {
            cell.bytes = std::string(column.bytes_of(index));
        }
    }
    return row;
}

class MemoryWriter : public RowWriter {
  public:
    MemoryWriter(std::shared_ptr<MemoryServer> server, std::string task, std::uint64_t epoch)
        : server_(std::move(server)), task_(std::move(task)), epoch_(epoch) {}

    void begin() override {
        server_->diary.note("begin");
        const std::scoped_lock lock(server_->mutex);
        check_epoch();
        forget_transaction();
    }

    std::uint64_t write(const RowTarget& target, const RowBlock& block) override {
        server_->diary.note("write " + display(target.table) + " " + std::to_string(block.rows()));
        const std::scoped_lock lock(server_->mutex);
        const MemoryTable& table = server_->at(target.table);
        std::uint64_t written = 0;
        for (std::size_t i = 0; i < block.rows(); ++i) {
            written += write_row(target, table, row_of(table, target, block, i)) ? 1U : 0U;
        }
        return written;
    }

    void mark_done(const ChunkDone& chunk) override {
        server_->diary.note(
            "mark_done " + std::to_string(chunk.table_id) + " " +
            std::to_string(chunk.chunk_index));
        done_.push_back(chunk);
    }

    void commit() override {
        server_->diary.note("commit");
        const std::scoped_lock lock(server_->mutex);
        check_epoch();
        for (Pending& pending : pending_) {
            apply(pending);
        }
        for (const ChunkDone& chunk : done_) {
            apply(chunk);
        }
        advance_position(*server_);
        forget_transaction();
    }

    void rollback() noexcept override {
        server_->diary.note("rollback");
        forget_transaction();
    }

  private:
    struct Pending {
        TableName table{};
        OnConflict on_conflict = OnConflict::fail;
        MemoryRow row{};
    };

    void check_epoch() const {
        const MemoryTask& task = server_->tasks[task_];
        if (!task.progress || task.progress->epoch != epoch_) {
            throw Error(Recovery::none, "another run has taken over task " + task_);
        }
    }

    bool write_row(const RowTarget& target, const MemoryTable& table, MemoryRow row) {
        const bool there = std::any_of(
                               table.rows.begin(), table.rows.end(),
                               [&](const MemoryRow& other) { return table.clash(row, other); }) ||
                           std::any_of(pending_.begin(), pending_.end(), [&](const Pending& other) {
                               return other.table == target.table && table.clash(row, other.row);
                           });
        if (there && target.on_conflict == OnConflict::fail) {
            throw ServerError(
                Recovery::none, ExitCode::could_not_finish, {1062, "23000"},
                "writing rows of " + display(target.table) + ": a row with this key exists");
        }
        if (there && target.on_conflict == OnConflict::keep_existing) {
            return false;
        }
        pending_.push_back({target.table, target.on_conflict, std::move(row)});
        return true;
    }

    void apply(Pending& pending) {
        MemoryTable& table = server_->at(pending.table);
        if (pending.on_conflict == OnConflict::overwrite) {
            std::erase_if(table.rows, [&](const MemoryRow& other) {
                return table.clash(pending.row, other);
            });
        }
        table.rows.push_back(std::move(pending.row));
    }

    void apply(const ChunkDone& done) {
        for (TableProgress& table : server_->tasks[task_].tables) {
            for (ChunkProgress& chunk : table.chunks) {
                if (table.id == done.table_id && chunk.chunk.chunk_index == done.chunk_index) {
                    chunk.done = true;
                    chunk.source = done.source;
                    chunk.rows_written = done.rows_written;
                    chunk.bytes = done.bytes;
                    chunk.seconds = done.seconds;
                    chunk.moment = done.moment;
                }
            }
        }
    }

    void forget_transaction() noexcept {
        pending_.clear();
        done_.clear();
    }

    std::shared_ptr<MemoryServer> server_;
    std::string task_;
    std::uint64_t epoch_;
    std::vector<Pending> pending_{};
    std::vector<ChunkDone> done_{};
};

class MemoryProgress : public ProgressStore {
  public:
    MemoryProgress(std::shared_ptr<MemoryServer> server, std::string task)
        : server_(std::move(server)), task_(std::move(task)) {}

    ~MemoryProgress() override {
        const std::scoped_lock lock(server_->mutex);
        MemoryTask& task = server_->tasks[task_];
        task.holder = task.holder == this ? nullptr : task.holder;
    }

    MemoryProgress(const MemoryProgress&) = delete;
    MemoryProgress& operator=(const MemoryProgress&) = delete;

    std::optional<TaskProgress> load() override { return noted("load").progress; }

    std::vector<TableProgress> load_tables() override { return noted("load_tables").tables; }

    TaskProgress claim(const std::string& fingerprint, const std::string& identity) override {
        MemoryTask& task = noted("claim");
        const std::scoped_lock lock(server_->mutex);
        if (task.holder != nullptr && task.holder != this) {
            throw Error(Recovery::none, "task " + task_ + " is being run by another process");
        }
        if (!task.progress) {
            task.progress = TaskProgress{
                .fingerprint = fingerprint, .source_identity = identity, .epoch = task.last_epoch};
        }
        if (task.progress->fingerprint != fingerprint ||
            task.progress->source_identity != identity) {
            throw Error(Recovery::none, "the progress of " + task_ + " belongs to another task");
        }
        task.holder = this;
        epoch_ = ++task.progress->epoch;
        return *task.progress;
    }

    void ensure_owned() override {
        const MemoryTask& task = noted("ensure_owned");
        if (!task.progress || task.progress->epoch != epoch_) {
            throw Error(Recovery::none, "another run has taken over task " + task_);
        }
    }

    bool is_done(std::uint64_t table_id, std::uint32_t chunk_index) override {
        return noted("is_done").tables.at(table_id - 1).chunks.at(chunk_index).done;
    }

    void set_phase(Phase phase) override {
        noted("set_phase " + std::to_string(static_cast<int>(phase))).progress.value().phase =
            phase;
    }

    void set_positions(const std::string& first, const std::string& last) override {
        TaskProgress& progress = noted("set_positions").progress.value();
        progress.first_position = first;
        progress.last_position = last;
    }

    std::vector<std::uint64_t> add_tables(const std::vector<TableProgress>& tables) override {
        MemoryTask& task = noted("add_tables");
        const std::scoped_lock lock(server_->mutex);
        if (task.tables.empty()) {
            task.tables = tables;
        }
        std::vector<std::uint64_t> ids;
        for (TableProgress& table : task.tables) {
            table.id = ids.size() + 1;
            ids.push_back(table.id);
        }
        return ids;
    }

    void set_indexes_done(std::uint64_t table_id) override {
        noted("set_indexes_done").tables.at(table_id - 1).indexes_done = true;
    }

    void keep_note(const std::string& name, const std::string& text) override {
        noted("keep_note " + name).notes[name] = text;
    }

    std::optional<std::string> note(const std::string& name) override {
        const MemoryTask& task = noted("note " + name);
        const auto found = task.notes.find(name);
        return found == task.notes.end() ? std::nullopt : std::optional(found->second);
    }

    void forget() override {
        MemoryTask& task = noted("forget");
        const std::uint64_t epoch = task.progress ? task.progress->epoch : task.last_epoch;
        task = {.last_epoch = epoch + 1, .holder = task.holder};
    }

    std::unique_ptr<RowWriter> writer() override {
        const MemoryTask& task = noted("writer");
        return std::make_unique<MemoryWriter>(server_, task_, task.progress.value().epoch);
    }

    std::optional<AppliedProgress> applied() override { return std::nullopt; }

    std::vector<AppliedAhead> applied_ahead() override { return {}; }

    std::unique_ptr<ChangeWriter> change_writer() override {
        throw Error(Recovery::none, "servers in memory keep no binary log to apply");
    }

  private:
    MemoryTask& noted(const std::string& line) {
        server_->diary.note(line);
        const std::scoped_lock lock(server_->mutex);
        return server_->tasks[task_];
    }

    std::shared_ptr<MemoryServer> server_;
    std::string task_;
    std::uint64_t epoch_ = 0;
};

}  // namespace

std::unique_ptr<ProgressStore> memory_progress(
    std::shared_ptr<MemoryServer> server, const std::string& task) {
    return std::make_unique<MemoryProgress>(std::move(server), task);
}

}  // namespace cutover::test
