#pragma once

#include <functional>
#include <span>

#include "mysql/client_types.hpp"

namespace cutover {

/// Shows all bytes that a connection receives while this lives, piece by piece, decrypted, before
/// the client library has looked at them. For calls on the thread that made it alone. Oracle's
/// library has no such place: nothing is ever shown.
class ReceivedBytes {
  public:
    using Show = std::function<void(std::span<const unsigned char>)>;

    /// `show` must not throw: the library's C code lies between.
    ReceivedBytes(ClientConnection* connection, Show show);
    ~ReceivedBytes();
    ReceivedBytes(const ReceivedBytes&) = delete;
    ReceivedBytes& operator=(const ReceivedBytes&) = delete;

    /// Once, before the first connection is made.
    static void install();

    /// What the library calls, for whom it concerns.
    static void show(ClientConnection* connection, std::span<const unsigned char> bytes);

  private:
    ClientConnection* connection_;
    Show show_;
    ReceivedBytes* outer_;  ///< Of this thread; another connection may be read inside a read.
};

}  // namespace cutover
