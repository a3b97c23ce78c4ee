#include "mysql/progress_writer.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/client_library.hpp"
#include "mysql/progress_reading.hpp"
#include "mysql/progress_tables.hpp"

namespace cutover {

ProgressWriter::ProgressWriter(
    const Endpoint& destination,
    std::string task_id,
    std::uint64_t epoch,
    std::shared_ptr<LostWriters> lost)
    : session_(destination, SessionRole::writing),
      inserter_(session_),
      task_id_(std::move(task_id)),
      epoch_(epoch),
      lost_writers_(std::move(lost)),
      mark_(LostWriters::mark(session_)) {}

ProgressWriter::~ProgressWriter() {
    if (is_lost_) {
        lost_writers_->add(std::move(mark_));
    }
}

void ProgressWriter::expect_answers_within(unsigned seconds) {
    set_read_timeout(session_.handle(), seconds);
}

template<typename Call>
auto ProgressWriter::noting_loss(const Call& call) {
    try {
        return call();
    } catch (const ServerError& error) {
        is_lost_ = is_lost_ || error.recovery() == Recovery::retry_session;
        throw;
    }
}

void ProgressWriter::begin() {
    end_lost();
    noting_loss([&] { session_.execute("START TRANSACTION", "beginning a transaction"); });
    try {
        noting_loss([&] { check_epoch(session_, task_id_, epoch_); });
    } catch (const Error&) {
        rollback();
        throw;
    }
}

std::uint64_t ProgressWriter::write(const RowTarget& target, const RowBlock& block) {
    return noting_loss([&] { return inserter_.write(target, block); });
}

void ProgressWriter::mark_done(const ChunkDone& chunk) {
    const std::uint64_t updated = noting_loss([&] {
        return session_.execute(update_chunk(task_id_, chunk), "recording a chunk as done");
    });
    if (updated != 1) {
        throw Error(
            Recovery::none, ExitCode::bug,
            fmt::format(
                "chunk {} of table {} was to be recorded as done twice", chunk.chunk_index,
                chunk.table_id));
    }
}

std::uint64_t ProgressWriter::execute(std::string_view sql, std::string_view purpose) {
    return noting_loss([&] { return session_.execute(sql, purpose); });
}

void ProgressWriter::end_lost() {
    noting_loss([&] { lost_writers_->end_all(session_); });
}

void ProgressWriter::execute_joined(
    std::string_view sql,
    const std::function<std::string(std::size_t)>& purpose,
    std::vector<StatementAnswer>& answers) {
    noting_loss([&] { run_joined(session_, sql, purpose, answers); });
}

void ProgressWriter::commit() {
    try {
        noting_loss([&] { session_.execute("COMMIT", "committing rows"); });
    } catch (const ServerError& error) {
        if (error.recovery() != Recovery::retry_session) {
            throw;
        }
        throw ServerError(
            Recovery::in_doubt, error.exit_code(),
            {.code = error.code(), .sqlstate = error.sqlstate()}, error.what());
    }
}

void ProgressWriter::rollback() noexcept {
    try {
        session_.execute("ROLLBACK", "rolling back");
    } catch (const Error&) {
        // A session that cannot roll back is gone, and the server has rolled back for it; the next
        // begin() says so.
        return;
    }
}

}  // namespace cutover
