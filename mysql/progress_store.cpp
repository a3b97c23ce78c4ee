#include "mysql/progress_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/progress_change_writer.hpp"
#include "mysql/progress_reading.hpp"
#include "mysql/progress_tables.hpp"
#include "mysql/progress_writer.hpp"
#include "mysql/this_run.hpp"

namespace cutover {
namespace {

constexpr const char* writing = "writing the progress into the schema `cutover`";

/// A process that was killed a moment ago, or whose session KILL ended, still has its sessions for
/// a moment: on a server that is short of processors, for more than a second.
constexpr int lock_wait_seconds = 5;

/// Changes of rows are answered within a lock's wait; only the commit of a large transaction may
/// take minutes. A server that hangs and still acknowledges bytes would be waited for all day.
constexpr unsigned answer_seconds = 900;

/// By the clock: where the destination forgets a run's claim, as one that does not flush at each
/// commit may, the next one must not be taken for it.
std::uint64_t later_epoch(std::uint64_t last) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto by_clock = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    return std::max(last + 1, static_cast<std::uint64_t>(by_clock));
}

}  // namespace

MysqlProgressStore::MysqlProgressStore(Endpoint destination, std::string task)
    : destination_(std::move(destination)), task_(std::move(task)) {}

Session& MysqlProgressStore::session() {
    if (!session_) {
        Session opened(destination_, SessionRole::writing);
        if (epoch_ != 0) {
            take_lock(opened);
            check_epoch(opened, task_id_, epoch_);
        }
        session_ = std::move(opened);
    }
    return *session_;
}

void MysqlProgressStore::with_session(const Work& work) {
    try {
        work(session());
    } catch (const Error& error) {
        if (error.recovery() == Recovery::retry_session) {
            session_.reset();
        }
        throw;
    }
}

void MysqlProgressStore::in_transaction(const Work& work) {
    with_session([&](Session& open) {
        open.execute("START TRANSACTION", writing);
        try {
            work(open);
            open.execute("COMMIT", writing);
        } catch (const Error& error) {
            if (error.recovery() != Recovery::retry_session) {
                open.execute("ROLLBACK", writing);
            }
            throw;
        }
    });
}

void MysqlProgressStore::in_own_transaction(const Work& work) {
    in_transaction([&](Session& open) {
        check_epoch(open, task_id_, epoch_);
        work(open);
    });
}

std::optional<TaskProgress> MysqlProgressStore::find_task(Session& session, bool for_update) {
    const std::optional<TaskRow> row = read_task(session, task_, for_update);
    if (!row) {
        return std::nullopt;
    }
    task_id_ = row->id;
    return row->progress;
}

std::optional<TaskProgress> MysqlProgressStore::load() {
    std::optional<TaskProgress> task;
    with_session([&](Session& open) {
        if (has_progress_tables(open)) {
            task = find_task(open, false);
        }
    });
    // What was forgotten leaves its epoch behind, but is no progress.
    return task && task->fingerprint.empty() ? std::nullopt : task;
}

std::vector<TableProgress> MysqlProgressStore::load_tables() {
    std::vector<TableProgress> tables;
    if (load()) {
        with_session([&](Session& open) { tables = read_tables(open, task_id_); });
    }
    return tables;
}

void MysqlProgressStore::create_tables(Session& session) const {
    if (!has_progress_tables(session)) {
        for (const std::string& definition : progress_definitions()) {
            session.execute(definition, "creating the schema `cutover`");
        }
    }
    session.execute(
        fmt::format(
            "INSERT IGNORE INTO `cutover`.`format` (one, version) VALUES (1, {})", progress_format),
        writing);
}

void MysqlProgressStore::take_lock(Session& session) const {
    const TextRows answer = session.query(
        fmt::format("SELECT GET_LOCK({}, {})", literal("cutover/" + task_), lock_wait_seconds),
        "taking the task's lock");
    if (answer.rows.at(0).at(0) != "1") {
        throw Error(Recovery::none, describe_holder(session));
    }
}

std::string MysqlProgressStore::describe_holder(Session& session) const {
    const TextRows number = session.query(
        fmt::format("SELECT IS_USED_LOCK({})", literal("cutover/" + task_)), reading_progress);
    const std::string holder = number.rows.at(0).at(0).value_or("unknown");
    const std::optional<TaskRow> row = read_task(session, task_, false);
    return fmt::format(
        "another run of task \"{}\" is at work: {} (its session on {} is number {}); wait for it, "
        "or stop it, or, where that process is gone for good, run KILL {} there",
        task_, row && !row->run.empty() ? row->run : "an unknown process", session.endpoint(),
        holder, holder);
}

