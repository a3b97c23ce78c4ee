#pragma once

#include <optional>
#include <string_view>

#include "core/task.hpp"

namespace cutover {

/// "REQUIRED" and the like, any case; nothing for other text.
[[nodiscard]] std::optional<SslMode> parse_ssl_mode(std::string_view text);

/// What must hold of a connection. The client libraries do not ensure it: libmariadb 3.3 connects
/// in clear text to a server without TLS in every mode but the last, so the session checks.
struct TlsPolicy {
    bool ask_for_tls = false;
    bool must_be_encrypted = false;
    bool verify_authority = false;  ///< The certificate comes from ssl_ca.
    bool verify_host = false;       ///< And names the host that was asked for.
    /// The server may choose a way to log in that sends the password as it is: only where nobody
    /// can listen or stand between before the policy has been checked.
    bool allow_clear_password = false;
};

/// Throws ExitCode::usage where the mode needs what the endpoint lacks.
[[nodiscard]] TlsPolicy tls_policy(const Endpoint& endpoint);

/// Throws Error{none, refused} where the session does not meet the policy. `cipher` is "" for a
/// connection in clear text.
void check_tls(const TlsPolicy& policy, std::string_view cipher, std::string_view endpoint);

}  // namespace cutover
