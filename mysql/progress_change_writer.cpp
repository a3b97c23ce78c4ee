#include "mysql/progress_change_writer.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"
#include "mysql/change_statements.hpp"

namespace cutover {

ProgressChangeWriter::ProgressChangeWriter(std::unique_ptr<ProgressWriter> writer)
    : writer_(std::move(writer)) {}

void ProgressChangeWriter::begin() {
    writer_->begin();
}

void ProgressChangeWriter::apply(
    const ChangeTarget& target, RowChange change, const RowImages& images, ApplyMode mode) {
    if (mode == ApplyMode::converge) {
        converge(target, change, images);
        return;
    }
    if (change == RowChange::insert) {
        insert(target.rows, images.after);
        return;
    }
    for (std::size_t row = 0; row < images.before.rows(); ++row) {
        change == RowChange::update ? update(target, images, row)
                                    : erase(target, images.before, row);
    }
}

/// What was there goes, found or not, and what is there then comes, over whatever has its key or
/// one of its unique values: that row has changes of its own still to come in the log.
void ProgressChangeWriter::converge(
    const ChangeTarget& target, RowChange change, const RowImages& images) {
    const std::string purpose = "bringing rows of " + display(target.rows.table) + " to one moment";
    if (change != RowChange::insert) {
        for (std::size_t row = 0; row < images.before.rows(); ++row) {
            sql_.clear();
            append_delete(target, images.before, row, sql_);
            writer_->execute(sql_, purpose);
        }
    }
    if (change != RowChange::erase) {
        RowTarget over = target.rows;
        over.on_conflict = OnConflict::overwrite;
        insert(over, images.after);
    }
}

void ProgressChangeWriter::commit(const AppliedProgress& progress) {
    writer_->mark_applied(progress);
    writer_->commit();
}

void ProgressChangeWriter::rollback() noexcept {
    writer_->rollback();
}

/// One for each table: each keeps its statement prepared.
void ProgressChangeWriter::insert(const RowTarget& target, const RowBlock& block) {
    constexpr std::size_t most_kept = 64;
    if (inserters_.size() > most_kept) {
        inserters_.clear();
    }
    auto& inserter = inserters_[target.table];
    if (!inserter) {
        inserter = std::make_unique<RowInserter>(writer_->session(), RowInserter::Use::few_rows);
    }
    inserter->write(target, block);
}

void ProgressChangeWriter::update(
    const ChangeTarget& target, const RowImages& images, std::size_t row) {
    sql_.clear();
    if (append_update(target, images, row, sql_)) {  // else the task has no part in what changed
        execute_on_one(target, "changing");
    }
}

void ProgressChangeWriter::erase(
    const ChangeTarget& target, const RowBlock& before, std::size_t row) {
    sql_.clear();
    append_delete(target, before, row, sql_);
    execute_on_one(target, "deleting");
}

void ProgressChangeWriter::execute_on_one(const ChangeTarget& target, std::string_view doing) {
    const std::string table = display(target.rows.table);
    const std::uint64_t found = writer_->execute(sql_, fmt::format("{} a row of {}", doing, table));
    if (found != 1) {
        throw Error(
            Recovery::none, ExitCode::no,
            fmt::format(
                "while {} a row of {}: it is not on the destination, where the copy and the log "
                "put it; somebody else writes there: find out who, then run verify",
                doing, table));
    }
}

}  // namespace cutover
