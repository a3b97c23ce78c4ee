#include "mysql/raw_dump.hpp"

#include <mysql.h>

#include "mysql/server_error.hpp"

namespace cutover {

namespace {

constexpr const char* purpose = "asking for the binary log";

/// BINLOG_SEND_ANNOTATE_ROWS_EVENT of MariaDB.
unsigned flags_of(const DumpCommand& command) {
    return command.with_annotations ? 2 : 0;
}

}  // namespace

#ifdef MARIADB_PACKAGE_VERSION_ID

namespace {

void put(std::string& out, std::uint64_t number, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) {
        out.push_back(static_cast<char>((number >> (8 * i)) & 0xFFU));
    }
}

/// Position, flags, who asks, the file (MySQL source, "COM_BINLOG_DUMP" of its protocol pages).
std::string body_by_file(const DumpCommand& command) {
    std::string body;
    put(body, command.offset, 4);
    put(body, flags_of(command), 2);
    put(body, command.server_id, 4);
    return body + command.file;
}

/// Flags, who asks, a file of no name, position, the set ("COM_BINLOG_DUMP_GTID").
std::string body_by_gtids(const DumpCommand& command) {
    std::string body;
    put(body, 0, 2);
    put(body, command.server_id, 4);
    put(body, 0, 4);
    put(body, command.offset, 8);
    put(body, command.gtid_set->size(), 4);
    return body + *command.gtid_set;
}

}  // namespace

struct RawDump::State {};

RawDump::RawDump(ClientConnection* connection, const DumpCommand& command)
    : connection_(connection) {
    // It is MySQL's, so this library's list of commands lacks it.
    constexpr int dump_by_gtids = 0x1E;
    const auto number =
        command.gtid_set ? static_cast<enum_server_command>(dump_by_gtids) : COM_BINLOG_DUMP;
    const std::string body = command.gtid_set ? body_by_gtids(command) : body_by_file(command);
    constexpr my_bool skip_answer = 1;
    if (connection->methods->db_command(
            connection, number, body.data(), body.size(), skip_answer, nullptr) != 0) {
        throw_failure(connection, connection->host == nullptr ? "" : connection->host, purpose);
    }
}

RawDump::~RawDump() = default;

std::optional<std::span<const std::uint8_t>> RawDump::next() {
    // An error is the largest number, of 32 or of 64 bits by the version.
    constexpr unsigned long largest_packet = 1UL << 30U;
    const unsigned long size = mysql_net_read_packet(connection_);
    if (size > largest_packet) {
        return std::nullopt;
    }
    return std::span<const std::uint8_t>(connection_->net.read_pos, size);
}

#else

struct RawDump::State {
    DumpCommand command{};
    MYSQL_RPL dump{};
};

RawDump::RawDump(ClientConnection* connection, const DumpCommand& command)
    : connection_(connection), state_(std::make_unique<State>()) {
    state_->command = command;
    MYSQL_RPL& dump = state_->dump;
    dump.file_name = state_->command.file.c_str();
    dump.file_name_length = state_->command.file.size();
    dump.start_position = state_->command.offset;
    dump.server_id = state_->command.server_id;
    dump.flags = flags_of(state_->command);
    if (state_->command.gtid_set) {
        dump.flags = MYSQL_RPL_GTID;
        dump.gtid_set_encoded_size = state_->command.gtid_set->size();
        dump.gtid_set_arg = state_->command.gtid_set->data();
    }
    if (mysql_binlog_open(connection, &dump) != 0) {
        throw_failure(connection, "", purpose);
    }
}

RawDump::~RawDump() {
    mysql_binlog_close(connection_, &state_->dump);
}

std::optional<std::span<const std::uint8_t>> RawDump::next() {
    if (mysql_binlog_fetch(connection_, &state_->dump) != 0) {
        return std::nullopt;
    }
    return std::span<const std::uint8_t>(state_->dump.buffer, state_->dump.size);
}

#endif

}  // namespace cutover
