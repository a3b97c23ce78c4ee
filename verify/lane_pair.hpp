#pragma once

#include <cstdint>
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

    /// Streams a chunk of one side of the pair, of all the tables that are read as one, at the pace
    /// allowed. Throws Interrupted between blocks.
    void read(const RowSource& source, const Chunk& chunk, const RowSink& sink);

    /// The same of the rows with these keys.
    void read_keys(const RowSource& source, const std::vector<KeyTuple>& keys, const RowSink& sink);

    /// Which of the tables that are read as one a sink has rows of; ask there and nowhere else.
    [[nodiscard]] const RowSource& reading() const { return *reading_; }

    /// Has the server digest a chunk, at the pace allowed for rows.
    [[nodiscard]] std::optional<ServerDigest> digest(const RowSource& source, const Chunk& chunk);

    /// How many rows the server says that it sent for the read() before; nothing where it does not
    /// tell, or knows the last of several tables alone.
    [[nodiscard]] std::optional<std::uint64_t> rows_sent();

    /// COUNT(*), of all the tables.
    [[nodiscard]] std::uint64_t count(const RowSource& source);

    [[nodiscard]] ReadLane& lane() { return *lane_; }

  private:
    /// Of the source's table, and of each that is read with it.
    template<typename Read>
    void read_each(const RowSource& source, const Read& read);

    /// The block, with the columns of the source.
    RowBlock& block_for(const RowSource& source);
    [[nodiscard]] RowSink paced(const RowSink& sink) const;

    ReadLane* lane_;
    Pace* pace_;
    TableName table_{};  ///< The one that `block_` has the columns of.
    RowBlock block_{};
    const RowSource* reading_ = nullptr;
    bool has_read_several_ = false;
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

    /// One pair, checked out. When it goes back, both sessions let go of what was read with it: an
    /// idle session keeps nobody waiting.
    class Lease {
      public:
        explicit Lease(Pool<LanePair>& pool) : lanes_(pool.checkout()) {}

        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        LanePair& operator*() { return *lanes_; }

        LanePair* operator->() { return &*lanes_; }

      private:
        Pool<LanePair>::Lease lanes_;
    };

    /// Waits until one is free.
    [[nodiscard]] Lease checkout() { return Lease(pool_); }

  private:
    std::size_t made_ = 0;
    Pool<LanePair> pool_;
};

}  // namespace cutover
