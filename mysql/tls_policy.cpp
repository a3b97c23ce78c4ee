#include "mysql/tls_policy.hpp"

#include <array>
#include <cctype>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/error.hpp"

namespace cutover {
namespace {

constexpr std::array<std::pair<std::string_view, SslMode>, 5> mode_names{{
    {"DISABLED", SslMode::disabled},
    {"PREFERRED", SslMode::preferred},
    {"REQUIRED", SslMode::required},
    {"VERIFY_CA", SslMode::verify_ca},
    {"VERIFY_IDENTITY", SslMode::verify_identity},
}};

}  // namespace

std::optional<SslMode> parse_ssl_mode(std::string_view text) {
    std::string upper(text);
    for (char& letter : upper) {
        letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    }
    for (const auto& [name, mode] : mode_names) {
        if (upper == name) {
            return mode;
        }
    }
    return std::nullopt;
}

TlsPolicy tls_policy(const Endpoint& endpoint) {
    const bool over_socket = !endpoint.socket.empty();
    const SslMode mode = endpoint.ssl_mode;
    if (mode == SslMode::verify_ca && endpoint.ssl_ca.empty()) {
        throw Error(
            Recovery::none, ExitCode::usage,
            "ssl_mode VERIFY_CA needs ssl_ca, the file with the certificate of the authority");
    }
    TlsPolicy policy;
    // Over a socket of this machine PREFERRED would cost time and protect from nobody.
    policy.ask_for_tls = mode > SslMode::preferred || (mode == SslMode::preferred && !over_socket);
    policy.must_be_encrypted = mode >= SslMode::required;
    policy.verify_host = mode == SslMode::verify_identity;
    policy.verify_authority =
        mode >= SslMode::verify_ca || (policy.ask_for_tls && !endpoint.ssl_ca.empty());
    policy.allow_clear_password = over_socket || policy.verify_host;
    return policy;
}

void check_tls(const TlsPolicy& policy, std::string_view cipher, std::string_view endpoint) {
    if (policy.must_be_encrypted && cipher.empty()) {
        throw Error(
            Recovery::none, ExitCode::refused,
            fmt::format(
                "{} does not speak TLS, which ssl_mode asks for; set up certificates on that "
                "server, or choose ssl_mode DISABLED where the network is trusted",
                endpoint));
    }
}

}  // namespace cutover
