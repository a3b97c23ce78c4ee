#include "binlog/query_event.hpp"

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"

namespace cutover {
namespace {

constexpr std::uint32_t no_foreign_key_checks = 1U << 26U;  // OPTION_NO_FOREIGN_KEY_CHECKS
constexpr std::uint32_t relaxed_unique_checks = 1U << 27U;  // OPTION_RELAXED_UNIQUE_CHECKS

/// More databases than that are not listed (OVER_MAX_DBS_IN_EVENT_MTS).
constexpr unsigned too_many_databases = 254;

/// Numbers of the status variables; those that only say what is known anyway are read over.
enum Variable : unsigned {
    flags = 0,
    sql_mode = 1,
    catalog = 2,
    auto_increment = 3,
    character_sets = 4,
    time_zone = 5,
    catalog_without_zero = 6,
    lc_time_names = 7,
    database_collation = 8,
    tables_for_update = 9,
    written_by_source = 10,
    invoker = 11,
    updated_databases = 12,
    microseconds = 13,
    explicit_defaults = 16,
    ddl_xid = 17,
    utf8mb4_collation = 18,
    require_primary_key = 19,
    table_encryption = 20,
    mariadb_microseconds = 128,
    mariadb_xid = 129,
    mariadb_gtid_flags = 130,
    mariadb_collations = 131,
};

void skip_databases(ByteReader& reader) {
    const unsigned count = reader.u8();
    for (unsigned i = 0; count < too_many_databases && i < count; ++i) {
        static_cast<void>(reader.text_to_zero());
    }
}

/// Bits of MariaDB's flags_extra say that a START ALTER's number follows.
void skip_gtid_flags(ByteReader& reader) {
    constexpr unsigned commit_or_rollback_alter = 0x4U | 0x8U;
    const unsigned flags_extra = reader.u8();
    reader.take((flags_extra & commit_or_rollback_alter) == 0 ? 0 : 8);
}

QuerySession::CharacterSets read_character_sets(ByteReader& reader) {
    QuerySession::CharacterSets sets;
    sets.client = reader.u16();
    sets.connection = reader.u16();
    sets.server = reader.u16();
    return sets;
}

std::string read_invoker(ByteReader& reader) {
    const std::string user(reader.short_text());
    return user + "@" + std::string(reader.short_text());
}

/// Variables whose content says nothing about how to replay. False where it is none of them.
bool skip_variable(unsigned variable, ByteReader& reader) {
    switch (variable) {
        case Variable::catalog: reader.take(reader.u8() + 1U); return true;
        case Variable::catalog_without_zero: reader.take(reader.u8()); return true;
        case Variable::tables_for_update: reader.take(8); return true;
        case Variable::written_by_source: reader.take(4); return true;
        case Variable::updated_databases: skip_databases(reader); return true;
        case Variable::table_encryption: reader.take(1); return true;
        case Variable::mariadb_xid: reader.take(8); return true;
        case Variable::mariadb_gtid_flags: skip_gtid_flags(reader); return true;
        case Variable::mariadb_collations: reader.take(reader.u8() * 4ULL); return true;
        default: return false;
    }
}

/// False where the variable is not known.
bool read_variable(unsigned variable, ByteReader& reader, QuerySession& session) {
    switch (variable) {
        case Variable::flags: session.flags = reader.u32(); return true;
        case Variable::sql_mode: session.sql_mode = reader.u64(); return true;
        case Variable::auto_increment:
            session.auto_increment_increment = reader.u16();
            session.auto_increment_offset = reader.u16();
            return true;
        case Variable::character_sets:
            session.character_sets = read_character_sets(reader);
            return true;
        case Variable::time_zone: session.time_zone = reader.short_text(); return true;
        case Variable::lc_time_names: session.lc_time_names = reader.u16(); return true;
        case Variable::database_collation: session.database_collation = reader.u16(); return true;
        case Variable::invoker: session.invoker = read_invoker(reader); return true;
        case Variable::microseconds:
        case Variable::mariadb_microseconds:
            session.microsecond = static_cast<unsigned>(reader.little_endian(3));
            return true;
        case Variable::explicit_defaults:
            session.explicit_defaults_for_timestamp = reader.u8() != 0;
            return true;
        case Variable::ddl_xid: session.ddl_xid = reader.u64(); return true;
        case Variable::utf8mb4_collation:
            session.default_utf8mb4_collation = reader.u16();
            return true;
        case Variable::require_primary_key:
            session.require_primary_key = reader.u8() != 0;
            return true;
        default: return skip_variable(variable, reader);
    }
}

/// A newer server's variable has an unknown length, and variables come in the order of their
/// numbers: the rest is given up, as the servers do themselves, and said.
QuerySession read_session(Bytes variables) {
    QuerySession session;
    ByteReader reader(variables);
    while (!reader.at_end()) {
        const unsigned variable = reader.u8();
        if (!read_variable(variable, reader, session)) {
            session.unknown_variable = variable;
            break;
        }
    }
    return session;
}

}  // namespace

bool QuerySession::foreign_key_checks() const {
    return (flags.value_or(0) & no_foreign_key_checks) == 0;
}

bool QuerySession::unique_checks() const {
    return (flags.value_or(0) & relaxed_unique_checks) == 0;
}

QueryEvent read_query_event(ByteReader& reader, std::size_t post_header_bytes) {
    constexpr std::size_t known_bytes = 13;
    if (post_header_bytes < known_bytes) {
        throw DamagedLog(fmt::format("a QUERY with {} bytes before its text", post_header_bytes));
    }
    QueryEvent query;
    query.thread_id = reader.u32();
    reader.take(4);  // how many seconds it ran
    const unsigned database_bytes = reader.u8();
    query.error_code = reader.u16();
    const unsigned variable_bytes = reader.u16();
    reader.take(post_header_bytes - known_bytes);
    query.session = read_session(reader.take(variable_bytes));
    query.database = reader.text(database_bytes);
    reader.take(1);  // a zero
    return query;
}

}  // namespace cutover
