#include "tests/servers/support/crossroads.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cutover::test {
namespace {

sockaddr_in loopback(unsigned port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int new_socket() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) {
        throw std::system_error(errno, std::generic_category(), "socket");
    }
    return socket;
}

/// Until either end hangs up; then both do.
void pump(int from, int to) {
    std::array<char, 16384> bytes{};
    for (;;) {
        const ssize_t length = ::recv(from, bytes.data(), bytes.size(), 0);
        if (length <= 0 ||
            ::send(to, bytes.data(), static_cast<std::size_t>(length), MSG_NOSIGNAL) != length) {
            ::shutdown(from, SHUT_RDWR);
            ::shutdown(to, SHUT_RDWR);
            return;
        }
    }
}

}  // namespace

Crossroads::Crossroads(const Ways& ways) : ways_(ways), listener_(new_socket()) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, plain, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, plain, &size) != 0) {
        throw std::system_error(errno, std::generic_category(), "listening on loopback");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
}

Crossroads::~Crossroads() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    for (const int socket : sockets_) {
        ::shutdown(socket, SHUT_RDWR);
    }
    pumps_.clear();
    for (const int socket : sockets_) {
        ::close(socket);
    }
    ::close(listener_);
}

void Crossroads::serve() {
    for (int client = 0; (client = ::accept(listener_, nullptr, nullptr)) >= 0;) {
        const bool is_first = connections_++ < ways_.connections;
        const sockaddr_in address = loopback(is_first ? ways_.first_port : ways_.second_port);
        const int server = new_socket();
        sockets_.push_back(client);
        sockets_.push_back(server);
        if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
            ::shutdown(client, SHUT_RDWR);
            continue;
        }
        pumps_.emplace_back([client, server] { pump(client, server); });
        pumps_.emplace_back([client, server] { pump(server, client); });
    }
}

}  // namespace cutover::test
