#pragma once

#include "core/server_facts.hpp"

namespace cutover {

/// Something that servers have or lack by flavour and version. Asked for by name, so that the
/// numbers stand in one table (server_features.cpp) and nowhere else.
enum class Feature {
    // Definitions
    roles,
    full_collation_names,  ///< COLLATION_CHARACTER_SET_APPLICABILITY.FULL_COLLATION_NAME
    // Sessions and statements
    timestamp_defaults,            ///< explicit_defaults_for_timestamp can be set by a session.
    read_lock_beside_readers,      ///< FLUSH TABLES WITH READ LOCK waits for no SELECT.
    table_lock_wait_ends_at_once,  ///< KILL QUERY ends a LOCK TABLES that waits for a transaction.
    // Binary log
    binlog_gtid_pos,         ///< BINLOG_GTID_POS(file, position)
    show_binary_log_status,  ///< In place of SHOW MASTER STATUS.
    show_replicas,           ///< In place of SHOW SLAVE HOSTS; REPLICA for SLAVE in general.
    several_sources,         ///< A replica may follow several, shown by SHOW ALL SLAVES STATUS.
};

[[nodiscard]] bool supports(const ServerFacts& server, Feature feature);

}  // namespace cutover
