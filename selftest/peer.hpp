#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "core/catalog.hpp"
#include "core/statement_runner.hpp"

namespace cutover {

/// Other ways to compare two tables, which `--peers` runs on the same seeds. Each is one statement
/// whose answer is compared; what they cannot see is why cutover reads rows.
enum class Peer { row_count, checksum_table, pt_digest };

constexpr std::array all_peers{Peer::row_count, Peer::checksum_table, Peer::pt_digest};

/// "row counts", "CHECKSUM TABLE", "pt-table-checksum's digest".
[[nodiscard]] const char* to_text(Peer peer);

/// What each peer said of one pair of tables: whether they differ.
using PeerAnswers = std::array<bool, all_peers.size()>;

/// The statement that the peer would run over the whole table, as one chunk. That of
/// pt-table-checksum is what its version 3.2.1 builds by default: BIT_XOR of CRC32 over
/// CONCAT_WS('#', columns, CONCAT(ISNULL(column), ...)), with CRC32 of long columns and
/// UNIX_TIMESTAMP of TIMESTAMPs.
[[nodiscard]] std::string peer_statement(Peer peer, const TableDefinition& table);

/// Runs all of them on both sides.
[[nodiscard]] PeerAnswers ask_peers(
    StatementRunner& source,
    const TableDefinition& here,
    StatementRunner& destination,
    const TableDefinition& there);

}  // namespace cutover
