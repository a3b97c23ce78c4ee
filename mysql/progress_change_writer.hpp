#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/change_writer.hpp"
#include "mysql/progress_writer.hpp"
#include "mysql/row_inserter.hpp"

namespace cutover {

/// Applies changes through a session that checks the task's epoch in every transaction.
///
/// Rows are inserted as the copy inserts them, many at a time. A row is changed or deleted where
/// its key is found, with one statement for each; a table without a key is searched by all of a
/// row's values, byte for byte, for one row of possibly several equal ones.
class ProgressChangeWriter : public ChangeWriter {
  public:
    explicit ProgressChangeWriter(std::unique_ptr<ProgressWriter> writer);

    void begin() override;
    void apply(
        const ChangeTarget& target,
        RowChange change,
        const RowImages& images,
        ApplyMode mode) override;
    void commit(const AppliedProgress& progress) override;
    void rollback() noexcept override;

  private:
    void converge(const ChangeTarget& target, RowChange change, const RowImages& images);
    void insert(const RowTarget& target, const RowBlock& block);
    void update(const ChangeTarget& target, const RowImages& images, std::size_t row);
    void erase(const ChangeTarget& target, const RowBlock& before, std::size_t row);
    void execute_on_one(const ChangeTarget& target, std::string_view doing);

    std::unique_ptr<ProgressWriter> writer_;
    std::map<TableName, std::unique_ptr<RowInserter>> inserters_{};
    std::string sql_{};
};

}  // namespace cutover