TaskProgress MysqlProgressStore::claim(
    const std::string& fingerprint, const std::string& identity) {
    TaskProgress claimed;
    epoch_ = 0;
    with_session([&](Session& open) {
        create_tables(open);
        take_lock(open);
    });
    in_transaction([&](Session& open) {
        open.execute(insert_task(task_), writing);
        claimed = find_task(open, true).value_or(TaskProgress{});
        if (claimed.fingerprint.empty()) {
            claimed.fingerprint = fingerprint;
            claimed.source_identity = identity;
        }
        check_same_task(claimed, fingerprint, identity);
        if (claimed_ != 0 && claimed.epoch > claimed_) {
            throw_taken_over();
        }
        claimed.epoch = later_epoch(claimed.epoch);
        open.execute(update_claim(task_id_, claimed, describe_this_run()), writing);
    });
    epoch_ = claimed.epoch;
    claimed_ = epoch_;
    return claimed;
}

void MysqlProgressStore::ensure_owned() {
    with_session([&](Session& open) { check_epoch(open, task_id_, epoch_); });
}

void MysqlProgressStore::set_phase(Phase phase) {
    in_own_transaction([&](Session& open) {
        open.execute(
            fmt::format(
                "UPDATE `cutover`.`task` SET phase={} WHERE id={}", literal(to_text(phase)),
                task_id_),
            writing);
    });
}

void MysqlProgressStore::set_positions(const std::string& first, const std::string& last) {
    in_own_transaction([&](Session& open) {
        open.execute(
            fmt::format(
                "UPDATE `cutover`.`task` SET first_position={}, last_position={} WHERE id={}",
                literal(first), literal(last), task_id_),
            writing);
    });
}

std::vector<std::uint64_t> MysqlProgressStore::add_tables(
    const std::vector<TableProgress>& tables) {
    std::vector<std::uint64_t> ids;
    in_own_transaction([&](Session& open) {
        // Alone: a try whose commit is in doubt may still be at it.
        static_cast<void>(find_task(open, true));
        ids = read_table_ids(open, task_id_);
        if (!ids.empty()) {
            return;
        }
        for (const std::string& statement : insert_tables(task_id_, tables)) {
            open.execute(statement, writing);
        }
        ids = read_table_ids(open, task_id_);
    });
    return ids;
}

void MysqlProgressStore::set_indexes_done(std::uint64_t table_id) {
    in_own_transaction([&](Session& open) {
        open.execute(
            fmt::format(
                "UPDATE `cutover`.`table_progress` SET indexes_done=1 "
                "WHERE task_id={} AND table_id={}",
                task_id_, table_id),
            writing);
    });
}

bool MysqlProgressStore::is_done(std::uint64_t table_id, std::uint32_t chunk_index) {
    bool done = false;
    with_session([&](Session& open) {
        check_epoch(open, task_id_, epoch_);
        done = read_done(open, task_id_, table_id, chunk_index);
    });
    return done;
}

void MysqlProgressStore::keep_note(const std::string& name, const std::string& text) {
    in_own_transaction([&](Session& open) {
        open.execute(
            fmt::format(
                "REPLACE INTO `cutover`.`note` (task_id, name, text) VALUES ({}, {}, {})", task_id_,
                literal(name), literal(text)),
            writing);
    });
}

std::optional<std::string> MysqlProgressStore::note(const std::string& name) {
    std::optional<std::string> text;
    if (load()) {
        with_session([&](Session& open) { text = read_note(open, task_id_, name); });
    }
    return text;
}

void MysqlProgressStore::forget() {
    epoch_ = 0;
    claimed_ = 0;
    bool has_tables = false;
    with_session([&](Session& open) {
        has_tables = has_progress_tables(open);
        if (has_tables) {
            take_lock(open);
        }
    });
    if (!has_tables) {
        return;
    }
    in_transaction([&](Session& open) {
        if (find_task(open, true)) {
            for (const std::string& statement : delete_progress(task_id_)) {
                open.execute(statement, writing);
            }
        }
    });
}

std::unique_ptr<RowWriter> MysqlProgressStore::writer() {
    return std::make_unique<ProgressWriter>(destination_, task_id_, epoch_, lost_writers_);
}

std::optional<AppliedProgress> MysqlProgressStore::applied() {
    std::optional<AppliedProgress> applied;
    if (epoch_ == 0) {
        if (load()) {
            with_session([&](Session& open) { applied = read_applied(open, task_id_, false); });
        }
        return applied;
    }
    in_own_transaction([&](Session& open) {
        lost_writers_->end_all(open);
        applied = read_applied(open, task_id_, true);
    });
    return applied;
}

std::vector<AppliedAhead> MysqlProgressStore::applied_ahead() {
    std::vector<AppliedAhead> ahead;
    in_own_transaction([&](Session& open) {
        lost_writers_->end_all(open);
        ahead = read_ahead(open, task_id_);
    });
    return ahead;
}

std::unique_ptr<ChangeWriter> MysqlProgressStore::change_writer() {
    auto writer = std::make_unique<ProgressWriter>(destination_, task_id_, epoch_, lost_writers_);
    writer->expect_answers_within(answer_seconds);
    return std::make_unique<ProgressChangeWriter>(std::move(writer));
}

}  // namespace cutover
