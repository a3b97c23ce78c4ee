#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/row_block.hpp"
#include "core/row_source.hpp"
#include "mysql/session.hpp"
#include "mysql/statements.hpp"

namespace cutover {

class LargeRows;
class PreparedStatement;

/// When a block is full: at whichever comes first, but never within a row.
struct BlockLimit {
    std::size_t rows = 4096;
    std::size_t bytes = 1U << 20U;
};

/// Two ways to take rows from the client library. Both are built and tested with every library
/// that has them; the faster one is the default.
enum class FetchMeans {
    raw_packets,  ///< libmariadb only: rows decoded by binary_row.hpp from its receive buffer.
    bound,        ///< MYSQL_BIND, the documented way; any library.
};

[[nodiscard]] FetchMeans fastest_fetch();

/// A statement that stays prepared, for an equal one that follows on the same session.
struct KeptStatement {
    std::string sql{};
    std::shared_ptr<PreparedStatement> statement{};
};

struct FetchOptions {
    FetchMeans means = fastest_fetch();
    /// Where given, a row that is large ends its block and waits until no other session holds one.
    LargeRows* large_rows = nullptr;
    /// Where given, the statement is taken from there, or kept there.
    KeptStatement* kept = nullptr;
};

/// One executed SELECT whose rows arrive one after the other, unbuffered; the session can do
/// nothing else until it ended. Not thread-safe.
class RowFetch {
  public:
    /// Prepares, binds and executes. `columns` are what the statement selects, in order.
    /// Throws ServerError, `purpose` completing "while ...".
    static std::unique_ptr<RowFetch> execute(
        Session& session,
        const Statement& statement,
        const std::vector<ReadColumn>& columns,
        std::string_view purpose,
        const FetchOptions& options = {});

    RowFetch() = default;
    virtual ~RowFetch() = default;
    RowFetch(const RowFetch&) = delete;
    RowFetch& operator=(const RowFetch&) = delete;

    /// Appends rows until the block is full; false where the server said that there are no more.
    /// The rows of the call before are gone by then.
    [[nodiscard]] virtual bool fill(RowBlock& block, const BlockLimit& limit) = 0;
};

}  // namespace cutover
