#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cutover {

using Bytes = std::span<const std::uint8_t>;

/// The unread rest of some bytes of a binary log, which are untrusted: every read is checked
/// against the end, and a length read from them is only ever used through take(), so that nothing
/// is allocated or read by its word alone. Throws DamagedLog where there is less than asked for.
/// What it returns points into the bytes and lives as long as they do.
class ByteReader {
  public:
    explicit ByteReader(Bytes bytes) : rest_(bytes) {}

    [[nodiscard]] std::size_t left() const { return rest_.size(); }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    [[nodiscard]] Bytes rest() const { return rest_; }

    // In the header because they run for every value that is read.
    Bytes take(std::uint64_t size) {
        if (size > rest_.size()) {
            too_short(size);
        }
        const Bytes taken = rest_.first(size);
        rest_ = rest_.subspan(taken.size());
        return taken;
    }

    /// `size` bytes, at most 8, the lowest first.
    std::uint64_t little_endian(unsigned size) {
        std::uint64_t number = 0;
        unsigned shift = 0;
        for (const std::uint8_t byte : take(size)) {
            number |= std::uint64_t{byte} << shift;
            shift += 8;
        }
        return number;
    }

    /// `size` bytes, at most 8, the highest first.
    std::uint64_t big_endian(unsigned size) {
        std::uint64_t number = 0;
        for (const std::uint8_t byte : take(size)) {
            number = (number << 8U) | byte;
        }
        return number;
    }

    std::uint8_t u8() { return take(1).front(); }

    std::uint16_t u16() { return static_cast<std::uint16_t>(little_endian(2)); }

    std::uint32_t u32() { return static_cast<std::uint32_t>(little_endian(4)); }

    std::uint64_t u64() { return little_endian(8); }

    /// A number of 1, 3, 4 or 9 bytes (MySQL internals, "length-encoded integer").
    std::uint64_t length();

    std::string_view text(std::uint64_t size);

    /// Text with its length in one byte in front.
    std::string_view short_text() { return text(u8()); }

    /// Text up to a zero byte, which is read too.
    std::string_view text_to_zero();

    /// Throws DamagedLog where something is left over.
    void expect_end() const;

  private:
    [[noreturn]] void too_short(std::uint64_t wanted) const;

    Bytes rest_;
};

}  // namespace cutover
