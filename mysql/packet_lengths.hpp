#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cutover {

/// Follows the packets of an uncompressed connection by their headers alone: three bytes of length,
/// little-endian, and a sequence number; what is longer than 2^24 - 2 bytes goes on in the next
/// packet. (MySQL internals manual, "MySQL Packets".)
/// The bytes are untrusted, and any bytes are packets of some lengths.
class PacketLengths {
  public:
    /// To be made where a packet begins. `large_bytes` is below 2^24 - 1.
    explicit PacketLengths(std::size_t large_bytes) : large_bytes_(large_bytes) {}

    /// Takes the bytes that follow those before; returns how many large messages they announce.
    [[nodiscard]] std::size_t announced_in(std::span<const unsigned char> bytes);

  private:
    static constexpr std::size_t header_bytes = 4;

    bool begins_large(std::span<const unsigned char, header_bytes> header);

    std::size_t large_bytes_;
    std::array<unsigned char, header_bytes> header_{};
    std::size_t header_filled_ = 0;
    std::size_t body_left_ = 0;
    bool goes_on_ = false;  ///< The next packet belongs to the message of the one before.
};

}  // namespace cutover
