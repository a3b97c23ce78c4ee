#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/catalog.hpp"
#include "core/ddl_change.hpp"
#include "core/log_place.hpp"
#include "core/name_mapping.hpp"
#include "core/progress.hpp"

namespace cutover {

/// Statements that changed a table on the source and that the task's `ddl` passes over: rows that
/// are logged behind one have columns that the destination does not know of. They are on record in
/// a note of the progress, for a later run must know of them too; docs/formats.md has its form.
///
/// Once the table looks different over there, the operator has made the change by hand.
class PassedStatements {
  public:
    /// What is on record. `is_certain`: no statement may have run without a record of it, so that
    /// what looks different was changed by the operator.
    void load(ProgressStore& progress, const Catalog& destination, bool is_certain);

    /// Puts the table on record, as it is over there.
    void add(
        ProgressStore& progress,
        const TableName& source,
        const TableDefinition* there,
        const std::string& what);

    /// A statement was replayed, so that tables look different.
    void learn(
        ProgressStore& progress,
        const DdlChange& change,
        const NameMapping& names,
        const Catalog& destination);

    /// Throws Error (ExitCode::no), with the statement, its place and the ways to go on, where rows
    /// of the table cannot be decoded.
    void require_none(const TableName& source) const;

  private:
    struct Passed {
        TableName there{};
        std::string look{};  ///< Of the destination's definition; "-" where there is none.
        std::string what{};  ///< The statement and its place, for people.
    };

    [[nodiscard]] static std::string look_of(const TableDefinition* there);
    void keep(ProgressStore& progress) const;

    std::map<TableName, Passed> passed_{};  ///< By the source's name; the first of each.
};

}  // namespace cutover
