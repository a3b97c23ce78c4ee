#include "binlog/compression.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include "binlog/damaged_log.hpp"

namespace cutover {

std::vector<std::uint8_t> inflated(Bytes compressed) {
    ByteReader reader(compressed);
    const unsigned head = reader.u8();
    constexpr unsigned is_compressed = 0x80;
    const unsigned method = (head >> 4U) & 7U;
    const unsigned length_bytes = head & 7U;
    if ((head & is_compressed) == 0 || method != 0 || length_bytes == 0 || length_bytes > 4) {
        throw DamagedLog(fmt::format("compressed by an unknown method ({:#04x})", head));
    }
    const std::uint64_t size = reader.big_endian(length_bytes);
    // zlib packs at most 1032 to 1, so a lie about the length cannot ask for more than that.
    constexpr std::uint64_t best_ratio = 1032;
    const Bytes stream = reader.rest();
    if (size > largest_event_bytes || size / best_ratio > stream.size()) {
        throw DamagedLog(fmt::format("{} bytes cannot unpack to {}", stream.size(), size));
    }
    std::vector<std::uint8_t> out(size + 1);  // a byte for "too much"
    uLongf out_bytes = out.size();
    const int result = ::uncompress(out.data(), &out_bytes, stream.data(), stream.size());
    if (result != Z_OK || out_bytes != size) {
        throw DamagedLog("a compressed event does not unpack to what it declares");
    }
    out.pop_back();
    return out;
}

struct PayloadStream::Zstd {
    Zstd() : stream(::ZSTD_createDStream()) {
        if (stream == nullptr) {
            throw std::bad_alloc();
        }
    }

    ~Zstd() { ::ZSTD_freeDStream(stream); }

    Zstd(const Zstd&) = delete;
    Zstd& operator=(const Zstd&) = delete;

    ZSTD_DStream* stream;
};

PayloadStream::PayloadStream(Bytes payload, bool is_zstd, std::uint64_t declared_bytes)
    : rest_(payload), left_(declared_bytes), zstd_(is_zstd ? std::make_unique<Zstd>() : nullptr) {}

PayloadStream::~PayloadStream() = default;

void PayloadStream::read(std::size_t size, std::vector<std::uint8_t>& out) {
    if (size > left_) {
        throw DamagedLog(
            fmt::format("{} bytes of a payload are wanted where {} are left", size, left_));
    }
    left_ -= size;
    // Grown as bytes arrive, so that a length that lies costs no memory.
    constexpr std::size_t step_bytes = 1U << 20U;
    while (size > 0) {
        const std::size_t before = out.size();
        out.resize(before + std::min(size, step_bytes));
        const std::size_t written = unpack(out.data() + before, out.size() - before);
        out.resize(before + written);
        if (written == 0) {
            throw DamagedLog("a payload ends before it has given what it declares");
        }
        size -= written;
    }
}

void PayloadStream::expect_end() {
    std::uint8_t byte = 0;
    if (left_ != 0 || unpack(&byte, 1) != 0) {
        throw DamagedLog("a payload holds more than it declares");
    }
}

std::size_t PayloadStream::unpack(std::uint8_t* out, std::size_t size) {
    if (!zstd_) {
        const std::size_t taken = std::min(size, rest_.size());
        std::copy_n(rest_.begin(), taken, out);
        rest_ = rest_.subspan(taken);
        return taken;
    }
    ZSTD_outBuffer to{out, size, 0};
    for (bool more = true; more && to.pos == 0;) {
        ZSTD_inBuffer from{rest_.data(), rest_.size(), 0};
        const std::size_t result = ::ZSTD_decompressStream(zstd_->stream, &to, &from);
        if (::ZSTD_isError(result) != 0) {
            throw DamagedLog(
                fmt::format("a payload does not unpack: {}", ::ZSTD_getErrorName(result)));
        }
        more = from.pos > 0;
        rest_ = rest_.subspan(from.pos);
    }
    return to.pos;
}

}  // namespace cutover
