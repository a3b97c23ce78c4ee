#include "tests/servers/support/relay.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <vector>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cutover::test {
namespace {

constexpr std::size_t header_bytes = 4;
constexpr std::size_t begin_bytes = 32;

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

struct Connection {
    int client = -1;
    int server = -1;
    PacketFinder finder{};
    bool is_cut = false;  ///< The client is gone; what the server answers is thrown away.
};

void send_all(int socket, const char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t sent = ::send(socket, bytes, count, MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        bytes += sent;
        count -= static_cast<std::size_t>(sent);
    }
}

sockaddr_in loopback(unsigned port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

int connected(unsigned port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket);
        return -1;
    }
    return socket;
}

}  // namespace

class Relay::Traffic {
  public:
    // SOCK_CLOEXEC: a server that is started meanwhile must not hold copies, which would keep alive
    // what this one closes.
    explicit Traffic(unsigned server_port)
        : server_port_(server_port), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address = loopback(0);
        socklen_t length = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener_, generic, length) != 0 || ::listen(listener_, 64) != 0 ||
            ::getsockname(listener_, generic, &length) != 0) {
            throw std::runtime_error("no listening socket");
        }
        port_ = ntohs(address.sin_port);
    }

    ~Traffic() {
        for (Connection& connection : connections_) {
            close(connection);
        }
        ::close(listener_);
    }

    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;

    /// One round of waiting and passing on.
    void serve() {
        std::vector<pollfd> waiting{{.fd = listener_, .events = POLLIN, .revents = 0}};
        for (const Connection& connection : connections_) {
            waiting.push_back({.fd = connection.client, .events = POLLIN, .revents = 0});
            waiting.push_back({.fd = connection.server, .events = POLLIN, .revents = 0});
        }
        constexpr int round_milliseconds = 20;
        ::poll(waiting.data(), waiting.size(), round_milliseconds);
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            if (waiting[1 + 2 * i].revents != 0 && connections_[i].client >= 0) {
                from_client(connections_[i]);
            }
            if (waiting[2 + 2 * i].revents != 0 && connections_[i].server >= 0) {
                from_server(connections_[i]);
            }
        }
        const auto is_over = [](const Connection& one) { return one.server < 0; };
        connections_.erase(
            std::remove_if(connections_.begin(), connections_.end(), is_over), connections_.end());
        if (waiting.front().revents != 0) {
            accept();
        }
    }

    void cut(std::uint64_t number, Loss loss, const std::string& statement) {
        const std::scoped_lock lock(mutex_);
        until_cut_ = number;
        loss_ = loss;
        statement_ = statement.empty() ? "" : "\x03" + statement;
        has_cut_ = false;
    }

    [[nodiscard]] bool has_cut() const {
        const std::scoped_lock lock(mutex_);
        return has_cut_;
    }

    [[nodiscard]] std::uint64_t packets() const {
        const std::scoped_lock lock(mutex_);
        return packets_;
    }

    [[nodiscard]] unsigned port() const { return port_; }

  private:
    static void close(Connection& connection) {
        for (int* const end : {&connection.client, &connection.server}) {
            if (*end >= 0) {
                ::close(*end);
                *end = -1;
            }
        }
    }

    void accept() {
        Connection connection{.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)};
        connection.server = connected(server_port_);
        connections_.push_back(connection);
        if (connection.server < 0) {
            close(connections_.back());
        }
    }

    /// True: the cut is due at this packet.
    bool count(const std::string& begin) {
        ++packets_;
        const bool is_meant = statement_.empty() || begin == statement_;
        if (until_cut_ == 0 || !is_meant || --until_cut_ > 0) {
            return false;
        }
        has_cut_ = true;
        return true;
    }

    void from_client(Connection& connection) {
        const ssize_t got = ::recv(connection.client, buffer_.data(), buffer_.size(), 0);
        if (got <= 0) {
            close(connection);
            return;
        }
        const auto bytes = static_cast<std::size_t>(got);
        const std::scoped_lock lock(mutex_);
        for (std::size_t i = 0; i < bytes; ++i) {
            const std::optional<std::string> packet = connection.finder.take(buffer_[i]);
            if (packet && count(*packet)) {
                cut_off(connection, bytes);
                return;
            }
        }
        send_all(connection.server, buffer_.data(), bytes);
    }

    /// What was received with the packet is lost, or arrives, with it.
    void cut_off(Connection& connection, std::size_t bytes) {
        if (loss_ == Loss::request) {
            close(connection);
            return;
        }
        send_all(connection.server, buffer_.data(), bytes);
        ::close(connection.client);
        connection.client = -1;
        connection.is_cut = true;
    }

    void from_server(Connection& connection) {
        const ssize_t got = ::recv(connection.server, buffer_.data(), buffer_.size(), 0);
        if (got <= 0 || connection.is_cut) {
            close(connection);
            return;
        }
        send_all(connection.client, buffer_.data(), static_cast<std::size_t>(got));
    }

    unsigned server_port_;
    int listener_;
    unsigned port_ = 0;
    std::vector<Connection> connections_{};
    std::array<char, 65536> buffer_{};
    mutable std::mutex mutex_{};
    std::uint64_t packets_ = 0;
    std::uint64_t until_cut_ = 0;
    Loss loss_ = Loss::request;
    std::string statement_{};
    bool has_cut_ = false;
};

Relay::Relay(unsigned server_port)
    : traffic_(std::make_unique<Traffic>(server_port)),
      thread_([this](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
              traffic_->serve();
          }
      }) {}

Relay::~Relay() {
    thread_.request_stop();
    thread_.join();
}

unsigned Relay::port() const {
    return traffic_->port();
}

void Relay::cut(std::uint64_t number, Loss loss, const std::string& statement) {
    traffic_->cut(number, loss, statement);
}

bool Relay::has_cut() const {
    return traffic_->has_cut();
}

std::uint64_t Relay::packets() const {
    return traffic_->packets();
}

}  // namespace cutover::test
