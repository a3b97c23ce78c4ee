#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/discrepancy.hpp"
#include "verify/chunk_compare.hpp"
#include "verify/row_compare.hpp"
#include "verify/shard.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// What comparing the chunks of one table has come to so far.
struct TableTally {
    ChunkDigests sum{};
    std::optional<IndependentCounts> counts{};
    std::uint64_t chunks_cut = 0;
    std::uint64_t chunks = 0;                 ///< Compared.
    std::uint64_t taken_over = 0;             ///< Of these, by an earlier run.
    bool is_part = false;                     ///< Other shards have the other chunks.
    std::vector<Region> differing{};          ///< By the float rule; one chunk each.
    std::vector<Region> differing_exactly{};  ///< Bit for bit.
    std::string unreadable{};                 ///< The first error, where it could not be read.
    double seconds = 0;

    /// Its chunks are of several moments: `counts` adds up what the servers say of each.
    bool counts_by_chunk = false;

    /// The chunk is what was read of it.
    void add(const Chunk& chunk, const ChunkDigests& digests);

    /// Of a chunk; nothing where a server does not tell, and then the table is not readable.
    void add_counts(const std::optional<IndependentCounts>& of_chunk);

    /// Every row that the servers count was digested, once.
    [[nodiscard]] bool covers_everything() const;
};

/// Whether a server lets a table be read.
enum class TableAccess {
    open,
    locked,  ///< Somebody changes its definition, or waits for all its readers to do so.
    refused,
};

/// A table from its pairing to its verdict.
struct TableUnderWay {
    TablePair pair{};
    TableTally tally{};
    Narrowed found{};         ///< Counts alone; what is listed goes on record at once.
    Narrowed found_before{};  ///< Of these, at earlier moments.
    std::vector<Cause> causes{};
    std::optional<NumberKey> tail{};  ///< Of a missing_tail among them: TailBegin::last_present.
    std::uint64_t equal_only_rounded = 0;
    std::uint64_t in_flight = 0;     ///< Rows that differed and agreed when they were read again.
    bool is_of_this_moment = false;  ///< Rows of it were read in the snapshots that are open.
    std::string first_position{};  ///< Of the source, at which rows of it were read, and the last.
    std::string source_position{};
    std::string destination_position{};
    bool carried = false;  ///< Decided without being read whole (carry.hpp).
    std::uint64_t rows_carried = 0;
    std::uint64_t hot = 0;    ///< Rows that never stood still, so that nothing is known of them.
    std::string undecided{};  ///< Rows of it differ and may be on their way: why nobody knows.
    std::string not_prefiltered{};  ///< As in TableComparison.

    /// Set by the worker that is refused first (guarded.hpp), for the others to see at once.
    std::shared_ptr<std::atomic<TableAccess>> access =
        std::make_shared<std::atomic<TableAccess>>(TableAccess::open);

    /// The digests agree, but for the rows that the ulp rule forgives.
    [[nodiscard]] bool agrees() const;
};

/// What of the whole run bears on each table's verdict.
struct VerdictFacts {
    bool sampled = false;
    std::optional<Shard> shard{};
    std::string moved{};  ///< Which side moved while sessions saw different moments; empty: none.
    std::string source_position{};
    std::string destination_position{};
    std::string began_at{};  ///< The source's position at the first moment.
};

/// The verdict with its reason. EQUAL takes equal digests, complete coverage by independent
/// counts, no sampling, and one moment; whatever lacks one of them is UNPROVEN at best. So is what
/// a shard has compared: all shards together prove it.
[[nodiscard]] TableComparison judge(const TableUnderWay& table, const VerdictFacts& facts);

/// Why the rows compared are not known to be all rows, as a reason; "" where they are.
[[nodiscard]] std::string coverage_gap(
    const ChunkDigests& sum, const std::optional<IndependentCounts>& counts);

}  // namespace cutover
