#include "mysql/client_library.hpp"

#include <cstdlib>

#include <mysql.h>

#ifdef MARIADB_PACKAGE_VERSION_ID
#include <ma_pvio.h>
#if MARIADB_PACKAGE_VERSION_ID >= 30400
#include <ma_tls.h>
#endif
#endif

namespace cutover {
namespace {

void set_files(ClientConnection* handle, const Endpoint& endpoint, const TlsPolicy& policy) {
    if (policy.verify_authority && !endpoint.ssl_ca.empty()) {
        mysql_options(handle, MYSQL_OPT_SSL_CA, endpoint.ssl_ca.c_str());
    }
    if (!endpoint.ssl_cert.empty()) {
        mysql_options(handle, MYSQL_OPT_SSL_CERT, endpoint.ssl_cert.c_str());
    }
    if (!endpoint.ssl_key.empty()) {
        mysql_options(handle, MYSQL_OPT_SSL_KEY, endpoint.ssl_key.c_str());
    }
}

}  // namespace

#ifdef MARIADB_PACKAGE_VERSION_ID

#if MARIADB_PACKAGE_VERSION_ID >= 30400
namespace {

/// 3.4 verifies chain and host or nothing; VERIFY_CA is the chain alone.
int verify_chain(MARIADB_TLS* tls, unsigned /*flags*/) {
    constexpr unsigned chain = MARIADB_TLS_VERIFY_TRUST | MARIADB_TLS_VERIFY_PERIOD |
                               MARIADB_TLS_VERIFY_REVOKED | MARIADB_TLS_VERIFY_UNKNOWN;
    return (tls->pvio->mysql->net.tls_verify_status & chain) == 0 ? 0 : 1;
}

}  // namespace
#endif

void set_tls(ClientConnection* handle, const Endpoint& endpoint, const TlsPolicy& policy) {
    if (!policy.ask_for_tls) {
        const my_bool off = 0;
        mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &off);
        mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &off);
        return;
    }
    const my_bool ask = 1;
    mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &ask);
    set_files(handle, endpoint, policy);
#if MARIADB_PACKAGE_VERSION_ID >= 30400
    const my_bool verify = policy.verify_authority ? 1 : 0;
    if (policy.verify_authority && !policy.verify_host) {
        mysql_optionsv(handle, MARIADB_OPT_TLS_VERIFICATION_CALLBACK, verify_chain);
    }
#else
    const my_bool verify = policy.verify_host ? 1 : 0;
#endif
    mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
}

void restrict_login(ClientConnection* handle, const TlsPolicy& policy) {
    if (!policy.allow_clear_password) {
        mysql_options(
            handle, MARIADB_OPT_RESTRICTED_AUTH,
            "mysql_native_password,caching_sha2_password,sha256_password,client_ed25519,parsec,"
            "auth_gssapi_client");
    }
}

int socket_of(ClientConnection* handle) {
    return mysql_get_socket(handle);
}

void set_read_timeout(ClientConnection* handle, unsigned seconds) {
    constexpr int milliseconds = 1000;
    handle->net.pvio->timeout[PVIO_READ_TIMEOUT] = static_cast<int>(seconds) * milliseconds;
}

/// The library lets its buffer grow to the largest packet and keeps it as long as the session.
void shrink_receive_buffer(ClientConnection* handle) {
    constexpr std::size_t kept_bytes = 16384;
    constexpr std::size_t room_for_headers = 64;
    NET& net = handle->net;
    if (net.buff == nullptr || net.compress != 0 || net.max_packet <= kept_bytes) {
        return;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): the library's own memory, from its malloc()
    void* const smaller = std::realloc(net.buff, kept_bytes + room_for_headers);
    if (smaller == nullptr) {
        return;
    }
    net.buff = static_cast<unsigned char*>(smaller);
    net.write_pos = net.read_pos = net.buff;
    net.max_packet = kept_bytes;
    net.buff_end = net.buff + kept_bytes;
}

#else

void set_tls(ClientConnection* handle, const Endpoint& endpoint, const TlsPolicy& policy) {
    unsigned mode = SSL_MODE_DISABLED;
    if (policy.verify_host) {
        mode = SSL_MODE_VERIFY_IDENTITY;
    } else if (policy.verify_authority && policy.must_be_encrypted) {
        mode = SSL_MODE_VERIFY_CA;
    } else if (policy.must_be_encrypted) {
        mode = SSL_MODE_REQUIRED;
    } else if (policy.ask_for_tls) {
        mode = SSL_MODE_PREFERRED;
    }
    mysql_options(handle, MYSQL_OPT_SSL_MODE, &mode);
    if (policy.ask_for_tls) {
        set_files(handle, endpoint, policy);
    }
}

void restrict_login(ClientConnection* handle, const TlsPolicy& policy) {
    const bool allow = policy.allow_clear_password;
    mysql_options(handle, MYSQL_ENABLE_CLEARTEXT_PLUGIN, &allow);
}

int socket_of(ClientConnection* handle) {
    return static_cast<int>(handle->net.fd);
}

void set_read_timeout(ClientConnection* /*handle*/, unsigned /*seconds*/) {}

/// This library keeps its buffer in structures of its own.
void shrink_receive_buffer(ClientConnection* /*handle*/) {}

#endif

bool set_several_statements(ClientConnection* handle, bool allowed) {
    const auto option =
        allowed ? MYSQL_OPTION_MULTI_STATEMENTS_ON : MYSQL_OPTION_MULTI_STATEMENTS_OFF;
    return mysql_set_server_option(handle, option) == 0;
}

void allow_local_data(ClientConnection* handle) {
    const unsigned always = 1;
    mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &always);
}

void refuse_local_files(ClientConnection* handle) {
    const unsigned never = 0;
    mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &never);
}

}  // namespace cutover
