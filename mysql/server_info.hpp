#pragma once

#include "core/server_facts.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Everything that checks and plans need to know of the session's server, in about ten small
/// statements. Needs no privilege; what the account may not see (the list of accounts) is absent.
///
/// Refuses servers that only speak like MySQL (ExitCode::could_not_finish).
///
/// `identity` is the server's own server_uuid on MySQL. MariaDB has none, so there it is what
/// tells one server from another and survives a restart: host name, port, data directory and
/// server_id, and the hash of port and network card where the version has it (server_uid).
[[nodiscard]] ServerFacts read_server_facts(Session& session);

/// That of the server that answers now: behind one address it may be another one than before.
[[nodiscard]] std::string read_identity(Session& session);

}  // namespace cutover
