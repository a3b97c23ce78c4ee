#pragma once

#include <memory>
#include <optional>

#include "core/database.hpp"
#include "core/row_encoder.hpp"
#include "runtime/pace.hpp"
#include "runtime/pool.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// One session of one side with the buffers that its reads reuse. Not thread-safe, but the two
/// sides of a LanePair may be used at the same time.
class SideReader {
  public:
    /// Both outlive it.
    SideReader(ReadLane& lane, Pace& pace) : lane_(&lane), pace_(&pace) {}

    /// Streams a chunk of one side of the pair, at the pace allowed. Throws Interrupted between
    /// blocks.
    void read(const RowSource& source, const Chunk& chunk, const RowSink& sink);

    /// The same of the rows with these keys.
    void read_keys(const RowSource& source, const std::vector<KeyTuple>& keys, const RowSink& sink);

    /// Has the server digest a chunk, at the pace allowed for rows.
    [[nodiscard]] std::optional<ServerDigest> digest(const RowSource& source, const Chunk& chunk);

    [[nodiscard]] ReadLane& lane() { return *lane_; }

  private:
    /// The block, with the columns of the source.
    RowBlock& block_for(const RowSource& source);
    [[nodiscard]] RowSink paced(const RowSink& sink) const;

    ReadLane* lane_;
    Pace* pace_;
    TableName table_{};  ///< The one that `block_` has the columns of.
    RowBlock block_{};
};

/// What one worker reads with: a session on each side.
struct LanePair {
    SideReader source;
    SideReader destination;
};

/// Worker n has lane n of either snapshot.
class LanePairs {
  public:
    LanePairs(Snapshot& source, Snapshot& destination, Pace& source_pace, Pace& destination_pace);

    [[nodiscard]] Pool<LanePair>::Lease checkout() { return pool_.checkout(); }

  private:
    std::size_t made_ = 0;
    Pool<LanePair> pool_;
};

}  // namespace cutover
