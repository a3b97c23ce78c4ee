#include "mysql/packet_lengths.hpp"

namespace cutover {

/// Runs for every row that is read: a header that lies in one piece, as almost all do, is not
/// copied.
std::size_t PacketLengths::announced_in(std::span<const unsigned char> bytes) {
    std::size_t announced = 0;
    while (bytes.size() > body_left_) {
        bytes = bytes.subspan(body_left_);
        body_left_ = 0;
        if (header_filled_ == 0 && bytes.size() >= header_bytes) {
            announced += begins_large(bytes.first<header_bytes>()) ? 1U : 0U;
            bytes = bytes.subspan(header_bytes);
            continue;
        }
        header_[header_filled_++] = bytes.front();
        bytes = bytes.subspan(1);
        if (header_filled_ == header_bytes) {
            header_filled_ = 0;
            announced += begins_large(header_) ? 1U : 0U;
        }
    }
    body_left_ -= bytes.size();
    return announced;
}

bool PacketLengths::begins_large(std::span<const unsigned char, header_bytes> header) {
    constexpr std::size_t longest_packet = 0xFFFFFF;
    body_left_ = header[0] | std::size_t{header[1]} << 8U | std::size_t{header[2]} << 16U;
    const bool begins = !goes_on_ && body_left_ >= large_bytes_;
    goes_on_ = body_left_ == longest_packet;
    return begins;
}

}  // namespace cutover
