#include "tests/servers/support/fake_peer.hpp"

#include <array>
#include <mutex>
#include <stdexcept>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cutover::test {

struct FakePeer::Shared {
    std::mutex mutex{};
    std::string heard{};
    int connection = -1;
    bool stopping = false;
};

FakePeer::FakePeer(Talk talk)
    : talk_(std::move(talk)),
      listener_(::socket(AF_INET, SOCK_STREAM, 0)),
      shared_(std::make_shared<Shared>()) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, length) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, generic, &length) != 0) {
        throw std::runtime_error("no listening socket");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
}

FakePeer::~FakePeer() {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->stopping = true;
        ::shutdown(listener_, SHUT_RDWR);
        ::shutdown(shared_->connection, SHUT_RDWR);
    }
    thread_.join();
    ::close(listener_);
}

void FakePeer::serve() {
    for (;;) {
        const int connection = ::accept(listener_, nullptr, nullptr);
        {
            const std::lock_guard lock(shared_->mutex);
            if (connection < 0 || shared_->stopping) {
                ::close(connection);
                return;
            }
            shared_->connection = connection;
        }
        const Say say = [connection](const std::string& bytes) {
            ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        };
        const Hear hear = [this, connection] {
            std::array<char, 65536> buffer{};
            const ssize_t count = ::recv(connection, buffer.data(), buffer.size(), 0);
            std::string bytes(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
            const std::lock_guard lock(shared_->mutex);
            shared_->heard += bytes;
            return bytes;
        };
        talk_(say, hear);
        const std::lock_guard lock(shared_->mutex);
        shared_->connection = -1;
        ::close(connection);
    }
}

std::string FakePeer::heard() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->heard;
}

std::string FakePeer::packet(unsigned number, const std::string& payload) {
    std::string bytes;
    for (const std::size_t byte : {payload.size(), payload.size() >> 8U, payload.size() >> 16U}) {
        bytes += static_cast<char>(byte & 0xFFU);
    }
    return bytes + static_cast<char>(number) + payload;
}

std::string FakePeer::ok_packet(unsigned number) {
    using std::string_literals::operator""s;
    return packet(number, "\0\0\0\2\0\0\0"s);
}

std::string FakePeer::greeting(const std::string& version, const std::string& plugin) {
    using std::string_literals::operator""s;
    constexpr char utf8mb4 = 45;
    // Protocol 10; capabilities: 4.1 protocol, secure connection, plugins; no TLS.
    return packet(
        0, "\x0A" + version + "\0"s + "\x01\0\0\0"s + "12345678\0"s + "\x01\xA2"s + utf8mb4 +
               "\x02\0"s + "\x0F\0"s + "\x15"s + std::string(10, '\0') + "123456789012\0"s +
               plugin + "\0"s);
}

}  // namespace cutover::test
