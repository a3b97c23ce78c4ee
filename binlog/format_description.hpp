#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "binlog/event_header.hpp"

namespace cutover {

/// The first event of every file: how those that follow are laid out.
struct FormatDescription {
    std::string server_version{};
    std::vector<std::uint8_t> post_header_bytes{};  ///< By event type, from 1.
    bool has_checksums = false;                     ///< CRC32 behind every event.
    bool in_use = false;  ///< The file was still being written, or its server did not close it.

    [[nodiscard]] bool is_mariadb() const;

    /// The part in front of the body, which newer servers may make longer; `usual` where the
    /// server does not say.
    [[nodiscard]] std::size_t post_header(EventType type, std::size_t usual) const;
};

/// The first event of a file; `whole` is all of it, header and checksum too, for what its body
/// looks like says whether there is a checksum.
[[nodiscard]] FormatDescription read_format_description(const EventHeader& header, Bytes whole);

}  // namespace cutover
