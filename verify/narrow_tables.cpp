#include "verify/narrow_tables.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <memory>
#include <utility>

#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"
#include "verify/guarded.hpp"

namespace cutover {
namespace {

/// More at once would take more memory than time is saved: each holds its region's identities.
constexpr std::size_t most_workers = 2;

/// Rows of a table whose values are looked at for causes: enough for a pattern, and few enough to
/// keep what was seen of each until the table is done.
constexpr std::uint64_t most_looked_at = 10'000;

struct CausesOfTable {
    CauseTally tally{};
    std::atomic<std::uint64_t> room{most_looked_at};

    /// As many of `rows` as may still be looked at; what is not used is to be given back.
    std::uint64_t take_room(std::uint64_t rows) {
        std::uint64_t left = room;
        while (!room.compare_exchange_weak(left, left - std::min(rows, left))) {
        }
        return std::min(rows, left);
    }
};

struct NarrowJob {
    TableUnderWay* table = nullptr;
    const Region* region = nullptr;
    CausesOfTable* causes = nullptr;  ///< Null where it only counts what agrees rounded.
    bool is_last = false;             ///< That looks for its table's causes.
};

/// A table whose digests agree as a whole has no row to look for: where a row lies in another
/// chunk over there, both chunks differ and the table does not.
std::vector<NarrowJob> jobs_of(
    std::vector<TableUnderWay>& tables, bool sampled, std::deque<CausesOfTable>& causes) {
    std::vector<NarrowJob> jobs;
    for (TableUnderWay& table : tables) {
        TableTally& tally = table.tally;  // chunks were recorded as they finished
        if (!tally.unreadable.empty() || !do_chunks_prove(table, sampled)) {
            continue;
        }
        std::sort(
            tally.differing.begin(), tally.differing.end(), [](const Region& a, const Region& b) {
                return place_of(a.chunks.front()) < place_of(b.chunks.front());
            });
        if (table.carried || !tally.sum.equal()) {
            causes.emplace_back();
            for (const Region& region : tally.differing) {
                const bool is_last = &region == &tally.differing.back();
                jobs.push_back({&table, &region, &causes.back(), is_last});
            }
        }
        for (const Region& region : tally.differing_exactly) {
            jobs.push_back({&table, &region});
        }
    }
    return jobs;
}

class Narrowing {
  public:
    Narrowing(
        const PassOptions& options,
        const NarrowOptions& narrowing,
        const std::function<void(const Discrepancy&)>& list)
        : options_(options), narrowing_(narrowing), list_(list) {}

    Record perform(const NarrowJob& job) {
        auto lanes = options_.lanes.checkout();
        const TablePair& pair = job.table->pair;
        NarrowLimits limits{
            .listed = narrowing_.max_discrepancies - listed_, .repair = narrowing_.repair};
        if (job.causes == nullptr) {
            const std::uint64_t rows = count_equal_only_by_rule(pair, *lanes, *job.region, limits);
            return [&job, rows] { job.table->equal_only_rounded += rows; };
        }
        limits.looked_at = job.causes->take_room(job.region->rows);
        const auto found = std::make_shared<Narrowed>(narrow(pair, *lanes, *job.region, limits));
        job.causes->room += limits.looked_at - found->looked_at;
        return [this, &job, found] { record(job, *found); };
    }

  private:
    void record(const NarrowJob& job, Narrowed& found) {
        TableUnderWay& table = *job.table;
        table.found.missing += found.missing;
        table.found.extra += found.extra;
        table.found.changed += found.changed;
        table.found.forgiven += found.forgiven;
        table.equal_only_rounded += found.forgiven.source.rows;
        for (const Discrepancy& discrepancy : found.listed) {
            if (listed_ < narrowing_.max_discrepancies) {
                ++listed_;
                list_(discrepancy);
            }
        }
        job.causes->tally.merge(std::move(found.causes));
        if (job.is_last) {
            conclude(table, std::exchange(job.causes->tally, {}));
        }
    }

    void conclude(TableUnderWay& table, const CauseTally& tally) const {
        const TailFacts tail{
            .edges = tally.edges,
            .missing = table.found.missing,
            .nothing_there = table.tally.sum.destination.rows.rows == 0};
        const auto begin =
            options_.sample_percent >= 100 ? tail_begin(table.pair, tail) : std::nullopt;
        table.tail = begin ? begin->last_present : std::nullopt;
        table.causes = causes_of(
            table.pair, tally,
            {.missing = table.found.missing,
             .extra = table.found.extra,
             .changed = table.found.changed,
             .tail = begin ? std::optional(begin->text) : std::nullopt});
    }

    const PassOptions& options_;
    const NarrowOptions& narrowing_;
    const std::function<void(const Discrepancy&)>& list_;
    std::atomic<std::uint64_t> listed_{0};  ///< Workers only look at it, to fetch no more.
};

}  // namespace

bool do_chunks_prove(const TableUnderWay& table, bool sampled) {
    return (!sampled && !table.tally.is_part) || table.pair.one_order ||
           table.tally.chunks_cut == 1;
}

void narrow_tables(
    std::vector<TableUnderWay>& tables,
    const PassOptions& options,
    const NarrowOptions& narrowing,
    const std::function<void(const Discrepancy&)>& list) {
    std::deque<CausesOfTable> causes;
    const std::vector<NarrowJob> jobs = jobs_of(tables, options.sample_percent < 100, causes);
    const std::size_t workers =
        narrowing.repair != nullptr ? 1 : std::min(options.workers, most_workers);
    Narrowing run(options, narrowing, list);
    auto job = jobs.begin();
    run_pipeline(workers, [&]() -> Work {
        throw_if_interrupted();
        if (job == jobs.end()) {
            return {};
        }
        return [&run, &narrowed = *job++] {
            return guarded(*narrowed.table, [&] { return run.perform(narrowed); });
        };
    });
}

}  // namespace cutover
