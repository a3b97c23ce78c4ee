#include "tests/servers/support/relay.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <vector>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/servers/support/loopback.hpp"
#include "tests/servers/support/packet_finder.hpp"

namespace cutover::test {

struct RelayedConnection {
    int client = -1;
    int server = -1;
    PacketFinder finder{};
    bool is_cut = false;  ///< The client is gone; what the server answers is thrown away.
    bool reads_log = false;
    bool is_silent = false;
    std::size_t left_to_slice = 0;
    std::string to_client{};  ///< A client that does not read must not hold up the others.
    std::size_t of_it_sent = 0;
};

namespace {

/// COM_BINLOG_DUMP and COM_BINLOG_DUMP_GTID.
bool asks_for_log(const std::string& packet) {
    return !packet.empty() && (packet.front() == 0x12 || packet.front() == 0x1E);
}

constexpr std::size_t slice = 3;
constexpr std::size_t sliced_bytes = 20'000;

/// How many of `left` bytes go at once.
std::size_t piece_of(RelayedConnection& connection, std::size_t left) {
    const std::size_t piece = connection.left_to_slice > 0 ? std::min(slice, left) : left;
    connection.left_to_slice -= std::min(piece, connection.left_to_slice);
    return piece;
}

void send_in_pieces(RelayedConnection& connection, const char* bytes, std::size_t count) {
    while (count > 0) {
        const std::size_t piece = piece_of(connection, count);
        send_all(connection.server, bytes, piece);
        bytes += piece;
        count -= piece;
    }
}

/// As much as the client takes.
void flush(RelayedConnection& connection) {
    while (connection.of_it_sent < connection.to_client.size()) {
        const std::size_t left = connection.to_client.size() - connection.of_it_sent;
        const ssize_t sent = ::send(
            connection.client, connection.to_client.data() + connection.of_it_sent,
            piece_of(connection, left), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) {
            return;
        }
        connection.of_it_sent += static_cast<std::size_t>(sent);
    }
    connection.to_client.clear();
    connection.of_it_sent = 0;
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
        for (RelayedConnection& connection : connections_) {
            close(connection);
        }
        ::close(listener_);
    }

    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;

    /// One round of waiting and passing on.
    void serve() {
        std::vector<pollfd> waiting{{.fd = listener_, .events = POLLIN, .revents = 0}};
        for (const RelayedConnection& connection : connections_) {
            const bool listens = !connection.is_silent;
            const bool is_free = connection.to_client.empty();
            const short of_client = static_cast<short>(is_free ? POLLIN : POLLIN | POLLOUT);
            waiting.push_back(
                {.fd = listens ? connection.client : -1, .events = of_client, .revents = 0});
            waiting.push_back(
                {.fd = listens && is_free ? connection.server : -1,
                 .events = POLLIN,
                 .revents = 0});
        }
        constexpr int round_milliseconds = 20;
        ::poll(waiting.data(), waiting.size(), round_milliseconds);
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            const short of_client = waiting[1 + 2 * i].revents;
            if ((of_client & POLLOUT) != 0) {
                flush(connections_[i]);
            }
            if ((of_client & ~POLLOUT) != 0 && connections_[i].client >= 0) {
                from_client(connections_[i]);
            }
            if (waiting[2 + 2 * i].revents != 0 && connections_[i].server >= 0) {
                from_server(connections_[i]);
            }
        }
        if (ends_black_holes_.exchange(false)) {
            for (RelayedConnection& connection : connections_) {
                if (connection.is_silent) {
                    reset(connection);
                }
            }
        }
        const auto is_over = [](const RelayedConnection& one) { return one.server < 0; };
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
        cut_packet_.reset();
    }

    void disturb(Fault fault, Stream stream, std::uint64_t after_bytes) {
        const std::scoped_lock lock(mutex_);
        fault_ = fault;
        disturbed_stream_ = stream;
        until_fault_ = after_bytes;
        is_fault_due_ = true;
    }

    [[nodiscard]] bool has_disturbed() const {
        const std::scoped_lock lock(mutex_);
        return !is_fault_due_;
    }

    void end_black_holes() { ends_black_holes_ = true; }

    [[nodiscard]] std::optional<std::string> cut_packet() const {
        const std::scoped_lock lock(mutex_);
        return cut_packet_;
    }

    [[nodiscard]] std::uint64_t packets() const {
        const std::scoped_lock lock(mutex_);
        return packets_;
    }

    [[nodiscard]] unsigned port() const { return port_; }

  private:
    static void close(RelayedConnection& connection) {
        for (int* const end : {&connection.client, &connection.server}) {
            if (*end >= 0) {
                ::close(*end);
                *end = -1;
            }
        }
    }

