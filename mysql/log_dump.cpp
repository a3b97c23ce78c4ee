#include "mysql/log_dump.hpp"

#include <string_view>

#include <fmt/format.h>
#include <mysql.h>

#include "binlog/gtid_set_bytes.hpp"
#include "core/error.hpp"
#include "core/gtid_set.hpp"
#include "core/names.hpp"
#include "mysql/client_library.hpp"
#include "mysql/log_reach.hpp"
#include "mysql/progress_tables.hpp"
#include "mysql/server_error.hpp"
#include "mysql/server_info.hpp"

namespace cutover {
namespace {

constexpr std::string_view asking_for_log = "asking for the binary log";

/// Silence that long means that the source is gone, for heartbeats come even when nothing happens.
constexpr unsigned silence_seconds = 30;

/// "A replica's request failed": the log is purged, was reset, or is another server's.
constexpr unsigned refused_dump = 1236;

/// What MariaDB says where a file of its log's index is not there.
constexpr unsigned file_not_found = 29;

/// What replicas set, too: heartbeats in nanoseconds, checksums as they are in the file, and, of
/// MariaDB, that GTIDs are understood. (MariaDB source, get_master_version_and_clock() of
/// sql/slave.cc; MySQL source, the same of sql/rpl_replica.cc.)
void announce(Session& session, const ServerFacts& facts) {
    constexpr std::uint64_t nanoseconds = 1'000'000'000;
    session.execute(
        fmt::format("SET @master_heartbeat_period={}", LogDump::heartbeat_seconds * nanoseconds),
        asking_for_log);
    session.execute("SET @master_binlog_checksum=@@global.binlog_checksum", asking_for_log);
    if (facts.flavour == Flavour::mariadb) {
        session.execute("SET @mariadb_slave_capability=4", asking_for_log);
    } else {
        session.execute(
            "SET @source_binlog_checksum=@@global.binlog_checksum, @slave_uuid=UUID()",
            asking_for_log);
    }
}

GtidSet applied_set(const LogPlace& from) {
    const std::optional<GtidSet> applied = parse_gtid_set(from.gtids);
    if (!applied) {
        throw Error(
            Recovery::none, ExitCode::log_gone,
            fmt::format("{} is no GTID set", printable(from.gtids)));
    }
    return *applied;
}

DumpCommand dump_command(
    Session& session, const ServerFacts& facts, const LogPlace& from, std::uint32_t server_id) {
    DumpCommand command;
    command.server_id = server_id;
    command.with_annotations = facts.flavour == Flavour::mariadb;
    if (!reads_by_gtids(facts, from)) {
        command.file = from.file;
        command.offset = from.offset;
    } else if (facts.flavour == Flavour::mariadb) {
        session.execute("SET @slave_connect_state=" + literal(from.gtids), asking_for_log);
        session.execute(
            "SET @slave_gtid_strict_mode=0, @slave_gtid_ignore_duplicates=0", asking_for_log);
    } else {
        command.gtid_set = encode_gtid_set(applied_set(from));
    }
    return command;
}

}  // namespace

LogDump::LogDump(
    const Endpoint& source, const ServerFacts& facts, const LogPlace& from, std::uint32_t server_id)
    : session_(source, SessionRole::read_only), identity_(read_identity(session_)) {
    announce(session_, facts);
    set_read_timeout(session_.handle(), silence_seconds);
    dump_.emplace(session_.handle(), dump_command(session_, facts, from, server_id));
}

std::span<const std::uint8_t> LogDump::next() {
    const std::optional<std::span<const std::uint8_t>> packet = dump_->next();
    if (!packet) {
        throw_refusal();
    }
    constexpr std::uint8_t event_follows = 0x00;
    constexpr std::uint8_t end_of_log = 0xFE;
    const std::uint8_t kind = packet->empty() ? end_of_log : packet->front();
    if (kind == end_of_log) {
        throw Error(
            Recovery::retry_session, fmt::format(
                                         "while {} on {}: the server ended it",
                                         "reading the binary log", session_.endpoint()));
    }
    if (kind != event_follows) {
        throw Error(
            Recovery::retry_session, fmt::format(
                                         "while {} on {}: what arrived is no event",
                                         "reading the binary log", session_.endpoint()));
    }
    return packet->subspan(1);
}

void LogDump::throw_refusal() {
    const unsigned code = mysql_errno(session_.handle());
    const std::string message = mysql_error(session_.handle());
    const bool is_refusal = code == refused_dump || code == file_not_found;
    constexpr unsigned of_the_client = 2000;
    if (code >= of_the_client) {
        // Also where the bytes make no sense to the library: they may have been damaged on the way.
        throw ServerError(
            Recovery::retry_session, ExitCode::could_not_finish,
            {.code = code, .sqlstate = mysql_sqlstate(session_.handle())},
            fmt::format(
                "while reading the binary log on {}: {} (error {})", session_.endpoint(),
                printable(message), code));
    }
    if (!is_refusal || message.find("server_uuid/server_id") != std::string::npos) {
        throw_failure(session_.handle(), session_.endpoint(), "reading the binary log");
    }
    throw ServerError(
        Recovery::none, ExitCode::log_gone,
        {.code = code, .sqlstate = mysql_sqlstate(session_.handle())},
        fmt::format(
            "{} no longer has the binary log that is needed: {} (error {})", session_.endpoint(),
            printable(message), code));
}

}  // namespace cutover
