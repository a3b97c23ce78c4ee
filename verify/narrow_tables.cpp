#include "verify/narrow_tables.hpp"

#include <algorithm>
#include <atomic>

#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"

namespace cutover {
namespace {

/// More at once would take more memory than time is saved: each holds its region's identities.
constexpr std::size_t most_workers = 2;

struct NarrowJob {
    TableUnderWay* table = nullptr;
    const Region* region = nullptr;
    bool exactly = false;  ///< Only counts what agrees rounded.
};

/// A table whose digests agree as a whole has no row to look for: where a row lies in another
/// chunk over there, both chunks differ and the table does not.
std::vector<NarrowJob> jobs_of(std::vector<TableUnderWay>& tables, bool sampled) {
    std::vector<NarrowJob> jobs;
    for (TableUnderWay& table : tables) {
        TableTally& tally = table.tally;  // chunks were recorded as they finished
        // Of a sample or a shard, a chunk proves nothing where the servers order keys differently.
        const bool provable =
            (!sampled && !tally.is_part) || table.pair.one_order || tally.chunks_cut == 1;
        if (!tally.unreadable.empty() || !provable) {
            continue;
        }
        std::sort(
            tally.differing.begin(), tally.differing.end(), [](const Region& a, const Region& b) {
                return a.chunks.front().chunk_index < b.chunks.front().chunk_index;
            });
        for (const Region& region : tally.differing) {
            if (!tally.sum.equal()) {
                jobs.push_back({&table, &region, false});
            }
        }
        for (const Region& region : tally.differing_exactly) {
            jobs.push_back({&table, &region, true});
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
        const NarrowLimits limits{
            .listed = narrowing_.max_discrepancies - listed_, .repair = narrowing_.repair};
        if (job.exactly) {
            const std::uint64_t rows = count_equal_only_by_rule(pair, *lanes, *job.region, limits);
            return [&job, rows] { job.table->equal_only_rounded += rows; };
        }
        return [this, &job, found = narrow(pair, *lanes, *job.region, limits)] {
            record(*job.table, found);
        };
    }

  private:
    void record(TableUnderWay& table, const Narrowed& found) {
        table.found.missing += found.missing;
        table.found.extra += found.extra;
        table.found.changed += found.changed;
        for (const Discrepancy& discrepancy : found.listed) {
            if (listed_ < narrowing_.max_discrepancies) {
                ++listed_;
                list_(discrepancy);
            }
        }
    }

    const PassOptions& options_;
    const NarrowOptions& narrowing_;
    const std::function<void(const Discrepancy&)>& list_;
    std::atomic<std::uint64_t> listed_{0};  ///< Workers only look at it, to fetch no more.
};

}  // namespace

void narrow_tables(
    std::vector<TableUnderWay>& tables,
    const PassOptions& options,
    const NarrowOptions& narrowing,
    const std::function<void(const Discrepancy&)>& list) {
    const std::vector<NarrowJob> jobs = jobs_of(tables, options.sample_percent < 100);
    const std::size_t workers = narrowing.repair ? 1 : std::min(options.workers, most_workers);
    Narrowing run(options, narrowing, list);
    auto job = jobs.begin();
    run_pipeline(workers, [&]() -> Work {
        throw_if_interrupted();
        if (job == jobs.end()) {
            return {};
        }
        return [&run, &narrowed = *job++] { return run.perform(narrowed); };
    });
}

}  // namespace cutover
