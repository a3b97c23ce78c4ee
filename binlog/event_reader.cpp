#include "binlog/event_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <zlib.h>

#include "binlog/compression.hpp"
#include "binlog/damaged_log.hpp"
#include "binlog/event_bodies.hpp"

namespace cutover {
namespace {

constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t flags_offset = 17;

/// More than any statement refers to; a log has new ids with every ALTER, for days.
constexpr std::size_t most_tables_known = 4096;

/// CRC32 of all in front of it. The in-use flag is not part of it, for it is taken away in place
/// when the file is closed. (MySQL source, Log_event_footer::event_checksum_test.)
void expect_checksum(const EventHeader& header, Bytes event) {
    const Bytes covered = event.first(event.size() - checksum_bytes);
    ByteReader stored(event.subspan(covered.size()));
    uLong sum = ::crc32(0, covered.data(), flags_offset);
    std::uint16_t flags = header.flags;
    if (header.type == EventType::format_description) {
        flags = static_cast<std::uint16_t>(flags & ~EventHeader::in_use_flag);
    }
    const std::array<std::uint8_t, 2> flag_bytes{
        static_cast<std::uint8_t>(flags & 0xFFU), static_cast<std::uint8_t>(flags >> 8U)};
    sum = ::crc32(sum, flag_bytes.data(), static_cast<uInt>(flag_bytes.size()));
    const Bytes rest = covered.subspan(flags_offset + flag_bytes.size());
    sum = ::crc32(sum, rest.data(), static_cast<uInt>(rest.size()));
    if (sum != stored.u32()) {
        throw DamagedLog("its checksum does not fit its bytes");
    }
}

/// The query's statement was compressed; the views of `event` point into `body`.
void read_compressed_query(
    Event& event,
    const FormatDescription& format,
    ByteReader& body,
    const EventReader::Sink& sink) {
    constexpr std::size_t usual = 13;
    QueryEvent query = read_query_event(body, format.post_header(EventType::query, usual));
    const std::vector<std::uint8_t> sql = inflated(body.rest());
    query.sql = {reinterpret_cast<const char*>(sql.data()), sql.size()};
    event.body = std::move(query);
    sink(event);
}

/// What a TRANSACTION_PAYLOAD says of itself (MySQL source, codecs/binary.cpp,
/// Transaction_payload).
struct PayloadHead {
    static constexpr std::uint64_t zstd = 0;
    static constexpr std::uint64_t none = 255;

