#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace cutover::test {

/// A listening socket of the test's own on loopback that is no server: each connection is handed
/// to `talk`, which may say and hear what it likes; the connection is closed when it returns.
class FakePeer {
  public:
    /// Reads up to 64 KiB; "" where the client closed. Waits for bytes.
    using Hear = std::function<std::string()>;
    using Say = std::function<void(const std::string&)>;
    using Talk = std::function<void(const Say& say, const Hear& hear)>;

    explicit FakePeer(Talk talk);
    ~FakePeer();
    FakePeer(const FakePeer&) = delete;
    FakePeer& operator=(const FakePeer&) = delete;

    [[nodiscard]] unsigned port() const { return port_; }

    /// Everything that clients sent so far.
    [[nodiscard]] std::string heard() const;

    /// A packet of MySQL's protocol.
    [[nodiscard]] static std::string packet(unsigned number, const std::string& payload);

    /// The packet that says that all is well.
    [[nodiscard]] static std::string ok_packet(unsigned number);

    /// The greeting of a server with this version that logs in by this plugin, without TLS.
    [[nodiscard]] static std::string greeting(
        const std::string& version, const std::string& plugin);

  private:
    void serve();

    Talk talk_;
    int listener_;
    unsigned port_ = 0;
    struct Shared;
    std::shared_ptr<Shared> shared_;
    std::jthread thread_{};
};

}  // namespace cutover::test
