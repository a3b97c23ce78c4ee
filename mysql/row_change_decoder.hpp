#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "binlog/row_decoder.hpp"
#include "core/change_stream.hpp"

namespace cutover {

/// Decodes the row events of the tables that matter, by the definitions of their time. Keeps what
/// it worked out for a table map as long as the log repeats it. Not thread-safe.
class RowChangeDecoder {
  public:
    explicit RowChangeDecoder(
        std::function<const std::vector<ColumnDefinition>*(const TableName&)> columns)
        : columns_(std::move(columns)) {}

    /// Lives until the next call; null where the table's rows do not matter or there are none.
    /// Throws DamagedLog, also where the images lack columns: that is a setting of the source.
    [[nodiscard]] const RowsChanged* decode(const RowsEvent& event);

  private:
    struct Table {
        std::shared_ptr<const TableMap> map{};
        std::unique_ptr<RowDecoder> decoder{};  ///< Null: its rows do not matter.
        LoggedRows rows{};
        RowsChanged changed{};
    };

    Table& table(const std::shared_ptr<const TableMap>& map);

    std::function<const std::vector<ColumnDefinition>*(const TableName&)> columns_;
    std::unordered_map<std::uint64_t, Table> tables_{};
};

}  // namespace cutover
