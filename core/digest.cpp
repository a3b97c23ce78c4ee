#include "core/digest.hpp"

#include <array>

#include <xxhash.h>

#include "core/hex.hpp"

namespace cutover {

Digest& Digest::operator-=(const Digest& other) {
    const std::uint64_t borrow = low < other.low ? 1U : 0U;
    low -= other.low;
    high -= other.high + borrow;
    return *this;
}

Digest row_digest(std::span<const char> canonical_row) {
    const XXH128_hash_t hash = XXH3_128bits(canonical_row.data(), canonical_row.size());
    return {hash.low64, hash.high64};
}

std::uint64_t seeded_hash(std::uint64_t seed, std::string_view bytes) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string hex(const Digest& digest) {
    static constexpr std::array<char, 17> digits{"0123456789abcdef"};
    std::string text;
    text.reserve(32);
    for (const std::uint64_t half : {digest.high, digest.low}) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text += digits.at((half >> static_cast<unsigned>(shift)) & 0xFU);
        }
    }
    return text;
}

std::optional<Digest> parse_digest(std::string_view text) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != 16) {
        return std::nullopt;
    }
    Digest digest;
    for (std::size_t i = 0; i < 16; ++i) {
        std::uint64_t& half = i < 8 ? digest.high : digest.low;
        half = (half << 8U) | static_cast<unsigned char>((*bytes)[i]);
    }
    return digest;
}

void RowsDigest::remove(const Digest& row) {
    --rows;
    sum -= row;
}

RowsDigest& RowsDigest::operator+=(const RowsDigest& other) {
    rows += other.rows;
    sum += other.sum;
    return *this;
}

}  // namespace cutover
