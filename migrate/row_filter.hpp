#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/change_stream.hpp"
#include "core/change_writer.hpp"
#include "core/row_condition.hpp"
#include "migrate/followed_tables.hpp"

namespace cutover {

/// What is to be applied in place of a logged change, or of a part of its rows.
struct FilteredChange {
    RowChange change = RowChange::insert;
    const RowImages* images = nullptr;  ///< Never null; those that the change has.
    ApplyMode mode = ApplyMode::exact;
};

/// Which logged rows the task wants (`where`, `dml`), and how exactly they can be applied.
///
/// Where a kind of change is passed over, rows over there lag behind or stay, and the other kinds
/// meet them: docs/operations.md, "Following a part", has each combination. Until the copied rows
/// are of one moment all kinds are applied, for only the log makes the copy whole.
///
/// An update that moves a row into the condition or out of it is applied as an insert or a
/// deletion, and is an update to `dml`, for that is what the source did. Not thread-safe.
class RowFilter {
  public:
    explicit RowFilter(const Task& task) : task_(task) {}

    /// Has each condition tried once by the destination, where the rows go. Throws Error
    /// (ExitCode::no) where it does not take one. Again after a session is lost.
    void open(const FollowedTables& tables, Database& destination);

    /// A statement has changed definitions.
    void learn(const FollowedTables& tables);

    /// In their order; `mode` is how they would be applied without a filter. What it returns lives
    /// until the next call, and not longer than the images.
    [[nodiscard]] const std::vector<FilteredChange>& pass(
        const RowsChanged& rows, ApplyMode mode, bool copy_is_whole);

  private:
    struct Rule {
        bool insert = true;
        bool update = true;
        bool erase = true;
        bool truncates = true;  ///< A TRUNCATE is replayed; else it leaves rows like a deletion.
        std::string where{};

        [[nodiscard]] bool is_all() const { return insert && update && erase && truncates; }

        [[nodiscard]] bool takes(RowChange change) const;
        [[nodiscard]] ApplyMode mode_of(RowChange change) const;
    };

    using Flags = std::vector<std::uint8_t>;

    [[nodiscard]] const Rule& rule_of(const TableName& table);
    [[nodiscard]] Flags asked(const TableName& table, const RowBlock& rows);
    template<typename ModeOf>
    void split(const RowsChanged& rows, const ModeOf& mode_of);

    const Task& task_;
    std::map<TableName, Rule> rules_{};
    std::map<TableName, std::vector<ColumnDefinition>> defined_{};
    std::unique_ptr<RowConditions> conditions_{};  ///< Null where the task has none.
    std::vector<FilteredChange> passed_{};
    std::vector<std::unique_ptr<RowImages>> parts_{};  ///< Of an event whose rows go several ways.
};

}  // namespace cutover
