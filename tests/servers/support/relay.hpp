#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace cutover::test {

/// Stands between cutover and a server on loopback, passes everything on, and cuts a connection
/// at a packet of the client's that the test chose. Connections made later are served again.
class Relay {
  public:
    /// What the cut loses: the packet itself, the server's answer to it, or the packet and all that
    /// comes after it on every connection there is, as behind a pulled cable: nobody hangs up.
    enum class Loss { request, answer, cable };

    /// What else may happen to a connection.
    enum class Fault {
        reset,       ///< RST both ways, in the middle of what was being sent.
        black_hole,  ///< Nothing arrives any more, either way, and nobody hangs up.
        slices,      ///< The next 20,000 bytes arrive by threes.
        corruption,  ///< One byte arrives as another one, once.
    };

    /// To whom: by the server to those that read its binary log, or by clients to the server.
    enum class Stream { log, statements };

    explicit Relay(unsigned server_port);
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    [[nodiscard]] unsigned port() const;

    /// Cuts at the `number`th packet from now on (1: the next), counted over all connections;
    /// where `statement` is not empty, only packets count that are this statement.
    void cut(std::uint64_t number, Loss loss, const std::string& statement = {});

    /// Once so many more bytes have gone that way, over whichever connection.
    void disturb(Fault fault, Stream stream, std::uint64_t after_bytes);

    /// The fault has happened.
    [[nodiscard]] bool has_disturbed() const;

    /// Resets connections that a black hole has swallowed, as the network would in the end.
    void end_black_holes();

    /// The cut was made; where the answer is lost, the server has the packet.
    [[nodiscard]] bool has_cut() const { return cut_packet().has_value(); }

    /// The begin of the packet that was cut; nothing until then.
    [[nodiscard]] std::optional<std::string> cut_packet() const;

    /// Packets that clients have sent so far.
    [[nodiscard]] std::uint64_t packets() const;

  private:
    class Traffic;
    std::unique_ptr<Traffic> traffic_;
    std::jthread thread_;
};

}  // namespace cutover::test
