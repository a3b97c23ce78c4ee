#include "mysql/large_rows.hpp"

#include <algorithm>

namespace cutover {
namespace {

/// Packet, block and statement, and one for what growing them leaves behind.
constexpr std::size_t copies_of_a_row = 4;
/// Larger ones need a second packet, and smaller ones are what blocks are made of.
constexpr std::size_t most_large_bytes = 8U << 20U;
constexpr std::size_t least_large_bytes = 256U << 10U;

}  // namespace

LargeRows::LargeRows(std::size_t bytes_in_flight, std::size_t sessions)
    : large_bytes_(std::clamp(
          bytes_in_flight / copies_of_a_row / std::max<std::size_t>(sessions, 1),
          least_large_bytes,
          most_large_bytes)) {}

LargeRowTurn::LargeRowTurn(ClientConnection* connection, LargeRows& rows)
    : rows_(rows),
      lock_(rows.one_at_a_time_, std::defer_lock),
      lengths_(rows.large_bytes()),
      received_(connection, [this](std::span<const unsigned char> bytes) { see(bytes); }) {}

void LargeRowTurn::see(std::span<const unsigned char> bytes) {
    on_their_way_ += lengths_.announced_in(bytes);
    if (on_their_way_ > 0 && !lock_.owns_lock()) {
        lock_.lock();
    }
}

bool LargeRowTurn::took(std::size_t packet_bytes) {
    if (packet_bytes < rows_.large_bytes()) {
        return false;
    }
    on_their_way_ -= std::min<std::size_t>(on_their_way_, 1);
    return true;
}

/// The library reads ahead, so the next large row may be announced already.
void LargeRowTurn::give_back() {
    if (on_their_way_ == 0 && lock_.owns_lock()) {
        lock_.unlock();
    }
}

}  // namespace cutover
