#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/chunk.hpp"
#include "core/log_place.hpp"
#include "core/row_block.hpp"
#include "core/row_source.hpp"
#include "core/server_digest.hpp"

namespace cutover {

/// Takes the rows of one full or last block; the block is cleared and reused afterwards.
using RowSink = std::function<void(const RowBlock&)>;

/// One session that reads; a session's reads all see the same moment. Not thread-safe: one
/// worker at a time.
class ReadLane {
  public:
    virtual ~ReadLane() = default;

    /// Streams the chunk's rows, a block at a time, in no particular order. Returns only when the
    /// server said that there are no more rows: end of data and failure are different things.
    /// What the sink throws passes through, and the lane stays usable.
    virtual void read(
        const RowSource& source, const Chunk& chunk, RowBlock& block, const RowSink& sink) = 0;

    /// The same of the rows that have one of these keys, in the order of the source's key; those
    /// that there are. The source has a key.
    virtual void read_keys(
        const RowSource& source,
        const std::vector<KeyTuple>& keys,
        RowBlock& block,
        const RowSink& sink) = 0;

    /// How many rows the server counted for the read() before this, which must be the lane's latest
    /// call; asked of the server and not derived from what arrived. Nothing where it cannot tell.
    [[nodiscard]] virtual std::optional<std::uint64_t> rows_sent() = 0;

    /// What the server itself makes of the chunk's rows; nothing where it has no digest of one of
    /// them. No column is JSON or a geometry: see verify/prefilter.hpp.
    [[nodiscard]] virtual std::optional<ServerDigest> digest(
        const RowSource& source, const Chunk& chunk) = 0;

    /// The key of the chunk's row of that number, from 1, in the server's order; nothing where it
    /// has fewer. The source has a key.
    [[nodiscard]] virtual std::optional<KeyTuple> key_at(
        const RowSource& source, const Chunk& chunk, std::uint64_t row) = 0;

    /// COUNT(*) of the whole source, asked of the server and not derived from read().
    [[nodiscard]] virtual std::uint64_t count(const RowSource& source) = 0;

    /// Keys at which to cut the table into chunks of about `chunk_rows` rows, each above the one
    /// before. 0: into chunks of any size, but the same for all sessions that see this moment.
    [[nodiscard]] virtual std::vector<KeyTuple> boundaries(
        const RowSource& source, std::uint64_t chunk_rows) = 0;

    /// Lets others change the definitions of what was read, who had to wait for it until then; the
    /// moment stays, and a table so changed is refused from then on. Optional: a lane ends with its
    /// snapshot in any case.
    virtual void let_go() = 0;
};

/// How a snapshot came to be consistent, gentlest first; the report names it.
enum class SnapshotMeans {
    consistent_snapshot,  ///< MariaDB's own positions agreed on all sessions; no lock.
    global_read_lock,     ///< FLUSH TABLES WITH READ LOCK, for the time of opening sessions.
    table_locks,          ///< LOCK TABLES ... READ, likewise.
    frozen_positions,     ///< No lock was allowed; the position did not move while opening.
    applier_held,         ///< Of a destination: cutover itself stood still meanwhile.
    held_by_another,      ///< A process of the same verification saw to it that nothing moved.
    none,                 ///< Sessions may see different moments.
};

[[nodiscard]] constexpr const char* to_text(SnapshotMeans means) {
    switch (means) {
        case SnapshotMeans::consistent_snapshot: return "consistent_snapshot";
        case SnapshotMeans::global_read_lock: return "global_read_lock";
        case SnapshotMeans::table_locks: return "table_locks";
        case SnapshotMeans::frozen_positions: return "frozen_positions";
        case SnapshotMeans::applier_held: return "applier_held";
        case SnapshotMeans::held_by_another: return "held_by_another";
        case SnapshotMeans::none: return "none";
    }
    return "none";
}

struct SnapshotFacts {
    SnapshotMeans means = SnapshotMeans::none;
    std::string position{};   ///< "file:offset" in the binary log; empty: it has none.
    std::string gtid_set{};   ///< Empty: none.
    double held_seconds = 0;  ///< How long a lock was held, or the applier.
};

/// N sessions that see one and the same moment of a server. Kept alive while idle; a lost
/// session is an error, never silently replaced by a later moment.
class Snapshot {
  public:
    virtual ~Snapshot() = default;

    [[nodiscard]] virtual const SnapshotFacts& facts() const = 0;
    [[nodiscard]] virtual std::size_t lanes() const = 0;
    [[nodiscard]] virtual ReadLane& lane(std::size_t index) = 0;

    /// Of a destination: up to where of the source's log it has what the task of that name applies,
    /// as every session sees it for itself; nothing where they do not all see one place.
    [[nodiscard]] virtual std::optional<LogPlace> applied(const std::string& task) = 0;
};

}  // namespace cutover
