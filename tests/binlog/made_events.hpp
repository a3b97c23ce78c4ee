#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "binlog/byte_reader.hpp"
#include "binlog/event_header.hpp"

namespace cutover::test {

/// The body of a format description as MySQL 5.6 or MariaDB 10 write it, without checksums.
inline std::vector<std::uint8_t> made_format_description(bool is_mariadb) {
    std::vector<std::uint8_t> body{4, 0};
    const std::string_view version = is_mariadb ? "5.2.0-MariaDB" : "5.6.0";  // before checksums
    body.insert(body.end(), version.begin(), version.end());
    body.resize(2 + 50 + 4);
    body.push_back(19);
    const std::vector<std::uint8_t> post_headers{56, 13, 0,  8,  0,  18, 0, 4, 4, 4, 4,  18, 0, 0,
                                                 92, 0,  4,  26, 8,  0,  0, 0, 8, 8, 8,  2,  0, 0,
                                                 0,  10, 10, 10, 25, 25, 0, 0, 0, 0, 10, 0,  0, 0};
    body.insert(body.end(), post_headers.begin(), post_headers.end());
    return body;
}

/// Of that type, with nothing in its header but that and its size.
inline std::vector<std::uint8_t> made_event(std::uint8_t type, Bytes body) {
    const std::size_t size = EventHeader::size_bytes + body.size();
    std::vector<std::uint8_t> event(EventHeader::size_bytes);
    event[4] = type;
    for (std::size_t i = 0; i < 4; ++i) {
        event[9 + i] = static_cast<std::uint8_t>(size >> (8 * i));
    }
    event.insert(event.end(), body.begin(), body.end());
    return event;
}

}  // namespace cutover::test
