#include "mysql/session.hpp"

#include <cerrno>
#include <mutex>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <mysql.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/client_library.hpp"
#include "mysql/credentials.hpp"
#include "mysql/received_bytes.hpp"
#include "mysql/server_error.hpp"
#include "mysql/server_version.hpp"
#include "mysql/session_settings.hpp"
#include "mysql/text_statement.hpp"
#include "mysql/tls_policy.hpp"

namespace cutover {
namespace {

constexpr unsigned connect_timeout_seconds = 10;
/// A statement may compute for hours before its first byte comes. A dead peer is found by the
/// keep-alive probes long before; these bound a server that lives but hangs.
constexpr unsigned read_timeout_seconds = 24 * 3600;
constexpr unsigned write_timeout_seconds = 3600;
/// What sets a session up is answered at once or never: a server that was killed just then, or one
/// that hangs, must not hold up a run whose other sessions live.
constexpr unsigned setup_timeout_seconds = 60;

/// During the handshake too.
constexpr unsigned lost_connection = 2013;

/// Bytes that nobody acknowledges keep the probes waiting, and the kernel would send them again for
/// a quarter of an hour.
constexpr int unacknowledged_milliseconds = 120'000;

constexpr int probe_after_seconds = 60;
constexpr int probe_every_seconds = 10;
constexpr int probes = 6;

ClientConnection* new_handle() {
    static std::once_flag initialised;
    std::call_once(initialised, [] {
        mysql_library_init(0, nullptr, nullptr);
        ReceivedBytes::install();
    });
    ClientConnection* const handle = mysql_init(nullptr);
    if (handle == nullptr) {
        throw Error(Recovery::none, "the client library has no memory for a session");
    }
    return handle;
}

void set_options(
    ClientConnection* handle, const Endpoint& endpoint, const TlsPolicy& policy, SessionRole role) {
    mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout_seconds);
    mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &read_timeout_seconds);
    mysql_options(handle, MYSQL_OPT_WRITE_TIMEOUT, &write_timeout_seconds);
    mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    // "localhost" would mean the library's own socket, and another server.
    const unsigned protocol = endpoint.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
    mysql_options(handle, MYSQL_OPT_PROTOCOL, &protocol);
    set_tls(handle, endpoint, policy);
    restrict_login(handle, policy);
    role == SessionRole::writing ? allow_local_data(handle) : refuse_local_files(handle);
}

void probe_dead_peers(int socket) {
    const auto set = [socket](int level, int option, int value) {
        return ::setsockopt(socket, level, option, &value, sizeof value) == 0;
    };
    const bool done = set(SOL_SOCKET, SO_KEEPALIVE, 1) &&
                      set(IPPROTO_TCP, TCP_KEEPIDLE, probe_after_seconds) &&
                      set(IPPROTO_TCP, TCP_KEEPINTVL, probe_every_seconds) &&
                      set(IPPROTO_TCP, TCP_KEEPCNT, probes) &&
                      set(IPPROTO_TCP, TCP_USER_TIMEOUT, unacknowledged_milliseconds);
    if (!done) {
        throw Error(
            Recovery::none,
            fmt::format(
                "cannot set up TCP keep-alive: {}", std::generic_category().message(errno)));
    }
}

/// The library says that some file is not there, and not which.
void require_tls_files(const Endpoint& endpoint, const TlsPolicy& policy) {
    for (const auto& [key, file] :
         {std::pair("ssl_ca", &endpoint.ssl_ca), std::pair("ssl_cert", &endpoint.ssl_cert),
          std::pair("ssl_key", &endpoint.ssl_key)}) {
        if (policy.ask_for_tls && !file->empty() && ::access(file->c_str(), R_OK) != 0) {
            throw Error(
                Recovery::none, ExitCode::refused,
                fmt::format(
                    "cannot read {} {} for {}: {}; correct its path, or make it readable", key,
                    printable(*file), display(endpoint), std::generic_category().message(errno)));
        }
    }
}

[[noreturn]] void throw_not_connected(ClientConnection* handle, const std::string& shown) {
    std::string message = mysql_error(handle);
    const unsigned code = mysql_errno(handle);
    if (code == lost_connection) {
        message += "; what answers there hung up or is no such server, check host and port";
    }
    throw server_error(
        {.code = code, .sqlstate = mysql_sqlstate(handle), .message = message}, shown,
        "opening a session");
}

void connect(
    ClientConnection* handle,
    const Endpoint& endpoint,
    SessionRole role,
    const std::string& shown) {
    const TlsPolicy policy = tls_policy(endpoint);
    require_tls_files(endpoint, policy);
    set_options(handle, endpoint, policy, role);
    const bool over_socket = !endpoint.socket.empty();
    if (mysql_real_connect(
            handle, over_socket ? nullptr : endpoint.host.c_str(), endpoint.user.c_str(),
            endpoint.password.c_str(), nullptr, over_socket ? 0 : endpoint.port,
            over_socket ? endpoint.socket.c_str() : nullptr, CLIENT_FOUND_ROWS) == nullptr) {
        throw_not_connected(handle, shown);
    }
    refuse_local_files(handle);
    const char* const cipher = mysql_get_ssl_cipher(handle);
    check_tls(policy, cipher == nullptr ? "" : cipher, shown);
    if (!over_socket) {
        probe_dead_peers(socket_of(handle));
    }
}

FlavourAndVersion recognised(const std::string& version, const std::string& shown) {
    const std::optional<FlavourAndVersion> server = parse_version(version);
    if (!server) {
        throw Error(
            Recovery::none,
            fmt::format(
                "the server on {} is neither MySQL nor MariaDB (it says \"{}\"); cutover knows "
                "only these two",
                shown, printable(version)));
    }
    return *server;
}

}  // namespace

void Session::Close::operator()(ClientConnection* handle) const noexcept {
    mysql_close(handle);
}

Session::Session(const Endpoint& endpoint, SessionRole role)
    : handle_(new_handle()), endpoint_(display(endpoint)) {
    const Endpoint complete = with_credentials(endpoint);
    endpoint_ = display(complete);
    connect(handle_.get(), complete, role, endpoint_);
    set_read_timeout(handle_.get(), setup_timeout_seconds);
    const FlavourAndVersion server = recognised(mysql_get_server_info(handle_.get()), endpoint_);
    for (const std::string& statement : session_settings(role, server)) {
        execute(statement, "setting up the session");
    }
    set_read_timeout(handle_.get(), read_timeout_seconds);
}

Session::~Session() = default;
Session::Session(Session&& other) noexcept = default;
Session& Session::operator=(Session&& other) noexcept = default;

std::uint64_t Session::execute(std::string_view sql, std::string_view purpose) {
    return execute_text(handle_.get(), sql, {.endpoint = endpoint_, .purpose = purpose});
}

TextRows Session::query(
    std::string_view sql, std::string_view purpose, const std::vector<std::string>& parameters) {
    const StatementPlace place{.endpoint = endpoint_, .purpose = purpose};
    return parameters.empty() ? query_text(handle_.get(), sql, place)
                              : query_bound(handle_.get(), sql, parameters, place);
}

}  // namespace cutover
