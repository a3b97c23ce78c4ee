#include "binlog/column_compression.hpp"

#include <fmt/format.h>
#define ZLIB_CONST  // zlib only reads its input, and says so where it is asked to
#include <zlib.h>

#include "binlog/compression.hpp"
#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

std::string_view view(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// An inflating stream, ended when it goes out of scope.
class Inflater {
  public:
    explicit Inflater(bool has_zlib_header) {
        if (::inflateInit2(&stream_, has_zlib_header ? MAX_WBITS : -MAX_WBITS) != Z_OK) {
            throw std::bad_alloc();
        }
    }

    ~Inflater() { ::inflateEnd(&stream_); }

    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// False where `from` does not give exactly `size` bytes.
    bool fill(Bytes from, std::uint8_t* to, std::size_t size) {
        stream_.next_in = from.data();
        stream_.avail_in = static_cast<uInt>(from.size());
        stream_.next_out = to;
        stream_.avail_out = static_cast<uInt>(size);
        return ::inflate(&stream_, Z_FINISH) == Z_STREAM_END && stream_.avail_out == 0;
    }

  private:
    z_stream stream_{};
};

}  // namespace

void add_decompressed(Bytes stored, CellColumn& cells) {
    if (stored.empty()) {
        cells.add_bytes({});
        return;
    }
    ByteReader reader(stored);
    const unsigned head = reader.u8();
    constexpr unsigned not_compressed = 0;
    constexpr unsigned zlib = 8;
    const unsigned method = head >> 4U;
    if (method == not_compressed) {
        cells.add_bytes(view(reader.rest()));
        return;
    }
    const unsigned length_bytes = head & 7U;
    if (method != zlib || length_bytes == 0 || length_bytes > 4) {
        throw DamagedLog(
            fmt::format("a COMPRESSED column packed by an unknown method ({:#04x})", head));
    }
    const std::uint64_t size = reader.big_endian(length_bytes);
    constexpr std::uint64_t best_ratio = 1032;
    if (size > largest_event_bytes || size / best_ratio > reader.left()) {
        throw DamagedLog(fmt::format("{} bytes cannot unpack to {}", reader.left(), size));
    }
    std::vector<std::uint8_t> value(size);
    const bool has_zlib_header = (head & 8U) == 0;
    if (!Inflater(has_zlib_header).fill(reader.rest(), value.data(), value.size())) {
        throw DamagedLog("a COMPRESSED column does not unpack to what it declares");
    }
    cells.add_bytes(view(value));
}

}  // namespace cutover
