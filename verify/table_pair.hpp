#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/discrepancy.hpp"
#include "core/row_encoder.hpp"
#include "core/sql_literal.hpp"
#include "core/task_plan.hpp"

namespace cutover {

/// One column of a unique key, or its beginning.
struct PairingPart {
    std::size_t column = 0;
    std::uint64_t prefix_length = 0;  ///< Characters, or bytes of a binary column; 0: all of it.

    friend auto operator<=>(const PairingPart&, const PairingPart&) = default;
};

/// One planned table and how its rows are read on both sides, column for column in one form.
struct TablePair {
    TableName source_name{};
    TableName destination_name{};
    TableName spelt{};  ///< As TablePlan has it.
    RowSource source{};
    RowSource destination{};
    std::uint64_t chunk_rows = 0;
    std::uint64_t estimated_rows = 0;
    std::uint64_t estimated_bytes = 0;
    FloatRule rule{};

    /// Where `rule` forgives more than the sign of a zero: rows are digested exactly as well, to
    /// count those that agree only rounded.
    bool digests_exactly = false;
    std::vector<std::size_t> reals{};  ///< Columns in which `rule` forgives row by row (ulp).
    bool folds_zeros = false;          ///< It has real columns and one server cannot store -0.0.

    std::vector<std::size_t> key{};  ///< Columns that identify a row; empty: keyless.

    /// Of a keyless table: by what a row that changed is known in spite of that (pairing_key.hpp);
    /// empty: it is told as one that is missing and one that is extra.
    std::vector<PairingPart> pairing{};

    /// Both servers order its key alike, so a chunk holds the same keys on both. Collations, ENUM
    /// members and versions can differ; then a chunk alone proves nothing.
    bool one_order = false;

    std::vector<LiteralColumn> literals{};  ///< Of the destination's columns, for repair.
    std::vector<std::size_t> written{};     ///< Those that can be written: not generated ones.
    bool has_other_columns = false;         ///< That the task does not move, on the destination.
    bool has_other_unique_keys = false;     ///< On the destination.

    std::vector<ForeignKey> foreign_keys{};  ///< Of the destination's table.

    /// Where several tables become one over there: the one whose `source` reads the rows of all.
    /// Empty: it is this one, or they are not several (shared_destination.hpp).
    TableName read_with{};

    TableVerdict without_rows = TableVerdict::unproven;  ///< Where `obstacle` is not empty.
    std::string obstacle{};                              ///< Why its rows cannot be compared.
};

/// What all tables of a run have in common.
struct PairingRules {
    FloatRule floats{};
    bool same_flavour = false;  ///< Both MySQL or both MariaDB: one set of collations.
};

/// `there` is null where the destination has no such table.
[[nodiscard]] TablePair pair_table(
    const TablePlan& plan, const TableDefinition* there, const PairingRules& rules);

}  // namespace cutover
