#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "core/database.hpp"

namespace cutover::test {

enum class FaultKind {
    before,     ///< Fails before it had any effect.
    after,      ///< Has its effect, then fails: the answer was lost.
    lose_rows,  ///< No failure at all: the block of rows vanishes. (Only rows; else as `before`.)
    beside,     ///< None here: `raise` makes one on the server, and the call goes on.
};

/// The call that fails, counted from 1 over everything that comes from the database: its own
/// methods and those of snapshots, lanes, stores and writers; each block of a read counts too.
/// 0: none.
struct Fault {
    std::size_t at_call = 0;
    FaultKind kind = FaultKind::before;
    std::function<void()> raise{};  ///< Throws, but for `beside`; by default a lost session (2013).
};

/// Counts calls and lets one of them fail. Shared by all wrappers; thread-safe.
class FaultCounter {
  public:
    explicit FaultCounter(Fault fault) : fault_(std::move(fault)) {}

    /// Runs the call, failing as planned. `purpose` goes into the error's text.
    void run(const std::string& purpose, const std::function<void()>& call);

    /// True where a block of rows is to be passed on.
    [[nodiscard]] bool pass_block();

    [[nodiscard]] std::size_t calls() const { return calls_; }

    [[nodiscard]] bool struck() const { return calls_ >= fault_.at_call; }

  private:
    void raise(const std::string& purpose) const;

    Fault fault_;
    std::atomic<std::size_t> calls_{0};
};

/// Any database with one failure. For every n up to calls() of a clean run: let call n fail,
/// and assert that the run finished rightly or stopped in a truthful, resumable state.
class FaultyDatabase : public Database {
  public:
    FaultyDatabase(Database& inner, Fault fault);

    [[nodiscard]] std::size_t calls() const { return counter_->calls(); }

    const ServerFacts& facts() override;
    std::vector<std::string> databases() override;
    Catalog catalog(const std::vector<std::string>& databases) override;
    Catalog definitions(const std::set<TableName>& names) override;
    std::unique_ptr<PreparedSnapshot> prepare_snapshot(
        std::size_t lanes, const std::vector<TableName>& tables) override;
    std::string position() override;
    std::unique_ptr<ChangeStream> changes(const ChangeRequest& request) override;
    std::unique_ptr<RowConditions> row_conditions() override;
    std::string refusal_of(const RowSource& source) override;
    std::optional<std::uint64_t> widest_row(const WidthQuestion& asked) override;
    std::uint64_t threads_running() override;
    std::optional<std::vector<Replica>> replicas() override;
    std::optional<std::vector<Replication>> replications() override;
    std::optional<std::vector<LogFile>> log_files() override;
    void execute_ddl(const DdlStatement& statement) override;
    std::unique_ptr<ProgressStore> progress(const std::string& task) override;
    std::unique_ptr<Rendezvous> rendezvous(const std::string& task) override;
    std::unique_ptr<Gathering> gathering(const std::string& task) override;

  private:
    Database& inner_;
    std::shared_ptr<FaultCounter> counter_;
};

/// The wrapped store and its writers (faulty_progress.cpp).
[[nodiscard]] std::unique_ptr<ProgressStore> faulty_progress(
    std::unique_ptr<ProgressStore> inner, std::shared_ptr<FaultCounter> counter);

}  // namespace cutover::test
