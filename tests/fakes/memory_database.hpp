#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/database.hpp"
#include "tests/fakes/memory_table.hpp"

namespace cutover::test {

/// Everything that was asked of a database, in order: "snapshot 2", "read shop.t (*, n10]",
/// "commit", ... Tests assert from it what was *not* done. Thread-safe.
class Diary {
  public:
    void note(const std::string& line);
    [[nodiscard]] std::vector<std::string> lines() const;

    /// How many lines begin so.
    [[nodiscard]] std::size_t count(std::string_view prefix) const;

  private:
    mutable std::mutex mutex_{};
    std::vector<std::string> lines_{};
};

/// What the schema `cutover` holds of one task.
struct MemoryTask {
    std::optional<TaskProgress> progress{};
    std::vector<TableProgress> tables{};
    std::map<std::string, std::string> notes{};
    std::uint64_t last_epoch = 0;  ///< Of runs before the progress was forgotten.
    const void* holder = nullptr;  ///< The ProgressStore that has claimed it.
};

/// What a server keeps, whatever happens to its sessions. Guard it with `mutex`.
struct MemoryServer {
    std::mutex mutex{};
    ServerFacts facts{};
    std::vector<DatabaseDefinition> databases{};
    std::vector<CodeObject> objects{};
    std::vector<MemoryTable> tables{};
    std::map<std::string, MemoryTask> tasks{};
    std::optional<RendezvousState> meeting{};            ///< Of whatever task is asked for.
    std::map<std::uint32_t, GatheringSeat> gathering{};  ///< Of whatever task, by shard.
    std::optional<LogPlace> applied{};                   ///< Likewise; what its snapshots show.
    std::string position = "binlog.000001:4";  ///< commit() appends one byte to the offset.
    bool tells_rows_sent = true;
    bool digests = true;  ///< False: it has no digest of some row.
    Diary diary{};

    [[nodiscard]] MemoryTable* find(const TableName& name);
    [[nodiscard]] MemoryTable& at(const TableName& name);  ///< ServerError 1146 where missing.
};

/// A whole server in memory. Snapshots are copies, transactions are buffered until commit, keys
/// are ordered like numbers and bytes. What is committed outlives every fault that
/// FaultyDatabase injects, as on a real server.
class MemoryDatabase : public Database {
  public:
    explicit MemoryDatabase(const std::string& identity);

    /// Adds a table, and its database where that is new; the reference is valid until the next.
    MemoryTable& add_table(TableDefinition definition, std::vector<MemoryRow> rows = {});

    [[nodiscard]] MemoryTable& table(const TableName& name) { return server_->at(name); }

    [[nodiscard]] MemoryServer& server() { return *server_; }

    [[nodiscard]] const Diary& diary() const { return server_->diary; }

    std::size_t block_rows = 3;  ///< Rows a RowSink gets at once.
    SnapshotMeans means = SnapshotMeans::consistent_snapshot;

    /// What a DDL statement does; by default it is only put into the diary.
    std::function<void(MemoryServer&, const DdlStatement&)> on_ddl{};

    /// What the server says against a condition; nothing where it is taken.
    std::map<std::string, std::string> refused_conditions{};
    /// By table; one that is not here is too large to measure.
    std::map<TableName, std::uint64_t> widest_rows{};
    /// Asked each time; by default the server idles.
    std::function<std::uint64_t()> load{};
    /// Likewise; by default it has none.
    std::function<std::vector<Replica>()> followers{};
    std::function<std::optional<std::vector<Replication>>()> follows{};  ///< Likewise.

    std::string refusal_of(const RowSource& source) override;
    std::optional<std::uint64_t> widest_row(const WidthQuestion& asked) override;
    std::uint64_t threads_running() override;
    std::optional<std::vector<Replica>> replicas() override;
    std::optional<std::vector<Replication>> replications() override;
    std::optional<std::vector<LogFile>> log_files() override;
    const ServerFacts& facts() override;
    std::vector<std::string> databases() override;
    Catalog catalog(const std::vector<std::string>& databases) override;
    Catalog definitions(const std::set<TableName>& names) override;
    std::unique_ptr<PreparedSnapshot> prepare_snapshot(
        std::size_t lanes, const std::vector<TableName>& tables) override;
    std::string position() override;
    std::unique_ptr<ChangeStream> changes(const ChangeRequest& request) override;
    std::unique_ptr<RowConditions> row_conditions() override;
    void execute_ddl(const DdlStatement& statement) override;
    std::unique_ptr<ProgressStore> progress(const std::string& task) override;
    std::unique_ptr<Rendezvous> rendezvous(const std::string& task) override;
    std::unique_ptr<Gathering> gathering(const std::string& task) override;

  private:
    std::shared_ptr<MemoryServer> server_ = std::make_shared<MemoryServer>();
};

/// The store and its writers (memory_progress.cpp).
[[nodiscard]] std::unique_ptr<ProgressStore> memory_progress(
    std::shared_ptr<MemoryServer> server, const std::string& task);

}  // namespace cutover::test
