#include "mysql/packet_lengths.hpp"

#include <algorithm>

namespace cutover {

std::size_t PacketLengths::announced_in(std::span<const unsigned char> bytes) {
    constexpr std::size_t longest_packet = 0xFFFFFF;
    std::size_t announced = 0;
    while (!bytes.empty()) {
        const std::size_t body = std::min(bytes.size(), body_left_);
        body_left_ -= body;
        bytes = bytes.subspan(body);
        const std::size_t head = std::min(bytes.size(), header_bytes - header_filled_);
        std::copy_n(bytes.begin(), head, header_.begin() + header_filled_);
        header_filled_ += head;
        bytes = bytes.subspan(head);
        if (header_filled_ == header_bytes) {
            header_filled_ = 0;
            body_left_ = header_[0] | std::size_t{header_[1]} << 8U | std::size_t{header_[2]} << 16U;
            announced += !goes_on_ && body_left_ >= large_bytes_ ? 1 : 0;
            goes_on_ = body_left_ == longest_packet;
        }
    }
    return announced;
}

}  // namespace cutover
