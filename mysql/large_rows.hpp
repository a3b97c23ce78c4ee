#pragma once

#include <cstddef>
#include <mutex>
#include <span>

#include "mysql/client_types.hpp"
#include "mysql/packet_lengths.hpp"
#include "mysql/received_bytes.hpp"

namespace cutover {

/// Keeps the memory of large rows bounded: such a row is held up to three times on its way (packet,
/// block, statement), and many sessions with one each would take gigabytes. So one session of the
/// process at a time may hold one; smaller rows never wait. Shared by both servers' sessions.
class LargeRows {
  public:
    /// `bytes_in_flight` is what rows may take on `sessions` sessions together, Limits::max_memory.
    LargeRows(std::size_t bytes_in_flight, std::size_t sessions);

    /// A row of this many bytes on the wire is large.
    [[nodiscard]] std::size_t large_bytes() const { return large_bytes_; }

  private:
    friend class LargeRowTurn;

    std::size_t large_bytes_;
    std::mutex one_at_a_time_{};
};

/// One result's place in the queue. It is asked for while the library reads the header of a large
/// packet, before room is made for it; who waits holds no large row.
///
/// A holder may wait for a lock in the database that a waiter has; the server's lock timeout ends
/// that, and the chunk is tried again.
///
/// To be made between statements, and used on one thread.
class LargeRowTurn {
  public:
    /// `rows` outlives it.
    LargeRowTurn(ClientConnection* connection, LargeRows& rows);

    /// The packet was a row that is in the block now. True where it was large: the block is then
    /// to be handed on as it is.
    bool took(std::size_t packet_bytes);

    /// The rows taken so far are gone.
    void give_back();

  private:
    void see(std::span<const unsigned char> bytes);

    LargeRows& rows_;
    std::unique_lock<std::mutex> lock_;
    PacketLengths lengths_;
    std::size_t on_their_way_ = 0;  ///< Large rows announced and not taken yet.
    ReceivedBytes received_;        ///< Last: it calls see().
};

}  // namespace cutover
