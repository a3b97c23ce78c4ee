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
/// Where chunks come too slowly, those of a table that is cut already are read in pieces
/// (chunk_pieces.hpp); but not a shard's, for all shards have to cut alike, nor a sample's.
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
    /// What one worker does of a table.
    struct Piece {
        TableUnderWay* table = nullptr;
        std::optional<Chunk> chunk{};  ///< To compare; nothing: to count the table.
        std::chrono::steady_clock::time_point began{};  ///< The table's reading.
        bool is_whole = false;                          ///< The chunk is the table.
        std::uint64_t rows = 0;      ///< That chunks of it were to have; 0: it stays as it is.
        bool was_taken_off = false;  ///< Of a chunk; what is left of that is another.
        bool may_wait = false;       ///< For another moment.
    };

    [[nodiscard]] Work next();
    void prepare(std::size_t index);
    [[nodiscard]] bool may_be_divided(const TableUnderWay& table) const;
    [[nodiscard]] bool may_be_in_pieces(const TableUnderWay& table) const;
    [[nodiscard]] TableCut how_to_cut(const TablePair& pair) const;
    [[nodiscard]] std::uint64_t rows_now(const TablePair& pair) const;
    [[nodiscard]] std::vector<Chunk> cut_table(
        TableUnderWay& table, std::size_t index, const TableCut& how);
    [[nodiscard]] std::optional<Chunk> without_earlier(
        TableUnderWay& table, const Chunk& chunk) const;
    static void take_over(TableUnderWay& table, const Chunk& chunk, const ChunkCompared& done);
    /// guarded(), by whichever worker; a lock that was met ends the moment.
    [[nodiscard]] Record ask(TableUnderWay& table, const std::function<Record()>& work);
    [[nodiscard]] Work work_of(Piece piece);
    void make_smaller(Piece& piece);
    [[nodiscard]] Record count(TableUnderWay& table) const;
    [[nodiscard]] Record compare(const Piece& piece) const;

    std::vector<TableUnderWay*> tables_;
    const EarlierChunks& earlier_;
    ChunkRecorder record_;
    const PassOptions* options_ = nullptr;  ///< Of the run under way.
    std::size_t at_ = 0;
    std::deque<Piece> queue_{};
    std::atomic<bool> has_met_a_lock_;  ///< At this moment; also before the first run.
};

}  // namespace cutover
