#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog.hpp"
#include "core/evidence.hpp"
#include "core/gathering.hpp"
#include "core/rendezvous.hpp"
#include "core/row_encoder.hpp"
#include "core/task_plan.hpp"
#include "runtime/clock.hpp"
#include "verify/baseline.hpp"
#include "verify/repair.hpp"
#include "verify/shard.hpp"

namespace cutover {

/// What the source has to compare, as its catalog was at one time.
struct SourceGround {
    TaskPlan plan{};
    Catalog catalog{};  ///< The one the plan was made from.
};

/// What to compare and how. Nothing that a copy recorded is an input.
struct VerifyRequest {
    TaskPlan plan{};           ///< From the source's catalog as it is now.
    Catalog source_catalog{};  ///< The one the plan was made from.

    /// The task's name, and where whoever follows its source is met; null: nobody follows it.
    std::string task{};
    Rendezvous* rendezvous = nullptr;
    Gathering* gathering = nullptr;  ///< Where shards wait for each other to meet it together.

    /// Looks at the source's definitions again, which may have changed until its rows were held
    /// still; needed with `rendezvous`.
    std::function<SourceGround()> look_again{};

    FloatRule floats{};  ///< The task's; fold_negative_zero is decided here.

    /// While the source is followed, no snapshot is kept for longer: what is left then is compared
    /// at another moment. Old views of rows make servers keep what was deleted.
    std::chrono::seconds slice{900};

    /// Rows that differ are read again where nobody could be met, and differ only if they stay so
    /// for as long; 0: they are not. recheck.hpp has the rules.
    std::chrono::milliseconds recheck{0};
    /// Rows of one table; where more differ it is UNPROVEN.
    std::size_t most_read_again = 100'000;

    /// Globs on the source's "database.table"; empty: all. Other tables are not in the report.
    std::vector<std::string> table_patterns{};
    double sample_percent = 100;   ///< Below 100 no table can be EQUAL.
    bool prefilter = false;        ///< What servers digest alike is not read (prefilter.hpp).
    std::optional<Shard> shard{};  ///< Only its chunks; then no table can be EQUAL either.
    std::uint64_t max_discrepancies = 100;  ///< Listed; all are counted.
    std::size_t workers = 4;                ///< Sessions on each side, >= 1.

    /// Tables below this are read in one piece first: no condition for the server to evaluate, no
    /// COUNT(*) beside the read. A few seconds of one session's reading, so that tables of this
    /// size are spread over the workers as they are.
    std::uint64_t whole_below_bytes = 512U << 20U;
    std::uint64_t rows_per_second = 0;        ///< Read from each server; 0: no limit.
    std::uint64_t bytes_per_second = 0;       ///< Likewise.
    unsigned max_source_threads_running = 0;  ///< Above it, reading waits; 0: no limit.
    std::chrono::seconds max_replica_lag{0};  ///< Likewise, of the destination's replicas.
    Clock clock = real_clock();

    /// Unique to this run; tells verifications apart where a server keeps no binary log, so that
    /// nobody can know whether it moved.
    std::string run{};

    /// Of a verification that did not finish: what it compared is not compared again, if it was of
    /// the same moments or the logs say that the table has not changed since.
    std::vector<ChunkCompared> earlier{};
    std::optional<Baseline> earlier_began{};

    /// What an earlier verification found equal is not read again but for what the logs say has
    /// changed since.
    std::optional<Baseline> since{};

    /// Where what memory does not hold lies meanwhile, such as the keys of rows that changed since;
    /// needed with `since`.
    std::filesystem::path folder{};

    /// Takes the statements that would make the destination equal; null: none are made.
    RepairSink* repair = nullptr;
};

}  // namespace cutover
