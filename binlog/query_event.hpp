#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "binlog/byte_reader.hpp"

namespace cutover {

/// What of the session that ran a statement changes its meaning, as far as the log says it: a
/// statement is replayed under the same. Absent: the log does not say, the server's default.
/// (MySQL source, Query_event_status_vars of libs/mysql/binlog/event/statement_events.h.)
struct QuerySession {
    struct CharacterSets {
        unsigned client = 0;  ///< Collation numbers.
        unsigned connection = 0;
        unsigned server = 0;
    };

    std::optional<std::uint32_t> flags{};  ///< Bits of OPTION_...: see the functions below.
    std::optional<std::uint64_t> sql_mode{};
    std::optional<CharacterSets> character_sets{};
    std::string time_zone{};  ///< Empty: the statement does not depend on it.
    std::optional<unsigned> lc_time_names{};
    std::optional<unsigned> database_collation{};
    std::optional<unsigned> default_utf8mb4_collation{};  ///< MySQL 8.
    std::optional<bool> explicit_defaults_for_timestamp{};
    std::optional<bool> require_primary_key{};
    unsigned auto_increment_increment = 1;
    unsigned auto_increment_offset = 1;
    unsigned microsecond = 0;  ///< Of the statement's time; the second is in the event's header.
    std::string invoker{};     ///< "user@host"; empty where nothing depends on it.
    std::optional<std::uint64_t> ddl_xid{};  ///< MySQL 8: the atomic DDL commits with this number.
    /// A status variable of a newer server: what stands behind it cannot be read.
    std::optional<unsigned> unknown_variable{};

    [[nodiscard]] bool foreign_key_checks() const;
    [[nodiscard]] bool unique_checks() const;
};

/// A statement: DDL, BEGIN, COMMIT, and, where binlog_format is not ROW, changes of rows.
struct QueryEvent {
    std::uint32_t thread_id = 0;
    std::uint16_t error_code = 0;  ///< The statement failed so on the source, but was logged.
    std::string_view database{};   ///< The session's default one; may be empty.
    std::string_view sql{};        ///< In the session's character_set_client.
    QuerySession session{};
};

/// The body of a QUERY event up to where the statement begins, which is left in `reader`: for a
/// QUERY_COMPRESSED that is to be inflated first. Throws DamagedLog.
[[nodiscard]] QueryEvent read_query_event(ByteReader& reader, std::size_t post_header_bytes);

}  // namespace cutover
