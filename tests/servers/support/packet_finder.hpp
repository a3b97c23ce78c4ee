#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

namespace cutover::test {

/// Finds the packets in what a client sends.
class PacketFinder {
  public:
    /// Takes one byte; the begin of a packet's payload once enough of it is there.
    std::optional<std::string> take(char byte) {
        if (header_.size() < header_bytes) {
            header_ += byte;
            if (header_.size() == header_bytes) {
                const auto at = [&](std::size_t i) {
                    return static_cast<std::size_t>(static_cast<unsigned char>(header_[i]));
                };
                left_ = at(0) | at(1) << 8U | at(2) << 16U;
                wanted_ = std::min(left_, begin_bytes);
                begin_.clear();
                return ended();
            }
            return std::nullopt;
        }
        --left_;
        if (begin_.size() < wanted_) {
            begin_ += byte;
            if (begin_.size() == wanted_) {
                const std::string found = begin_;
                ended();
                return found;
            }
        }
        ended();
        return std::nullopt;
    }

  private:
    static constexpr std::size_t header_bytes = 4;
    static constexpr std::size_t begin_bytes = 32;

    std::optional<std::string> ended() {
        if (left_ > 0) {
            return std::nullopt;
        }
        header_.clear();
        return std::string();
    }

    std::string header_{};
    std::string begin_{};
    std::size_t left_ = 0;
    std::size_t wanted_ = 0;
};

}  // namespace cutover::test