    std::uint64_t method = none;
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> unpacked_bytes{};
};

PayloadHead read_payload_head(ByteReader& body) {
    PayloadHead head;
    for (;;) {
        const std::uint64_t field = body.length();
        if (field == 0) {
            break;
        }
        ByteReader value(body.take(body.length()));
        switch (field) {
            case 1: head.bytes = value.length(); break;
            case 2: head.method = value.length(); break;
            case 3: head.unpacked_bytes = value.length(); break;
            default: break;  // newer servers may add some
        }
    }
    if (head.method != PayloadHead::zstd && head.method != PayloadHead::none) {
        throw DamagedLog(fmt::format("packed by the unknown method {}", head.method));
    }
    if (head.bytes != body.left()) {
        throw DamagedLog(fmt::format("it declares {} bytes and has {}", head.bytes, body.left()));
    }
    return head;
}

}  // namespace

void EventReader::read(Bytes event, const Sink& sink) {
    ByteReader reader(event);
    Event read;
    read.header = read_event_header(reader);
    try {
        if (read.header.size != event.size()) {
            throw DamagedLog(fmt::format(
                "its header says {} bytes where there are {}", read.header.size, event.size()));
        }
        if (read.header.type == EventType::format_description) {
            start_file(read, event);
            sink(read);
            return;
        }
        if (!format_ && read.header.type != EventType::rotate) {
            throw DamagedLog("it stands in front of the format description");
        }
        ByteReader body(without_checksum(read.header, event).subspan(EventHeader::size_bytes));
        read_body(read, body, sink);
    } catch (const DamagedLog& damage) {
        throw DamagedLog(fmt::format("{}: {}", to_text(read.header.type), damage.what()));
    }
}

/// A dump begins with a made-up ROTATE, before any format description: whether it has a checksum
/// is what the session asked for, so it is told by what fits.
Bytes EventReader::without_checksum(const EventHeader& header, Bytes event) const {
    const bool has_room = event.size() >= EventHeader::size_bytes + checksum_bytes;
    if (!format_) {
        try {
            if (has_room) {
                expect_checksum(header, event);
                return event.first(event.size() - checksum_bytes);
            }
        } catch (const DamagedLog&) {
            return event;
        }
        return event;
    }
    if (!format_->has_checksums) {
        return event;
    }
    if (!has_room) {
        throw DamagedLog("it has no room for its checksum");
    }
    expect_checksum(header, event);
    return event.first(event.size() - checksum_bytes);
}

void EventReader::start_file(Event& event, Bytes whole) {
    FormatDescription format = read_format_description(event.header, whole);
    if (format.has_checksums) {
        expect_checksum(event.header, whole);
    }
    format_ = std::make_unique<FormatDescription>(format);
    tables_.clear();
    event.body = std::move(format);
}

void EventReader::read_body(Event& event, ByteReader& body, const Sink& sink) {
    static const FormatDescription before_the_first;
    const FormatDescription& format = format_ ? *format_ : before_the_first;
    if (rows_layout(event.header.type)) {
        read_rows(event, body, sink);
    } else if (event.header.type == EventType::table_map) {
        event.body = table_map(body);
        sink(event);
    } else if (event.header.type == EventType::transaction_payload) {
        read_payload(event.header, body, sink);
    } else if (event.header.type == EventType::query_compressed) {
        read_compressed_query(event, format, body, sink);
    } else if (std::optional<EventBody> simple = read_event_body(event.header, format, body)) {
        event.body = std::move(*simple);
        sink(event);
    } else if (event.header.is_ignorable()) {
        event.body = SilentEvent{};
        sink(event);
    } else {
        throw DamagedLog("this version does not know it, and it may change rows");
    }
}

/// Events within have no checksums of their own; the payload's covers them.
void EventReader::read_payload(const EventHeader& header, ByteReader& body, const Sink& sink) {
    if (in_payload_) {
        throw DamagedLog("it stands inside another one");
    }
    const PayloadHead head = read_payload_head(body);
    PayloadStream stream(
        body.rest(), head.method == PayloadHead::zstd, head.unpacked_bytes.value_or(head.bytes));
    Event outside;
    outside.header = header;
    sink(outside);
    in_payload_ = true;
    std::vector<std::uint8_t> bytes;
    try {
        while (!stream.at_end()) {
            bytes.clear();
            stream.read(EventHeader::size_bytes, bytes);
            Event event;
            event.from_payload = true;
            ByteReader head_reader(bytes);
            event.header = read_event_header(head_reader);
            event.header.server_id = header.server_id;
            stream.read(event.header.size - EventHeader::size_bytes, bytes);
            ByteReader inner(Bytes(bytes).subspan(EventHeader::size_bytes));
            read_body(event, inner, sink);
        }
        stream.expect_end();
    } catch (...) {
        in_payload_ = false;
        throw;
    }
    in_payload_ = false;
}

void EventReader::read_rows(Event& event, ByteReader& body, const Sink& sink) {
    const RowsLayout layout = *rows_layout(event.header.type);
    const std::size_t usual = layout.version == 2 ? 10 : 8;
    const RowsHead head =
        read_rows_head(body, layout, format_->post_header(event.header.type, usual));
    if (head.table_id == RowsHead::no_table) {
        event.body = SilentEvent{};
        sink(event);
        return;
    }
    const auto known = tables_.find(head.table_id);
    if (known == tables_.end()) {
        throw DamagedLog(
            fmt::format("it refers to table {}, which no TABLE_MAP describes", head.table_id));
    }
    RowsEvent rows = read_rows_event(body, layout, known->second.map);
    rows.ends_statement = head.ends_statement;
    std::vector<std::uint8_t> unpacked;
    rows.rows = body.rest();
    if (layout.is_compressed) {
        unpacked = inflated(rows.rows);
        rows.rows = unpacked;
    }
    const bool ends_statement = rows.ends_statement;
    event.body = std::move(rows);
    sink(event);
    if (ends_statement && tables_.size() > most_tables_known) {
        tables_.clear();
    }
}

std::shared_ptr<const TableMap> EventReader::table_map(ByteReader& body) {
    const Bytes bytes = body.rest();
    constexpr std::size_t usual = 8;
    const std::size_t post_header = format_->post_header(EventType::table_map, usual);
    const std::uint64_t id = table_map_id(body, post_header);
    const auto known = tables_.find(id);
    if (known != tables_.end() &&
        std::equal(
            bytes.begin(), bytes.end(), known->second.body.begin(), known->second.body.end())) {
        return known->second.map;
    }
    tables_.erase(id);  // a description that cannot be read leaves none
    KnownTable described;
    described.map = std::make_shared<const TableMap>(read_table_map(body, post_header));
    described.body.assign(bytes.begin(), bytes.end());
    return tables_.emplace(id, std::move(described)).first->second.map;
}

}  // namespace cutover
