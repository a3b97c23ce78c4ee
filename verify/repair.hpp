#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/row_block.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// All statements of a table's first stage must run before those of its second: what is to be
/// inserted may need a unique value that a row to be removed still has.
enum class RepairStage { remove, write };

struct RepairStatement {
    TableName table{};  ///< The destination's.
    RepairStage stage = RepairStage::write;
    std::string sql{};  ///< With its semicolon.
};

/// Takes the statements of a verification, from one thread at a time. Whether what they were made
/// of can be trusted is only known once all of a moment was read.
class RepairSink {
  public:
    RepairSink() = default;
    RepairSink(const RepairSink&) = delete;
    RepairSink& operator=(const RepairSink&) = delete;
    virtual ~RepairSink() = default;

    virtual void add(const RepairStatement& statement) = 0;

    /// What was added for this table of the destination since the last keep() was made of rows that
    /// prove nothing.
    virtual void withdraw(const TableName& table) = 0;

    /// What was added and not withdrawn stays.
    virtual void keep() = 0;
};

/// One row of a block.
struct RowRef {
    const RowBlock& block;
    std::size_t row = 0;
};

/// Inserts the source's row.
[[nodiscard]] RepairStatement insert_row(const TablePair& pair, RowRef source);

/// Deletes `copies` rows with just these values; no row where the destination has moved on.
[[nodiscard]] RepairStatement delete_row(
    const TablePair& pair, RowRef destination, std::uint64_t copies);

/// Makes the destination's row what the source's is, if it is still as it was seen. One UPDATE;
/// tables with further unique keys take a DELETE and an INSERT, for rows that exchanged values
/// could not be updated one after the other.
[[nodiscard]] std::vector<RepairStatement> change_row(
    const TablePair& pair, RowRef source, RowRef destination);

/// The session settings that statements are meant for, with a comment that says what they are and
/// what becomes of a table of which one fails.
[[nodiscard]] std::string repair_preamble();

}  // namespace cutover
