#include "binlog/event_type.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cutover {
namespace {

constexpr std::array<std::pair<EventType, std::string_view>, 45> names{{
    {EventType::query, "QUERY"},
    {EventType::stop, "STOP"},
    {EventType::rotate, "ROTATE"},
    {EventType::intvar, "INTVAR"},
    {EventType::append_block, "APPEND_BLOCK"},
    {EventType::delete_file, "DELETE_FILE"},
    {EventType::rand, "RAND"},
    {EventType::user_var, "USER_VAR"},
    {EventType::format_description, "FORMAT_DESCRIPTION"},
    {EventType::xid, "XID"},
    {EventType::begin_load_query, "BEGIN_LOAD_QUERY"},
    {EventType::execute_load_query, "EXECUTE_LOAD_QUERY"},
    {EventType::table_map, "TABLE_MAP"},
    {EventType::write_rows_v1, "WRITE_ROWS_V1"},
    {EventType::update_rows_v1, "UPDATE_ROWS_V1"},
    {EventType::delete_rows_v1, "DELETE_ROWS_V1"},
    {EventType::incident, "INCIDENT"},
    {EventType::heartbeat, "HEARTBEAT"},
    {EventType::ignorable, "IGNORABLE"},
    {EventType::rows_query, "ROWS_QUERY"},
    {EventType::write_rows_v2, "WRITE_ROWS_V2"},
    {EventType::update_rows_v2, "UPDATE_ROWS_V2"},
    {EventType::delete_rows_v2, "DELETE_ROWS_V2"},
    {EventType::gtid, "GTID"},
    {EventType::anonymous_gtid, "ANONYMOUS_GTID"},
    {EventType::previous_gtids, "PREVIOUS_GTIDS"},
    {EventType::transaction_context, "TRANSACTION_CONTEXT"},
    {EventType::view_change, "VIEW_CHANGE"},
    {EventType::xa_prepare, "XA_PREPARE"},
    {EventType::partial_update_rows, "PARTIAL_UPDATE_ROWS"},
    {EventType::transaction_payload, "TRANSACTION_PAYLOAD"},
    {EventType::heartbeat_v2, "HEARTBEAT_V2"},
    {EventType::gtid_tagged, "GTID_TAGGED"},
    {EventType::annotate_rows, "ANNOTATE_ROWS"},
    {EventType::binlog_checkpoint, "BINLOG_CHECKPOINT"},
    {EventType::mariadb_gtid, "MARIADB_GTID"},
    {EventType::mariadb_gtid_list, "MARIADB_GTID_LIST"},
    {EventType::start_encryption, "START_ENCRYPTION"},
    {EventType::query_compressed, "QUERY_COMPRESSED"},
    {EventType::write_rows_compressed_v1, "WRITE_ROWS_COMPRESSED_V1"},
    {EventType::update_rows_compressed_v1, "UPDATE_ROWS_COMPRESSED_V1"},
    {EventType::delete_rows_compressed_v1, "DELETE_ROWS_COMPRESSED_V1"},
    {EventType::write_rows_compressed_v2, "WRITE_ROWS_COMPRESSED_V2"},
    {EventType::update_rows_compressed_v2, "UPDATE_ROWS_COMPRESSED_V2"},
    {EventType::delete_rows_compressed_v2, "DELETE_ROWS_COMPRESSED_V2"},
}};

}  // namespace

std::string to_text(EventType type) {
    const auto* const known = std::find_if(
        names.begin(), names.end(), [type](const auto& name) { return name.first == type; });
    return known == names.end() ? fmt::format("TYPE_{}", static_cast<unsigned>(type))
                                : std::string(known->second);
}

}  // namespace cutover
