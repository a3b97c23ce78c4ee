#include "binlog/event_bodies.hpp"

#include "binlog/damaged_log.hpp"
#include "binlog/gtid_events.hpp"
#include "binlog/gtid_set_bytes.hpp"

namespace cutover {
namespace {

RotateEvent read_rotate(const FormatDescription& format, ByteReader& body) {
    constexpr std::size_t usual = 8;
    const std::size_t post_header = format.post_header(EventType::rotate, usual);
    RotateEvent rotate;
    rotate.position = post_header >= usual ? body.u64() : 4;
    rotate.file = body.text(body.left());
    return rotate;
}

IncidentEvent read_incident(ByteReader& body) {
    IncidentEvent incident;
    incident.number = body.u16();
    incident.message = body.at_end() ? std::string_view() : body.short_text();
    return incident;
}

/// MariaDB puts a position beyond 4 GiB in front of the name.
HeartbeatEvent read_heartbeat(
    const EventHeader& header, const FormatDescription& format, ByteReader& body) {
    HeartbeatEvent heartbeat;
    heartbeat.position = header.end_position;
    if (format.is_mariadb() && header.end_position == 0) {
        heartbeat.position = body.u64();
    }
    heartbeat.file = body.text(body.left());
    return heartbeat;
}

/// Fields with their number and length in front (MySQL 8.0.26: codecs/binary.cpp, Heartbeat).
HeartbeatEvent read_heartbeat_v2(ByteReader& body) {
    constexpr std::uint64_t end_mark = 0;
    constexpr std::uint64_t file_name = 1;
    constexpr std::uint64_t log_position = 2;
    HeartbeatEvent heartbeat;
    while (!body.at_end()) {
        const std::uint64_t field = body.length();
        if (field == end_mark) {
            break;
        }
        ByteReader value(body.take(body.length()));
        if (field == file_name) {
            heartbeat.file = value.text(value.left());
        } else if (field == log_position) {
            heartbeat.position = value.length();
        }
    }
    return heartbeat;
}

/// The length in front is one byte and too small for most statements: the rest is the text.
RowsQueryEvent read_rows_query(ByteReader& body) {
    body.take(1);
    return {body.text(body.left())};
}

QueryEvent read_query(const FormatDescription& format, ByteReader& body) {
    constexpr std::size_t usual = 13;
    QueryEvent query = read_query_event(body, format.post_header(EventType::query, usual));
    query.sql = body.text(body.left());
    return query;
}

}  // namespace

std::optional<RowsLayout> rows_layout(EventType type) {
    using enum RowChange;
    switch (type) {
        case EventType::write_rows_v1: return RowsLayout{insert, 1, false, false};
        case EventType::update_rows_v1: return RowsLayout{update, 1, false, false};
        case EventType::delete_rows_v1: return RowsLayout{erase, 1, false, false};
        case EventType::write_rows_v2: return RowsLayout{insert, 2, false, false};
        case EventType::update_rows_v2: return RowsLayout{update, 2, false, false};
        case EventType::delete_rows_v2: return RowsLayout{erase, 2, false, false};
        case EventType::partial_update_rows: return RowsLayout{update, 2, false, true};
        case EventType::write_rows_compressed_v1: return RowsLayout{insert, 1, true, false};
        case EventType::update_rows_compressed_v1: return RowsLayout{update, 1, true, false};
        case EventType::delete_rows_compressed_v1: return RowsLayout{erase, 1, true, false};
        case EventType::write_rows_compressed_v2: return RowsLayout{insert, 2, true, false};
        case EventType::update_rows_compressed_v2: return RowsLayout{update, 2, true, false};
        case EventType::delete_rows_compressed_v2: return RowsLayout{erase, 2, true, false};
        default: return std::nullopt;
    }
}

std::optional<EventBody> read_event_body(
    const EventHeader& header, const FormatDescription& format, ByteReader& body) {
    switch (header.type) {
        case EventType::rotate: return read_rotate(format, body);
        case EventType::query: return read_query(format, body);
        case EventType::xid: return XidEvent{body.u64()};
        case EventType::xa_prepare: return read_xa_prepare_event(body);
        case EventType::gtid:
        case EventType::anonymous_gtid: return read_gtid_event(header.type, body);
        case EventType::gtid_tagged: return read_tagged_gtid_event(body);
        case EventType::previous_gtids: return PreviousGtids{decode_gtid_set(body)};
        case EventType::mariadb_gtid: return read_mariadb_gtid_event(header, body);
        case EventType::mariadb_gtid_list: return read_mariadb_gtid_list(body);
        case EventType::incident: return read_incident(body);
        case EventType::heartbeat: return read_heartbeat(header, format, body);
        case EventType::heartbeat_v2: return read_heartbeat_v2(body);
        case EventType::rows_query: return read_rows_query(body);
        case EventType::annotate_rows: return RowsQueryEvent{body.text(body.left())};
        case EventType::intvar:
        case EventType::rand:
        case EventType::user_var:
        case EventType::append_block:
        case EventType::delete_file:
        case EventType::begin_load_query:
        case EventType::execute_load_query: return StatementEvent{};
        case EventType::stop:
        case EventType::binlog_checkpoint:
        case EventType::ignorable:
        case EventType::transaction_context:
        case EventType::view_change: return SilentEvent{};
        case EventType::start_encryption:
            throw DamagedLog(
                "the file is encrypted from here on; only its own server can read it, so follow "
                "the log over the server");
        default: return std::nullopt;
    }
}

}  // namespace cutover
