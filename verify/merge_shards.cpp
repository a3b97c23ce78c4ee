#include "verify/merge_shards.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "core/log_place.hpp"
#include "core/timestamp.hpp"
#include "verify/merge_causes.hpp"
#include "verify/shard_fit.hpp"
#include "verify/table_tally.hpp"

namespace cutover {
namespace {

/// What one shard says of one table.
struct Share {
    Shard shard{};
    TableComparison found{};

    /// It compared its chunks, whatever it found; else it says why the table cannot be compared.
    [[nodiscard]] bool was_compared() const {
        return found.verdict == TableVerdict::different
                   ? found.discrepancy_count > 0
                   : found.verdict == TableVerdict::unproven && found.is_share;
    }

    [[nodiscard]] bool differs() const { return found.verdict == TableVerdict::different; }
};

using Shares = std::vector<Share>;

/// "shard 2 of 4: 1 changed row; shard 4 of 4: 2 missing rows", or what all say alike.
template<typename Wanted>
std::string reasons_of(const Shares& shares, const Wanted& wanted) {
    std::string text;
    bool alike = true;
    for (const Share& share : shares) {
        alike = alike && !share.was_compared() && share.found.reason == shares.front().found.reason;
        if (wanted(share)) {
            text += fmt::format(
                "{}{}: {}", text.empty() ? "" : "; ", to_text(share.shard), share.found.reason);
        }
    }
    return alike ? shares.front().found.reason : text;
}

class TableMerge {
  public:
    TableMerge(const Shares& shares, const std::vector<const ChunkCompared*>& chunks)
        : shares_(shares), merged_(shares.front().found) {
        merged_.source_count.reset();
        merged_.destination_count.reset();
        merged_.source_rows = {};
        merged_.destination_rows = {};
        merged_.chunks = merged_.discrepancy_count = 0;
        merged_.equal_only_rounded = merged_.equal_only_folded = 0;
        merged_.is_share = false;
        add_up();
        for (const ChunkCompared* const chunk : chunks) {
            sum_.source.rows += chunk->source_rows;
            sum_.destination.rows += chunk->destination_rows;
        }
    }

    TableComparison run() {
        const auto blocked = [](const Share& share) { return !share.was_compared(); };
        const auto differs = [](const Share& share) { return share.differs(); };
        if (std::any_of(shares_.begin(), shares_.end(), differs)) {
            decide(TableVerdict::different, reasons_of(shares_, differs));
        } else if (std::any_of(shares_.begin(), shares_.end(), blocked)) {
            decide(worst_blocked(), reasons_of(shares_, blocked));
        } else {
            decide_on_rows();
        }
        return std::move(merged_);
    }

  private:
    void add_up() {
        for (const Share& share : shares_) {
            const TableComparison& one = share.found;
            merged_.source_rows += one.source_rows;
            merged_.destination_rows += one.destination_rows;
            merged_.chunks += one.chunks;
            merged_.discrepancy_count += one.discrepancy_count;
            merged_.equal_only_rounded += one.equal_only_rounded;
            merged_.equal_only_folded += one.equal_only_folded;
            merged_.seconds = std::max(merged_.seconds, one.seconds);
            if (one.source_count && one.destination_count) {
                merged_.source_count = one.source_count;
                merged_.destination_count = one.destination_count;
            }
        }
    }

    void decide(TableVerdict verdict, const std::string& reason) {
        merged_.verdict = verdict;
        merged_.reason = reason;
    }

    [[nodiscard]] TableVerdict worst_blocked() const {
        TableVerdict worst = TableVerdict::skipped;
        for (const Share& share : shares_) {
            worst = share.was_compared() ? worst : std::max(worst, share.found.verdict);
        }
        return worst;
    }

    void decide_on_rows() {
        std::optional<IndependentCounts> counts;
        if (merged_.source_count && merged_.destination_count) {
            counts = {*merged_.source_count, *merged_.destination_count};
        }
        const std::string gap = coverage_gap(sum_, counts);
        if (!gap.empty()) {
            decide(TableVerdict::unproven, gap);
        } else if (
            merged_.source_rows != sum_.source.rows ||
            merged_.destination_rows != sum_.destination.rows) {
            decide(TableVerdict::unproven, "a shard's chunks do not add up to what it found");
        } else if (!sum_.equal()) {
            decide(
                TableVerdict::different,
                "its digests differ, and the servers order its keys differently, so no shard can "
                "name the rows: verify it without --shard");
        } else {
            decide(TableVerdict::equal, "");
        }
    }

    const Shares& shares_;
    TableComparison merged_;
    ChunkDigests sum_{};
};

/// Places in one log.
bool is_earlier(const std::string& one, const std::string& other) {
    const std::optional<LogPlace> place = parse_log_place(one);
    const std::optional<LogPlace> than = parse_log_place(other);
    return place && than && !has_reached(*place, *than);
}

class Merge {
  public:
    explicit Merge(const std::vector<ShardEvidence>& shards) : shards_(in_order(shards)) {}

    MergedShards run() {
        const ShardEvidence& first = *shards_.front();
        merged_.start = first.start;
        merged_.scope = first.scope;
        merged_.snapshots = {*first.source, *first.destination};
        merged_.report.source = first.source->facts;
        merged_.report.destination = first.destination->facts;
        merged_.report.met_at = first.destination->applied;
        merged_.report.verification = parse_part(first.name).verification;
        collect_chunks();
        tables();
        objects();
        causes();
        beginnings();
        circumstances();
        return std::move(merged_);
    }

