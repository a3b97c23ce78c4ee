#pragma once

#include <cstdint>
#include <string>

namespace cutover {

/// The kinds of event that a binary log holds, by their number in it. Numbers that are not listed
/// do occur (newer servers, vendors): to_text() and EventReader cope with any.
/// (MySQL source, log_event_type of libs/mysql/binlog/event/binlog_event.h; MariaDB source,
/// Log_event_type of sql/log_event.h: from 160 on they are MariaDB's own.)
enum class EventType : std::uint8_t {
    query = 2,
    stop = 3,
    rotate = 4,
    intvar = 5,
    append_block = 9,
    delete_file = 11,
    rand = 13,
    user_var = 14,
    format_description = 15,
    xid = 16,
    begin_load_query = 17,
    execute_load_query = 18,
    table_map = 19,
    write_rows_v1 = 23,
    update_rows_v1 = 24,
    delete_rows_v1 = 25,
    incident = 26,
    heartbeat = 27,
    ignorable = 28,
    rows_query = 29,
    write_rows_v2 = 30,
    update_rows_v2 = 31,
    delete_rows_v2 = 32,
    gtid = 33,
    anonymous_gtid = 34,
    previous_gtids = 35,
    transaction_context = 36,
    view_change = 37,
    xa_prepare = 38,
    partial_update_rows = 39,
    transaction_payload = 40,
    heartbeat_v2 = 41,
    gtid_tagged = 42,
    annotate_rows = 160,
    binlog_checkpoint = 161,
    mariadb_gtid = 162,
    mariadb_gtid_list = 163,
    start_encryption = 164,
    query_compressed = 165,
    write_rows_compressed_v1 = 166,
    update_rows_compressed_v1 = 167,
    delete_rows_compressed_v1 = 168,
    write_rows_compressed_v2 = 169,
    update_rows_compressed_v2 = 170,
    delete_rows_compressed_v2 = 171,
};

/// As the servers' own tools name it: "WRITE_ROWS_V2"; "TYPE_100" for one that is not listed.
[[nodiscard]] std::string to_text(EventType type);

}  // namespace cutover
