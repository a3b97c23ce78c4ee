#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "mysql/lost_writers.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// The schema `cutover` of one destination, for one task. Its session holds the task's lock
/// (GET_LOCK) from claim() to the end of its life; a session that was lost is opened again by the
/// next call, which takes the lock again and throws where another run was quicker. Whoever slips
/// through nevertheless is stopped by the epoch row, which every transaction checks.
/// Its failures are all repeatable: Recovery::in_doubt comes from writers only.
class MysqlProgressStore : public ProgressStore {
  public:
    /// Opens no session yet. `task` is the task's name.
    MysqlProgressStore(Endpoint destination, std::string task);

    [[nodiscard]] std::optional<TaskProgress> load() override;
    [[nodiscard]] std::vector<TableProgress> load_tables() override;
    TaskProgress claim(const std::string& fingerprint, const std::string& identity) override;
    void ensure_owned() override;
    void set_phase(Phase phase) override;
    void set_positions(const std::string& first, const std::string& last) override;
    std::vector<std::uint64_t> add_tables(const std::vector<TableProgress>& tables) override;
    void set_indexes_done(std::uint64_t table_id) override;
    [[nodiscard]] bool is_done(std::uint64_t table_id, std::uint32_t chunk_index) override;
    void keep_note(const std::string& name, const std::string& text) override;
    [[nodiscard]] std::optional<std::string> note(const std::string& name) override;
    void forget() override;
    [[nodiscard]] std::unique_ptr<RowWriter> writer() override;
    [[nodiscard]] std::optional<AppliedProgress> applied() override;
    [[nodiscard]] std::vector<AppliedAhead> applied_ahead() override;
    [[nodiscard]] std::unique_ptr<ChangeWriter> change_writer() override;

  private:
    using Work = std::function<void(Session&)>;

    /// The open session; a new one where the last was lost, with the lock where it is claimed.
    Session& session();

    /// Drops the session where the work fails in a way that costs it, so that the next call
    /// opens another.
    void with_session(const Work& work);

    /// The same in a transaction.
    void in_transaction(const Work& work);

    /// in_transaction() under this run's epoch, like the writers' own and beside them.
    void in_own_transaction(const Work& work);

    void create_tables(Session& session) const;
    void take_lock(Session& session) const;
    [[nodiscard]] std::string describe_holder(Session& session) const;
    [[nodiscard]] std::optional<TaskProgress> find_task(Session& session, bool for_update);

    Endpoint destination_;
    std::string task_;
    std::string task_id_{};      ///< Of the table `task`, decimal; empty until it is known.
    std::uint64_t epoch_ = 0;    ///< 0: not claimed.
    std::uint64_t claimed_ = 0;  ///< The last one, while claim() tries for another.
    std::optional<Session> session_{};
    std::shared_ptr<LostWriters> lost_writers_ = std::make_shared<LostWriters>();
};

}  // namespace cutover
