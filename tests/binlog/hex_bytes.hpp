#pragma once

#include <string>

#include <gtest/gtest.h>

#include "binlog/byte_reader.hpp"
#include "core/hex.hpp"

namespace cutover {

/// Of hex digits in which blanks are for the reader.
inline std::string bytes_of(std::string hex) {
    std::erase(hex, ' ');
    const auto bytes = from_hex(hex);
    EXPECT_TRUE(bytes.has_value()) << hex;
    return bytes.value_or("");
}

/// As long as `bytes` live and stay as they are.
inline Bytes view(const std::string& bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace cutover
