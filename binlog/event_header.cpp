#include "binlog/event_header.hpp"

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {

EventHeader read_event_header(ByteReader& reader) {
    EventHeader header;
    header.timestamp = reader.u32();
    header.type = static_cast<EventType>(reader.u8());
    header.server_id = reader.u32();
    header.size = reader.u32();
    header.end_position = reader.u32();
    header.flags = reader.u16();
    if (header.size < EventHeader::size_bytes) {
        throw DamagedLog(
            fmt::format("an event of {} bytes is shorter than its header", header.size));
    }
    return header;
}

}  // namespace cutover
