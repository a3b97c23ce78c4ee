#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cutover {

/// A number modulo 2^128.
struct Digest {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    // In the header because it runs for every row.
    Digest& operator+=(const Digest& other) {
        low += other.low;
        high += other.high + (low < other.low ? 1U : 0U);
        return *this;
    }

    Digest& operator-=(const Digest& other);
    friend auto operator<=>(const Digest&, const Digest&) = default;
};

/// XXH3-128 of one row's canonical form (row_encoder.hpp).
[[nodiscard]] Digest row_digest(std::span<const char> canonical_row);

/// XXH3-64: for telling values apart in memory, where a collision costs time alone.
[[nodiscard]] std::uint64_t seeded_hash(std::uint64_t seed, std::string_view bytes);

/// 32 lower-case hex digits, most significant first.
[[nodiscard]] std::string hex(const Digest& digest);

/// The digest again; nothing for any text that hex() does not make.
[[nodiscard]] std::optional<Digest> parse_digest(std::string_view text);

/// A multiset of rows: how many, and the sum of their digests modulo 2^128. Sums do not depend
/// on order, chunks add up to tables, and a row can be taken out again. Never XOR: it cancels
/// duplicates and is blind to systematic damage (docs/decisions/additive-digest.md).
struct RowsDigest {
    std::uint64_t rows = 0;
    Digest sum{};

    void add(const Digest& row) {
        ++rows;
        sum += row;
    }

    void remove(const Digest& row);

    /// False where rows were counted that were not digested, as the evidence has it: no sum.
    [[nodiscard]] bool is_known() const { return rows == 0 || sum != Digest{}; }

    RowsDigest& operator+=(const RowsDigest& other);
    friend bool operator==(const RowsDigest&, const RowsDigest&) = default;
};

}  // namespace cutover
