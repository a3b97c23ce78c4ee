#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace cutover::test {

/// Stands between cutover and a server on loopback, passes everything on, and cuts a connection
/// at a packet of the client's that the test chose. Connections made later are served again.
class Relay {
  public:
    /// What the cut loses: the packet itself, or the server's answer to it.
    enum class Loss { request, answer };

    explicit Relay(unsigned server_port);
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    [[nodiscard]] unsigned port() const;

    /// Cuts at the `number`th packet from now on (1: the next), counted over all connections;
    /// where `statement` is not empty, only packets count that are this statement.
    void cut(std::uint64_t number, Loss loss, const std::string& statement = {});

    /// The cut was made; where the answer is lost, the server has the packet.
    [[nodiscard]] bool has_cut() const;

    /// Packets that clients have sent so far.
    [[nodiscard]] std::uint64_t packets() const;

  private:
    class Traffic;
    std::unique_ptr<Traffic> traffic_;
    std::jthread thread_;
};

}  // namespace cutover::test
