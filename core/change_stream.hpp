#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/column_definition.hpp"
#include "core/log_marks.hpp"
#include "core/log_place.hpp"
#include "core/names.hpp"
#include "core/row_image.hpp"
#include "core/statement_session.hpp"

namespace cutover {

struct TransactionBegun {};

/// Rows of one table; `images` hold the columns that were asked for, in their order.
struct RowsChanged {
    TableName table{};
    RowChange change = RowChange::insert;
    const RowImages* images = nullptr;  ///< Never null.
};

/// A statement that was logged as such: it changes definitions, or rows where the source does not
/// log them, or is nothing to a follower.
struct StatementExecuted {
    std::string sql{};            ///< As UTF-8, whatever its session spoke.
    std::string_view database{};  ///< The session's default one; may be empty.
    bool in_transaction = false;  ///< Else it commits by itself.
    bool is_unreadable = false;   ///< Its session's character set is not known here.
    StatementSession session{};
};

struct TransactionCommitted {};

/// The rows since the last TransactionBegun do not count yet (XA PREPARE): they do where that is
/// decided, at another place of the log. `xid` is the name that is given there.
struct TransactionPrepared {
    std::string xid{};
};

/// XA COMMIT or XA ROLLBACK of one that was prepared; TransactionCommitted follows either.
struct PreparedDecided {
    std::string xid{};
    bool is_committed = false;
};

/// One step of a source's history. Views live until the sink returns.
struct Change {
    std::uint32_t logged_at = 0;  ///< Seconds since 1970, by the source's clock.
    std::uint32_t server_id = 0;  ///< Of the server that logged it first.
    std::uint32_t thread_id = 0;  ///< Of the session that did; 0: this event does not say.
    std::variant<
        TransactionBegun,
        RowsChanged,
        StatementExecuted,
        TransactionCommitted,
        TransactionPrepared,
        PreparedDecided>
        body{};
};

using ChangeSink = std::function<void(const Change&)>;

/// What to follow, and from where.
struct ChangeRequest {
    LogPlace from{};
    std::uint32_t server_id = 0;  ///< By which the source knows this reader; nobody else's.
    LogMarks known{};             ///< Of the log that was read before.
    /// The columns of a table as it is at that moment of the log; null where its rows do not
    /// matter. What it returns must live until the next call.
    std::function<const std::vector<ColumnDefinition>*(const TableName&)> columns{};
};

/// A source's binary log, read over one connection, in order and without gaps. Not thread-safe.
class ChangeStream {
  public:
    virtual ~ChangeStream() = default;

    /// Waits for the next event and hands what it means to `sink`: nothing, or one change or more.
    /// Returns after about a second also where nothing happens. Throws Recovery::retry_session
    /// where the connection is lost, and ExitCode::log_gone where the log does not go on from
    /// where it was read, is damaged, or says what this version cannot apply.
    /// What `sink` throws passes through; the stream is then of no more use.
    virtual void read(const ChangeSink& sink) = 0;

    /// Where to read on from once everything handed out so far is applied: behind the last
    /// transaction that is complete, or, between two, behind the last event.
    [[nodiscard]] virtual const LogPlace& place() const = 0;

    /// To be recorded before the first transaction of a new file is, and given back in
    /// ChangeRequest::known by whoever reads on later.
    [[nodiscard]] virtual const LogMarks& marks() const = 0;
};

}  // namespace cutover