    static void reset(RelayedConnection& connection) {
        for (const int end : {connection.client, connection.server}) {
            if (end >= 0) {
                reset_on_close(end);
            }
        }
        close(connection);
    }

    /// Passes bytes of a stream on, with the fault where it is due among them.
    void pass_on(RelayedConnection& connection, Stream stream, std::size_t bytes) {
        if (!is_fault_due_ || stream != disturbed_stream_ || until_fault_ >= bytes) {
            until_fault_ -= is_fault_due_ && stream == disturbed_stream_ ? bytes : 0;
            send_bytes(connection, stream, 0, bytes);
            return;
        }
        is_fault_due_ = false;
        const std::size_t undisturbed = until_fault_;
        send_bytes(connection, stream, 0, undisturbed);
        switch (fault_) {
            case Fault::reset: reset(connection); return;
            case Fault::black_hole: connection.is_silent = true; return;
            case Fault::slices: connection.left_to_slice = sliced_bytes; break;
            case Fault::corruption:
                buffer_.at(undisturbed) = static_cast<char>(buffer_.at(undisturbed) ^ 0x10);
                break;
        }
        send_bytes(connection, stream, undisturbed, bytes);
    }

    void send_bytes(
        RelayedConnection& connection, Stream stream, std::size_t first, std::size_t end) {
        const char* const begin = buffer_.data() + first;
        if (stream == Stream::log) {
            connection.to_client.append(begin, end - first);
            flush(connection);
        } else {
            send_in_pieces(connection, begin, end - first);
        }
    }

    void accept() {
        RelayedConnection connection{
            .client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)};
        connection.server = connected(server_port_);
        send_at_once(connection.client);
        send_at_once(connection.server);
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
        cut_packet_ = begin;
        return true;
    }

    void from_client(RelayedConnection& connection) {
        const ssize_t got = ::recv(connection.client, buffer_.data(), buffer_.size(), 0);
        if (got <= 0) {
            close(connection);
            return;
        }
        const auto bytes = static_cast<std::size_t>(got);
        const std::scoped_lock lock(mutex_);
        for (std::size_t i = 0; i < bytes; ++i) {
            const std::optional<std::string> packet = connection.finder.take(buffer_[i]);
            connection.reads_log = connection.reads_log || (packet && asks_for_log(*packet));
            if (packet && count(*packet)) {
                cut_off(connection, bytes);
                return;
            }
        }
        pass_on(connection, Stream::statements, bytes);
    }

    /// What was received with the packet is lost, or arrives, with it.
    void cut_off(RelayedConnection& connection, std::size_t bytes) {
        if (loss_ == Loss::request) {
            close(connection);
            return;
        }
        if (loss_ == Loss::cable) {
            for (RelayedConnection& one : connections_) {
                one.is_silent = true;
            }
            return;
        }
        send_all(connection.server, buffer_.data(), bytes);
        ::close(connection.client);
        connection.client = -1;
        connection.is_cut = true;
    }

    void from_server(RelayedConnection& connection) {
        const ssize_t got = ::recv(connection.server, buffer_.data(), buffer_.size(), 0);
        if (got <= 0 || connection.is_cut) {
            close(connection);
            return;
        }
        const auto bytes = static_cast<std::size_t>(got);
        const std::scoped_lock lock(mutex_);
        if (connection.reads_log) {
            pass_on(connection, Stream::log, bytes);
        } else {
            send_bytes(connection, Stream::log, 0, bytes);
        }
    }

    unsigned server_port_;
    int listener_;
    unsigned port_ = 0;
    std::vector<RelayedConnection> connections_{};
    std::array<char, 65536> buffer_{};
    mutable std::mutex mutex_{};
    std::uint64_t packets_ = 0;
    std::uint64_t until_cut_ = 0;
    Loss loss_ = Loss::request;
    std::string statement_{};
    std::optional<std::string> cut_packet_{};
    Fault fault_ = Fault::reset;
    Stream disturbed_stream_ = Stream::log;
    std::uint64_t until_fault_ = 0;
    bool is_fault_due_ = false;
    std::atomic<bool> ends_black_holes_{false};
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

std::optional<std::string> Relay::cut_packet() const {
    return traffic_->cut_packet();
}

void Relay::disturb(Fault fault, Stream stream, std::uint64_t after_bytes) {
    traffic_->disturb(fault, stream, after_bytes);
}

bool Relay::has_disturbed() const {
    return traffic_->has_disturbed();
}

void Relay::end_black_holes() {
    traffic_->end_black_holes();
}

std::uint64_t Relay::packets() const {
    return traffic_->packets();
}

}  // namespace cutover::test
