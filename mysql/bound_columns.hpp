#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/row_block.hpp"
#include "core/row_source.hpp"
#include "mysql/binary_row.hpp"
#include "mysql/client_types.hpp"
#include "mysql/prepared_statement.hpp"

namespace cutover {

/// Result buffers for MYSQL_BIND, the documented way to fetch: one for each column, wide enough
/// for usual values; longer ones are fetched once more at their full length.
class BoundColumns {
  public:
    /// Throws as BinaryRowDecoder does where a column's type does not fit its form.
    BoundColumns(const std::vector<ReadColumn>& columns, const std::vector<WireColumn>& wire);
    ~BoundColumns();
    BoundColumns(const BoundColumns&) = delete;
    BoundColumns& operator=(const BoundColumns&) = delete;

    [[nodiscard]] ClientBind* binds();

    /// Appends the row fetched last; returns about how many bytes it took.
    std::size_t append(const PreparedStatement& statement, RowBlock& block);

  private:
    struct Column;
    struct Columns;

    static void fetch_again(const PreparedStatement& statement, Columns& columns, unsigned index);

    std::unique_ptr<Columns> columns_;
};

}  // namespace cutover
