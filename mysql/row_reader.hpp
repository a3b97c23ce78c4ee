#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/chunk.hpp"
#include "core/database.hpp"
#include "core/row_source.hpp"
#include "mysql/row_fetch.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Once for each session that reads rows: from now on text comes as the bytes that are stored, in
/// each column's own character set.
void take_text_as_stored(Session& session);

/// The chunk's rows, on their way over the binary protocol.
[[nodiscard]] std::unique_ptr<RowFetch> fetch_chunk(
    Session& session, const RowSource& source, const Chunk& chunk, LargeRows* large_rows = nullptr);

/// The same of the rows with these keys, at least one.
[[nodiscard]] std::unique_ptr<RowFetch> fetch_keys(
    Session& session,
    const RowSource& source,
    std::span<const KeyTuple> keys,
    const FetchOptions& options = {});

/// Streams the chunk's rows, unbuffered, into the reused block; the sink gets it whenever it is
/// full and once more for the rest, never empty. Returns only when the server said that there are
/// no more rows.
///
/// Where the sink throws, or reading fails half-way, the rest is drained and the session stays
/// usable, unless the rest is long: then its connection is shut down, and the next call on the
/// session throws Recovery::retry_session.
void read_rows(
    Session& session,
    const RowSource& source,
    const Chunk& chunk,
    RowBlock& block,
    const RowSink& sink);

/// As above, of a fetch that was executed, in blocks of a size.
void read_rows(RowFetch& fetch, const BlockLimit& limit, RowBlock& block, const RowSink& sink);

/// FOUND_ROWS(): what the server counted for the SELECT that this session ended last, which had no
/// LIMIT. Deprecated since MySQL 8.0.17 (manual, "Information Functions"); nothing where a server
/// has it no more.
[[nodiscard]] std::optional<std::uint64_t> rows_sent(Session& session);

/// COUNT(*), computed by the server.
[[nodiscard]] std::uint64_t count_rows(Session& session, const RowSource& source);

/// As ReadLane::digest().
[[nodiscard]] std::optional<ServerDigest> digest_rows(
    Session& session, const RowSource& source, const Chunk& chunk);

/// A small result as key values. Rows with a NULL, such as MIN of nothing, are left out.
[[nodiscard]] std::vector<KeyTuple> read_keys(
    Session& session,
    const Statement& statement,
    const std::vector<ReadColumn>& columns,
    std::string_view purpose);

}  // namespace cutover
