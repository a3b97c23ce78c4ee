#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "binlog/event_header.hpp"
#include "binlog/format_description.hpp"
#include "binlog/query_event.hpp"
#include "binlog/rows_event.hpp"
#include "binlog/table_map.hpp"
#include "core/gtid_set.hpp"
#include "core/mariadb_gtid.hpp"

namespace cutover {

/// The log goes on in another file.
struct RotateEvent {
    std::string_view file{};
    std::uint64_t position = 0;
};

/// Begins a transaction, or stands in front of a DDL statement.
struct GtidEvent {
    std::optional<Gtid> gtid{};      ///< Absent: anonymous, the server runs without GTIDs.
    std::uint64_t committed_at = 0;  ///< Microseconds since 1970 on the source; 0: not said (5.6).
};

/// The same in MariaDB.
struct MariadbGtidEvent {
    MariadbGtid gtid{};
    bool is_standalone = false;  ///< A DDL statement: no COMMIT or XID follows.
    bool is_ddl = false;
    bool is_prepared_xa = false;
    bool is_completed_xa = false;
};

/// What was logged before this file.
struct PreviousGtids {
    GtidSet gtids{};
};

struct MariadbGtidList {
    std::vector<MariadbGtid> gtids{};
};

/// Commits the transaction.
struct XidEvent {
    std::uint64_t number = 0;
};

/// Ends the first half of a two-phase transaction.
struct XaPrepareEvent {
    bool one_phase = false;  ///< Committed at once: XA COMMIT ... ONE PHASE.
    std::string xid{};       ///< As XA statements spell it: X'67',X'62',1.
};

/// The statement that the row events after it stand for (ROWS_QUERY, ANNOTATE_ROWS).
struct RowsQueryEvent {
    std::string_view sql{};
};

/// The source has lost something: its log does not hold all that happened.
struct IncidentEvent {
    std::uint16_t number = 0;
    std::string_view message{};
};

/// Sent where nothing happens, so that silence and death differ.
struct HeartbeatEvent {
    std::string_view file{};
    std::uint64_t position = 0;
};

/// A part of a statement that changes rows by its text: binlog_format is not ROW.
struct StatementEvent {};

/// Says nothing to whoever follows rows: STOP, BINLOG_CHECKPOINT, a vendor's ignorable event.
struct SilentEvent {};

/// Row events come with the table map that they refer to.
using EventBody = std::variant<
    FormatDescription,
    RotateEvent,
    GtidEvent,
    MariadbGtidEvent,
    PreviousGtids,
    MariadbGtidList,
    QueryEvent,
    XidEvent,
    XaPrepareEvent,
    std::shared_ptr<const TableMap>,
    RowsEvent,
    RowsQueryEvent,
    IncidentEvent,
    HeartbeatEvent,
    StatementEvent,
    SilentEvent>;

struct Event {
    EventHeader header{};
    bool from_payload = false;  ///< Unpacked from a TRANSACTION_PAYLOAD.
    EventBody body = SilentEvent{};
};

}  // namespace cutover
