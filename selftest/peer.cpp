#include "selftest/peer.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "core/names.hpp"

namespace cutover {
namespace {

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
    return std::find(types.begin(), types.end(), type) != types.end();
}

bool has_part(std::string_view type, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
        return type.find(part) != std::string_view::npos;
    });
}

/// As RowChecksum::get_checksum_columns() and make_row_checksum() of pt-table-checksum have it.
std::string pt_column(const ColumnDefinition& column) {
    const std::string name = quoted_name(column.name);
    const std::string& type = column.data_type;
    if (type == "timestamp") {
        return "UNIX_TIMESTAMP(" + name + ")";
    }
    if (has_part(type, {"blob", "text", "binary"})) {
        return "CRC32(" + name + ")";
    }
    return is_one_of(type, {"char", "varchar", "enum", "set", "json"})
               ? "convert(" + name + " using utf8mb4)"
               : name;
}

std::string pt_digest(const TableDefinition& table) {
    std::string columns;
    std::string nulls;
    for (const ColumnDefinition& column : table.columns) {
        columns += ", " + pt_column(column);
        if (column.nullable) {
            nulls += (nulls.empty() ? "ISNULL(" : ", ISNULL(") + quoted_name(column.name) + ")";
        }
    }
    const std::string bitmap = nulls.empty() ? "" : ", CONCAT(" + nulls + ")";
    return "SELECT COUNT(*) AS cnt, COALESCE(LOWER(CONV(BIT_XOR(CAST(CRC32(CONCAT_WS('#'" +
           columns + bitmap + ")) AS UNSIGNED)), 10, 16)), 0) AS crc FROM " +
           quoted_name(table.name);
}

}  // namespace

const char* to_text(Peer peer) {
    switch (peer) {
        case Peer::row_count: return "row counts";
        case Peer::checksum_table: return "CHECKSUM TABLE";
        case Peer::pt_digest: return "pt-table-checksum's digest";
    }
    return "";
}

std::string peer_statement(Peer peer, const TableDefinition& table) {
    switch (peer) {
        case Peer::row_count: return "SELECT COUNT(*) FROM " + quoted_name(table.name);
        case Peer::checksum_table: return "CHECKSUM TABLE " + quoted_name(table.name);
        case Peer::pt_digest: return pt_digest(table);
    }
    return {};
}

PeerAnswers ask_peers(
    StatementRunner& source,
    const TableDefinition& here,
    StatementRunner& destination,
    const TableDefinition& there) {
    PeerAnswers answers{};
    for (std::size_t i = 0; i < all_peers.size(); ++i) {
        const Peer peer = all_peers.at(i);
        const std::string purpose = std::string("asking for ") + to_text(peer);
        StatementRunner::Rows first = source.ask(peer_statement(peer, here), purpose);
        StatementRunner::Rows second = destination.ask(peer_statement(peer, there), purpose);
        if (peer == Peer::checksum_table) {  // the first column is the name of the table
            first.at(0).at(0).reset();
            second.at(0).at(0).reset();
        }
        answers.at(i) = first != second;
    }
    return answers;
}

}  // namespace cutover
