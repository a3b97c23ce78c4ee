#include "binlog/gtid_set_bytes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

constexpr unsigned tagged_form = 1;

struct Header {
    bool is_tagged = false;
    std::uint64_t sources = 0;
};

Header decode_header(ByteReader& reader) {
    const std::uint64_t number = reader.u64();
    const auto form = static_cast<unsigned>(number >> 56U);
    if (form == 0) {
        return {false, number};
    }
    if (form != tagged_form || (number & 0xFFU) != tagged_form) {
        throw DamagedLog(fmt::format("a GTID set of unknown form ({:#018x})", number));
    }
    return {true, number << 8U >> 16U};
}

Uuid decode_uuid(ByteReader& reader) {
    Uuid uuid;
    const Bytes bytes = reader.take(uuid.bytes.size());
    std::copy(bytes.begin(), bytes.end(), uuid.bytes.begin());
    return uuid;
}

/// The length has the variable form of MySQL's serialization library, in which an even byte is
/// twice a number below 128; a tag has no longer one.
std::string_view decode_tag(ByteReader& reader) {
    const std::uint8_t doubled = reader.u8();
    if (doubled % 2 != 0) {
        throw DamagedLog(fmt::format("the length of a GTID's tag is coded as {:#04x}", doubled));
    }
    const std::string_view tag = reader.text(doubled / 2U);
    if (!tag.empty() && parse_gtid_tag(tag) != tag) {
        throw DamagedLog("a GTID's tag has characters that none has, or too many");
    }
    return tag;
}

/// Each one must begin beyond the end of the one before, as the server demands
/// (Gtid_set::add_gtid_encoding); it joins those that touch before it writes them.
GtidInterval decode_interval(ByteReader& reader, std::uint64_t end_before) {
    const std::uint64_t first = reader.u64();
    const std::uint64_t end = reader.u64();
    if (first <= end_before || end <= first || end - 1 > last_gtid_number) {
        throw DamagedLog(
            fmt::format("GTIDs from {} to before {}, after {}", first, end, end_before));
    }
    return {first, end - 1};
}

void put_number(std::uint64_t number, std::string& bytes) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
        bytes += static_cast<char>(static_cast<unsigned char>(number >> shift));
    }
}

void put_intervals(const std::vector<GtidInterval>& intervals, std::string& bytes) {
    put_number(intervals.size(), bytes);
    for (const GtidInterval& interval : intervals) {
        put_number(interval.first, bytes);
        put_number(interval.last + 1, bytes);
    }
}

}  // namespace

GtidSet decode_gtid_set(ByteReader& reader) {
    GtidSet set;
    const Header header = decode_header(reader);
    for (std::uint64_t i = 0; i < header.sources; ++i) {
        const Uuid source = decode_uuid(reader);
        const std::string_view tag = header.is_tagged ? decode_tag(reader) : std::string_view();
        const std::uint64_t intervals = reader.u64();
        std::uint64_t end = 0;
        for (std::uint64_t j = 0; j < intervals; ++j) {
            const GtidInterval interval = decode_interval(reader, end);
            set.add(source, tag, interval);
            end = interval.last + 1;
        }
    }
    return set;
}

std::string encode_gtid_set(const GtidSet& set) {
    const std::vector<GtidNumbers>& sources = set.sources();
    const bool is_tagged = std::any_of(
        sources.begin(), sources.end(),
        [](const GtidNumbers& numbers) { return !numbers.tag.empty(); });
    const std::uint64_t form = is_tagged ? tagged_form : 0;
    const std::uint64_t count = sources.size();
    std::string bytes;
    put_number(is_tagged ? form << 56U | count << 8U | form : count, bytes);
    for (const GtidNumbers& numbers : sources) {
        bytes.append(numbers.source.bytes.begin(), numbers.source.bytes.end());
        if (is_tagged) {
            bytes += static_cast<char>(numbers.tag.size() * 2);
            bytes += numbers.tag;
        }
        put_intervals(numbers.intervals, bytes);
    }
    return bytes;
}

}  // namespace cutover
