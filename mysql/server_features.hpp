#pragma once

#include "core/server_facts.hpp"

namespace cutover {

/// Something that servers have or lack by flavour and version. Asked for by name, so that the
/// numbers stand in one table (server_features.cpp) and nowhere else.
enum class Feature {
    // Definitions
    generated_columns,
    generation_expression,  ///< information_schema.COLUMNS.GENERATION_EXPRESSION
    invisible_columns,
    default_expressions,
    check_constraints,
    check_constraints_view,  ///< information_schema.CHECK_CONSTRAINTS
    descending_indexes,
    functional_indexes,
    invisible_indexes,  ///< MySQL's INVISIBLE, MariaDB's IGNORED
    json_type,          ///< A type of its own, not LONGTEXT.
    uuid_type,
    inet4_type,
    inet6_type,
    vector_type,
    spatial_reference_column,  ///< information_schema.COLUMNS.SRS_ID
    compressed_columns,
    sequences,
    system_versioning,
    roles,
    full_collation_names,  ///< COLLATION_CHARACTER_SET_APPLICABILITY.FULL_COLLATION_NAME
    // Sessions and statements
    common_table_expressions,
    transaction_variables,         ///< transaction_isolation, transaction_read_only; else tx_...
    array_binding,                 ///< COM_STMT_BULK_EXECUTE
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
