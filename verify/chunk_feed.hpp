#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "core/evidence.hpp"
#include "runtime/clock.hpp"
#include "runtime/pipeline.hpp"
#include "verify/chunk_budget.hpp"
#include "verify/lane_pair.hpp"
#include "verify/resume.hpp"
#include "verify/shard.hpp"
#include "verify/table_tally.hpp"

namespace cutover {

/// What both passes over the tables are given.
struct PassOptions {
    LanePairs& lanes;
    std::size_t workers = 1;
    const Clock& clock;
    double sample_percent = 100;
    std::uint64_t whole_below_bytes = 0;  ///< Smaller tables are read in one piece first.
    std::optional<Shard> shard{};         ///< Whose chunks alone are read.
    ChunkBudget& budget;                  ///< How large chunks are.
    bool prefilter = false;               ///< Chunks that servers digest alike are not read.

    /// From then on no piece is begun that may be read at a later moment as well; absent: there
    /// will be no other moment.
    std::optional<std::chrono::steady_clock::time_point> until{};
};

/// Told by the recording station, in order, one at a time.
using ChunkRecorder = std::function<void(const TableUnderWay&, const Chunk&, const ChunkDigests&)>;

/// Digests every table on both sides, several pieces at a time, and counts it independently: small
/// ones in one piece, with the servers' own counts of the rows they sent; others in chunks, cut by
/// the source's own boundaries, with COUNT(*). Chunks done `earlier` are added up, not read.
/// Of a shard's, only its own chunks are read, and COUNT(*) is asked for by the one that has the
/// table's first chunk: the sums of all shards have to come to that.
/// A table that a server refuses to read is marked unreadable and the others go on; a lost
/// session ends it all. One that is locked by who wants to change it, or waits for that, may wait
/// for these very sessions: the reading at this moment ends early where there is to be another.
///
/// Where the reading is to be divided between several moments (`until`), a table whose chunks hold
/// the same keys on both sides may be: each chunk is then compared at a moment of its own, and
/// counted by the servers that sent it, for no COUNT(*) is of all of them.
class ChunkFeed {
  public:
    /// All of them outlive it; `record` may be empty.
    ChunkFeed(
        std::vector<TableUnderWay*> tables, const EarlierChunks& earlier, ChunkRecorder record);

    /// Goes on to the end, or until `options.until` allows. True: all is compared.
    [[nodiscard]] bool run(const PassOptions& options);

  private:
    struct Piece {
        Work work{};
        bool may_wait = false;  ///< For another moment.
    };

    [[nodiscard]] Work next();
    void prepare(std::size_t index);
    [[nodiscard]] bool may_be_divided(const TableUnderWay& table) const;
    void push_count(TableUnderWay& table);
    [[nodiscard]] std::vector<Chunk> cut_table(TableUnderWay& table, std::size_t index);
    [[nodiscard]] bool add_earlier(TableUnderWay& table, const Chunk& chunk) const;
    /// guarded(), by whichever worker; a lock that was met ends the moment.
    [[nodiscard]] Record ask(TableUnderWay& table, const std::function<Record()>& work);
    [[nodiscard]] Record count(TableUnderWay& table) const;
    void push(
        TableUnderWay& table, const Chunk& chunk, std::chrono::steady_clock::time_point began);
    [[nodiscard]] Record compare(
        TableUnderWay& table,
        const Chunk& chunk,
        std::chrono::steady_clock::time_point began) const;
    [[nodiscard]] TableCut how_to_cut(const TablePair& pair) const;

    std::vector<TableUnderWay*> tables_;
    const EarlierChunks& earlier_;
    ChunkRecorder record_;
    const PassOptions* options_ = nullptr;  ///< Of the run under way.
    std::size_t at_ = 0;
    std::deque<Piece> queue_{};
    std::atomic<bool> has_met_a_lock_;  ///< At this moment; also before the first run.
};

}  // namespace cutover
