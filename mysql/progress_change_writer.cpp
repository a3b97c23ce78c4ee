/// A statement that warns may have stored another value than it was given. Which warning that was
/// the server tells only of the last statement of a message; so where any of them warned, all are
/// taken back and executed again one by one.
#include "mysql/progress_change_writer.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/client_library.hpp"
#include "mysql/progress_reading.hpp"
#include "mysql/progress_tables.hpp"
#include "mysql/write_warnings.hpp"

namespace cutover {
namespace {

constexpr std::size_t usual_message = 1U << 20U;
constexpr std::size_t around_the_changes = 4096;

constexpr const char* recording = "recording how far the log is applied";
constexpr const char* piece_begin = "SAVEPOINT cutover_piece";

/// What is logged row by row may be applied without locking what lies between the rows, which only
/// a binary log of statements would need; and each unique value is to be checked at once.
void set_up(Session& session) {
    constexpr const char* purpose = "setting up the session";
    const TextRows log = session.query("SELECT @@log_bin, @@binlog_format", purpose);
    const bool logs_statements = log.rows.at(0).at(0) == "1" && log.rows.at(0).at(1) == "STATEMENT";
    if (!logs_statements) {
        session.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", purpose);
    }
    session.execute("SET unique_checks=1", purpose);
    session.execute("SET autocommit=0", purpose);  // no statement to begin a transaction
    keep_all_warnings(session);
}

std::size_t most_message(Session& session) {
    const TextRows packet =
        session.query("SELECT @@max_allowed_packet", "asking how large a packet may be");
    const std::string bytes = packet.rows.at(0).at(0).value_or("0");
    return std::min<std::size_t>(usual_message, std::strtoull(bytes.c_str(), nullptr, 10) / 2);
}

/// What is there in place of a row stops the task: that is no failure of the destination, which
/// says which key it was.
template<typename Attempt>
void naming_duplicates(const Attempt& attempt) {
    try {
        attempt();
    } catch (const ServerError& error) {
        if (error.duplicate().empty()) {
            throw;
        }
        throw Error(
            Recovery::none, ExitCode::no,
            fmt::format(
                "{}; it is the value {}; the copy and the log put no such row there: somebody else "
                "writes there: find out who, then run verify",
                error.what(), printable(error.duplicate())));
    }
}

}  // namespace

ProgressChangeWriter::ProgressChangeWriter(std::unique_ptr<ProgressWriter> writer)
    : writer_(std::move(writer)),
      most_message_bytes_(most_message(writer_->session())),
      takes_several_(set_several_statements(writer_->session().handle(), true)) {
    set_up(writer_->session());
}

void ProgressChangeWriter::apply_ahead(const ChangeStatements& changes, const AppliedAhead& ahead) {
    conflicts_.clear();
    const std::string record = insert_ahead(writer_->task_id(), writer_->epoch(), ahead);
    const bool fits = changes.sql.size() + around_the_changes <= most_message_bytes_;
    if (!takes_several_ || !fits || !apply_in_one(changes, record)) {
        commit_ahead();
        begin();
        apply(changes);
        if (writer_->execute(record, recording) != 1) {
            refuse_epoch();
        }
    }
    is_uncommitted_ = true;
}

/// False, and nothing is applied, where a statement has warned.
bool ProgressChangeWriter::apply_in_one(
    const ChangeStatements& changes, const std::string& record) {
    const Piece all{.last = changes.statements.size()};
    const std::size_t before = is_uncommitted_ ? 1 : 0;
    message_ = is_uncommitted_ ? "COMMIT;" : "";
    message_ += changes.sql;
    message_ += changes.sql.empty() ? "" : ";";
    message_ += record;
    writer_->end_lost();
    const auto purpose = [&](std::size_t i) {
        return i >= before && i - before < all.last
                   ? purpose_of(changes.statements[i - before])
                   : std::string(i < before ? "committing rows" : recording);
    };
    bool is_plain = false;
    try {
        naming_duplicates([&] { writer_->execute_joined(message_, purpose, answers_); });
        is_uncommitted_ = false;
        is_plain = answers_are_plain(changes, all, before);
    } catch (const Error& error) {
        is_uncommitted_ = is_uncommitted_ && answers_.empty();
        if (error.exit_code() == ExitCode::no) {
            // The rows that are in the way, or gone, may be the work of a run that took over.
            rollback();
            check_epoch(writer_->session(), writer_->task_id(), writer_->epoch());
        }
        throw;
    }
    if (!is_plain) {
        rollback();
        return false;
    }
    if (answers_.back().affected != 1) {
        refuse_epoch();
    }
    return true;
}

void ProgressChangeWriter::refuse_epoch() {
    check_epoch(writer_->session(), writer_->task_id(), writer_->epoch());
    throw_taken_over();
}

void ProgressChangeWriter::commit_ahead() {
    if (is_uncommitted_) {
        writer_->commit();
        is_uncommitted_ = false;
    }
}

void ProgressChangeWriter::begin() {
    conflicts_.clear();
    writer_->begin();
}

void ProgressChangeWriter::apply(const ChangeStatements& changes) {
    for (std::size_t first = 0; first < changes.statements.size();) {
        const Piece piece = piece_from(changes, first);
        naming_duplicates([&] {
            takes_several_ ? apply_piece(changes, piece) : apply_one_by_one(changes, piece);
        });
        first = piece.last;
    }
}

ProgressChangeWriter::Piece ProgressChangeWriter::piece_from(
    const ChangeStatements& changes, std::size_t first) const {
    const std::size_t begin = changes.statements.at(first).begin;
    Piece piece{.first = first, .last = first + 1};
    while (piece.last < changes.statements.size() &&
           changes.statements[piece.last].end - begin + around_the_changes <= most_message_bytes_) {
        ++piece.last;
    }
    return piece;
}

void ProgressChangeWriter::apply_piece(const ChangeStatements& changes, const Piece& piece) {
    const std::size_t begin = changes.statements.at(piece.first).begin;
    const std::size_t end = changes.statements.at(piece.last - 1).end;
    const std::vector<RowConflict> before = conflicts_;
    writer_->execute(piece_begin, "applying logged rows");
    writer_->execute_joined(
        std::string_view(changes.sql).substr(begin, end - begin),
        [&](std::size_t i) { return purpose_of(changes.statements.at(piece.first + i)); },
        answers_);
    if (!answers_are_plain(changes, piece, 0)) {
        writer_->execute(fmt::format("ROLLBACK TO {}", piece_begin), "applying logged rows");
        conflicts_ = before;
        apply_one_by_one(changes, piece);
    }
}

void ProgressChangeWriter::apply_one_by_one(const ChangeStatements& changes, const Piece& piece) {
    for (std::size_t i = piece.first; i < piece.last; ++i) {
        const ChangeStatements::Statement& statement = changes.statements[i];
        const std::string purpose = purpose_of(statement);
        require_found(changes, statement, writer_->execute(changes.text_of(statement), purpose));
        check_change_warnings(writer_->session(), purpose, statement.enum_errors);
    }
}

/// Throws where one of them did not find what it must; false where one has warned.
bool ProgressChangeWriter::answers_are_plain(
    const ChangeStatements& changes, const Piece& piece, std::size_t answers_before) {
    bool is_plain = true;
    for (std::size_t i = piece.first; i < piece.last; ++i) {
        const StatementAnswer& answer = answers_.at(answers_before + i - piece.first);
        require_found(changes, changes.statements[i], answer.affected);
        is_plain = is_plain && answer.warnings == 0;
    }
    return is_plain;
}

void ProgressChangeWriter::require_found(
    const ChangeStatements& changes,
    const ChangeStatements::Statement& statement,
    std::uint64_t found) {
    if (!statement.rows || found == *statement.rows) {
        return;
    }
    if (!statement.may_conflict) {
        const std::string where = key_text(changes, statement);
        const std::string missing =
            *statement.rows == 1 ? fmt::format("the one where {} is not on the destination", where)
                                 : fmt::format(
                                       "{} of the {} where {} are on the destination", found,
                                       *statement.rows, where);
        throw Error(
            Recovery::none, ExitCode::no,
            fmt::format(
                "while {}: {}, where the copy and the log put them; somebody else writes there: "
                "find out who, then run verify",
                purpose_of(statement), missing));
    }
    const bool was_present = found > *statement.rows;
    const auto known =
        std::find_if(conflicts_.begin(), conflicts_.end(), [&](const RowConflict& conflict) {
            return conflict.table == statement.table && conflict.was_present == was_present;
        });
    if (known != conflicts_.end()) {
        ++known->rows;
    } else {
        conflicts_.push_back(
            {.table = statement.table,
             .was_present = was_present,
             .key = key_text(changes, statement),
             .rows = 1});
    }
}

void ProgressChangeWriter::commit(const AppliedProgress& progress) {
    writer_->execute(replace_applied(writer_->task_id(), progress), recording);
    writer_->execute(delete_ahead(writer_->task_id(), progress.transactions), recording);
    writer_->commit();
}

void ProgressChangeWriter::rollback() noexcept {
    writer_->rollback();
}

}  // namespace cutover
