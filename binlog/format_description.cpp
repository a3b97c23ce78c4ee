#include "binlog/format_description.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

constexpr std::size_t checksum_bytes = 4;

/// A server that knows checksums puts their kind in front of the checksum of this event, which it
/// has in any case: MySQL from 5.6.1 on, MariaDB from 5.3 on. A suffix ("-log") does not matter.
bool knows_checksums(const FormatDescription& format) {
    std::array<unsigned, 3> version{};
    const char* at = format.server_version.data();
    const char* const end = at + format.server_version.size();
    for (unsigned& number : version) {
        const auto [next, error] = std::from_chars(at, end, number);
        at = error == std::errc() && next != end ? next + 1 : next;
    }
    const std::array<unsigned, 3> first =
        format.is_mariadb() ? std::array<unsigned, 3>{5, 3, 0} : std::array<unsigned, 3>{5, 6, 1};
    return version >= first;
}

/// Text in a field of fixed size, ended by a zero where it is shorter.
std::string padded_text(Bytes field) {
    const auto end = std::find(field.begin(), field.end(), std::uint8_t{0});
    return {field.begin(), end};
}

}  // namespace

bool FormatDescription::is_mariadb() const {
    return server_version.find("MariaDB") != std::string::npos;
}

std::size_t FormatDescription::post_header(EventType type, std::size_t usual) const {
    const auto index = static_cast<std::size_t>(type);
    return index == 0 || index > post_header_bytes.size() ? usual : post_header_bytes[index - 1];
}

FormatDescription read_format_description(const EventHeader& header, Bytes whole) {
    constexpr unsigned log_version = 4;  // MySQL 5.0 and later
    constexpr std::size_t server_version_bytes = 50;
    ByteReader body(whole.subspan(EventHeader::size_bytes));
    if (const unsigned version = body.u16(); version != log_version) {
        throw DamagedLog(fmt::format("a log of version {}, not 4", version));
    }
    FormatDescription format;
    format.server_version = padded_text(body.take(server_version_bytes));
    format.in_use = (header.flags & EventHeader::in_use_flag) != 0;
    body.take(4);  // when it was made
    if (const unsigned header_bytes = body.u8(); header_bytes != EventHeader::size_bytes) {
        throw DamagedLog(fmt::format("events with headers of {} bytes", header_bytes));
    }
    Bytes post_headers = body.rest();
    if (knows_checksums(format)) {
        if (post_headers.size() <= checksum_bytes) {
            throw DamagedLog("it has no room for its checksum");
        }
        post_headers = post_headers.first(post_headers.size() - checksum_bytes - 1);
        format.has_checksums = *(post_headers.data() + post_headers.size()) == 1;
    }
    format.post_header_bytes.assign(post_headers.begin(), post_headers.end());
    return format;
}

}  // namespace cutover
