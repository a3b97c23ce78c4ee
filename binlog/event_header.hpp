#pragma once

#include <cstddef>
#include <cstdint>

#include "binlog/byte_reader.hpp"
#include "binlog/event_type.hpp"

namespace cutover {

/// What stands in front of every event (MySQL internals, "Binlog Event header", version 4).
struct EventHeader {
    static constexpr std::size_t size_bytes = 19;

    static constexpr std::uint16_t in_use_flag = 0x1;       ///< Of a format description.
    static constexpr std::uint16_t artificial_flag = 0x20;  ///< Made up by the sending server.
    static constexpr std::uint16_t ignorable_flag = 0x80;   ///< Whoever does not know it may go on.

    std::uint32_t timestamp = 0;  ///< Seconds since 1970, UTC, when the statement began.
    EventType type = EventType::ignorable;
    std::uint32_t server_id = 0;  ///< Of the server that first logged it.
    std::uint32_t size = 0;       ///< Of the whole event: header, body and checksum.
    std::uint32_t end_position =
        0;  ///< Where the next one begins, modulo 2^32; 0: not in the file.
    std::uint16_t flags = 0;

    [[nodiscard]] bool is_artificial() const { return (flags & artificial_flag) != 0; }

    [[nodiscard]] bool is_ignorable() const { return (flags & ignorable_flag) != 0; }
};

/// Throws DamagedLog where there are fewer bytes than a header has, or the event's size is less.
[[nodiscard]] EventHeader read_event_header(ByteReader& reader);

}  // namespace cutover
