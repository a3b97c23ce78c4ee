#pragma once

#include <cstdint>
#include <string>

namespace cutover {

/// What a server makes of rows without sending them: how many there are, and two sums of their
/// digests, each of another slice. Equal ones are a strong hint that the rows are the same, and no
/// proof: MD5 is what servers have, and what it is taken of is what one statement says.
struct ServerDigest {
    std::uint64_t rows = 0;
    std::string low{};  ///< Decimal digits, as long as they are.
    std::string high{};

    /// Of the rows of both.
    ServerDigest& operator+=(const ServerDigest& other);

    friend bool operator==(const ServerDigest&, const ServerDigest&) = default;
};

}  // namespace cutover
