#pragma once

#include <string>

#include "core/task.hpp"
#include "mysql/client_types.hpp"
#include "mysql/tls_policy.hpp"

namespace cutover {

/// What MariaDB's and Oracle's client libraries do differently, and nothing else, lives behind
/// these functions. Each is called before the handle connects unless it says otherwise.

/// Asks for TLS, or not, as the policy says; the caller checks after connecting what it got.
void set_tls(ClientConnection* handle, const Endpoint& endpoint, const TlsPolicy& policy);

/// Refuses ways to log in that send the password as it is, unless the policy allows them.
void restrict_login(ClientConnection* handle, const TlsPolicy& policy);

/// The connected handle's socket.
[[nodiscard]] int socket_of(ClientConnection* handle);

/// Lets go of the memory that a large packet needed; what it held is gone. For connected handles.
void shrink_receive_buffer(ClientConnection* handle);

/// How long a read waits from now on; Oracle's library keeps what it connected with. For connected
/// handles.
void set_read_timeout(ClientConnection* handle, unsigned seconds);

/// Whether the server takes several statements in one message from now on; false where it refuses
/// to be told, as proxies do. For connected handles.
[[nodiscard]] bool set_several_statements(ClientConnection* handle, bool allowed);

/// Lets LOAD DATA LOCAL ask this client for data. The login must be made with it for the server
/// to accept such a statement later; afterwards it is allowed only while one statement runs whose
/// data comes from a handler (mysql/load_insert.cpp). Also for connected handles.
void allow_local_data(ClientConnection* handle);

/// Every later LOAD DATA LOCAL fails, whatever file the server asks for. Also for connected
/// handles.
void refuse_local_files(ClientConnection* handle);

}  // namespace cutover
