#include "binlog/byte_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {

std::uint64_t ByteReader::length() {
    const std::uint8_t first = u8();
    switch (first) {
        case 0xFC: return little_endian(2);
        case 0xFD: return little_endian(3);
        case 0xFE: return little_endian(8);
        case 0xFB:
        case 0xFF: throw DamagedLog(fmt::format("a length begins with {:#04x}", first));
        default: return first;
    }
}

std::string_view ByteReader::text(std::uint64_t size) {
    const Bytes bytes = take(size);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view ByteReader::text_to_zero() {
    const auto zero = std::find(rest_.begin(), rest_.end(), std::uint8_t{0});
    const std::string_view found = text(static_cast<std::uint64_t>(zero - rest_.begin()));
    take(1);
    return found;
}

void ByteReader::expect_end() const {
    if (!rest_.empty()) {
        throw DamagedLog(fmt::format("{} bytes are left over", rest_.size()));
    }
}

void ByteReader::too_short(std::uint64_t wanted) const {
    throw DamagedLog(fmt::format("{} bytes are wanted where {} are left", wanted, rest_.size()));
}

}  // namespace cutover