  private:
    static std::vector<const ShardEvidence*> in_order(const std::vector<ShardEvidence>& shards) {
        std::vector<const ShardEvidence*> order;
        std::transform(
            shards.begin(), shards.end(), std::back_inserter(order),
            [](const ShardEvidence& shard) { return &shard; });
        std::sort(
            order.begin(), order.end(), [](const ShardEvidence* one, const ShardEvidence* other) {
                return parse_part(one->name).shard->number < parse_part(other->name).shard->number;
            });
        return order;
    }

    void collect_chunks() {
        for (const ShardEvidence* const shard : shards_) {
            for (const auto& [place, chunk] : shard->chunks) {
                chunks_[chunk.source].push_back(&chunk);
            }
        }
        for (auto& [table, chunks] : chunks_) {
            std::sort(
                chunks.begin(), chunks.end(),
                [](const ChunkCompared* one, const ChunkCompared* other) {
                    return one->chunk.chunk_index < other->chunk.chunk_index;
                });
        }
    }

    void tables() {
        for (const auto& [name, ignored] : shards_.front()->tables) {
            Shares shares;
            for (const ShardEvidence* const shard : shards_) {
                shares.push_back({*parse_part(shard->name).shard, shard->tables.at(name)});
            }
            if (std::all_of(shares.begin(), shares.end(), [](const Share& share) {
                    return share.was_compared();
                })) {
                check_that_chunks_meet(name, chunks_[name]);
            }
            merged_.report.tables.push_back(TableMerge(shares, chunks_[name]).run());
            merged_.report.discrepancy_count += merged_.report.tables.back().discrepancy_count;
            discrepancies_of(name);
            for (const ChunkCompared* const chunk : chunks_[name]) {
                merged_.chunks.push_back(*chunk);
                merged_.chunks.back().verification = merged_.report.verification;
            }
        }
    }

    void discrepancies_of(const TableName& table) {
        for (const ShardEvidence* const shard : shards_) {
            std::copy_if(
                shard->discrepancies.begin(), shard->discrepancies.end(),
                std::back_inserter(merged_.report.discrepancies),
                [&table](const Discrepancy& one) { return one.table == table; });
        }
    }

    /// Each shard compared all definitions; what one of them found wrong is wrong.
    void objects() {
        std::map<std::pair<std::string, TableName>, ObjectComparison> worst;
        for (const ShardEvidence* const shard : shards_) {
            for (const auto& [name, object] : shard->objects) {
                const auto [place, is_new] = worst.try_emplace(name, object);
                if (!is_new && object.verdict > place->second.verdict) {
                    place->second = object;
                }
            }
        }
        for (const auto& [name, object] : worst) {
            merged_.report.objects.push_back(object);
        }
    }

    void causes() {
        std::vector<std::vector<Cause>> shares;
        for (const ShardEvidence* const shard : shards_) {
            shares.push_back(shard->causes);
        }
        merged_.report.causes = merge_causes(shares);
    }

    /// Nothing where a shard does not know where it began.
    void beginnings() {
        std::optional<VerificationBegun> earliest = shards_.front()->begun;
        for (const ShardEvidence* const shard : shards_) {
            if (!shard->begun || !earliest) {
                return;
            }
            const VerificationBegun& one = *shard->begun;
            if (is_earlier(one.source_place, earliest->source_place)) {
                earliest->source_place = one.source_place;
                earliest->source_marks = one.source_marks;
            }
            if (is_earlier(one.destination_place, earliest->destination_place)) {
                earliest->destination_place = one.destination_place;
                earliest->destination_marks = one.destination_marks;
            }
        }
        earliest->verification = merged_.report.verification;
        merged_.begun = earliest;
    }

    /// The source is said to have moved where any shard saw it move.
    void circumstances() {
        VerifyReport& report = merged_.report;
        report.source_position_before = shards_.front()->finished->source_position_before;
        report.source_position_after = report.source_position_before;
        merged_.began = shards_.front()->began;
        for (const ShardEvidence* const shard : shards_) {
            const VerificationFinished& end = *shard->finished;
            if (end.source_position_after != report.source_position_before) {
                report.source_position_after = end.source_position_after;
            }
            report.seconds = std::max(report.seconds, end.seconds);
            for (const std::string& note : end.notes) {
                if (std::find(report.notes.begin(), report.notes.end(), note) ==
                    report.notes.end()) {
                    report.notes.push_back(note);
                }
            }
            merged_.began = std::min(merged_.began, shard->began);
        }
        report.notes.push_back(fmt::format(
            "Joined from {} shards, the first of which began on {}; the time is that of the "
            "slowest one.",
            shards_.size(), to_rfc3339(merged_.began)));
    }

    std::vector<const ShardEvidence*> shards_;
    std::map<TableName, std::vector<const ChunkCompared*>> chunks_{};
    MergedShards merged_{};
};

}  // namespace

MergedShards merge_shards(
    const std::vector<ShardEvidence>& shards, const std::string& fingerprint) {
    check_that_shards_fit(shards, fingerprint);
    return Merge(shards).run();
}

}  // namespace cutover
