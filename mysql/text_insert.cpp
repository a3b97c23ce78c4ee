#include <fmt/format.h>

#include "core/names.hpp"
#include "core/value_text.hpp"
#include "mysql/insert_path.hpp"
#include "mysql/statements.hpp"

namespace cutover {
namespace {

/// Multi-row INSERT as text: what every server takes.
class TextInsert final : public InsertPath {
  public:
    explicit TextInsert(Session& session) : session_(session) {}

    std::uint64_t write(
        const RowTarget& target, const RowBlock& block, const RowRange& rows) override {
        sql_ = insert_text(target);
        if (packet_bytes(target, block, rows.first) > most_bytes_kept) {
            sql_.reserve(sql_.size() + packet_bytes(target, block, rows.first));  // not twice that
        }
        for (std::size_t row = rows.first; row < rows.first + rows.count; ++row) {
            sql_ += row == rows.first ? "(" : ",(";
            for (const WriteColumn& column : target.columns) {
                sql_ += &column == target.columns.data() ? "" : ",";
                append_literal(sql_, column, block.columns()[column.block_column], row);
            }
            sql_ += ')';
        }
        const std::uint64_t affected = session_.execute(sql_, writing_purpose(target));
        if (sql_.capacity() > most_bytes_kept) {
            sql_.clear();
            sql_.shrink_to_fit();
        }
        return affected;
    }

    [[nodiscard]] std::uint64_t packet_bytes(
        const RowTarget& target, const RowBlock& block, std::size_t row) const override {
        constexpr std::uint64_t most_of_a_number = 32;
        constexpr std::uint64_t around_a_value = 32;  // _binary'', CONVERT( USING utf8mb4)
        std::uint64_t bytes = 0;
        for (const WriteColumn& column : target.columns) {
            const CellColumn& cells = block.columns()[column.block_column];
            bytes += around_a_value +
                     (is_number(cells.form) ? most_of_a_number : 2 * cells.bytes_of(row).size());
        }
        return bytes;
    }

  private:
    static constexpr std::size_t most_bytes_kept = 8U << 20U;

    Session& session_;
    std::string sql_{};
};

}  // namespace

std::unique_ptr<InsertPath> make_text_insert(Session& session) {
    return std::make_unique<TextInsert>(session);
}

std::string writing_purpose(const RowTarget& target) {
    return fmt::format("writing rows into {}", display(target.table));
}

}  // namespace cutover
