#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/row_block.hpp"
#include "core/row_source.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Rows of a block, by their first and how many.
struct RowRange {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// One way of sending rows to a server. Each sends the range as one statement; what the statement
/// warned about is the caller's to ask. Not thread-safe.
class InsertPath {
  public:
    InsertPath() = default;
    virtual ~InsertPath() = default;
    InsertPath(const InsertPath&) = delete;
    InsertPath& operator=(const InsertPath&) = delete;

    /// Returns the affected rows as the server counts them.
    virtual std::uint64_t write(
        const RowTarget& target, const RowBlock& block, const RowRange& rows) = 0;

    /// At most how many bytes of one packet the row takes; 0 where packets do not limit rows.
    [[nodiscard]] virtual std::uint64_t packet_bytes(
        const RowTarget& target, const RowBlock& block, std::size_t row) const = 0;
};

/// Null where the client library cannot send arrays. The session outlives the path.
[[nodiscard]] std::unique_ptr<InsertPath> make_array_insert(Session& session);

/// The session was opened with SessionRole::writing and the server has local_infile=1.
[[nodiscard]] std::unique_ptr<InsertPath> make_load_insert(Session& session);

[[nodiscard]] std::unique_ptr<InsertPath> make_text_insert(Session& session);

/// "writing rows into shop.orders", for errors.
[[nodiscard]] std::string writing_purpose(const RowTarget& target);

}  // namespace cutover
