/// The story of a verification. Both servers are asked anew for everything: nothing that the copy
/// recorded is believed. Rows are compared by sums of digests, chunk by chunk, both sides at the
/// same time; that the chunks held every row is proven by counts that the servers make; only what
/// differs is read again and narrowed to rows and columns. Whatever was not proven is UNPROVEN.
#include "verify/verify.hpp"

#include <algorithm>
#include <set>

#include "core/object_selection.hpp"
#include "runtime/held_snapshot.hpp"
#include "runtime/pace.hpp"
#include "verify/compare_tables.hpp"
#include "verify/lane_pair.hpp"
#include "verify/narrow_tables.hpp"
#include "verify/resume.hpp"
#include "verify/schema_compare.hpp"
#include "verify/table_tally.hpp"
#include "verify/work_share.hpp"

namespace cutover {
namespace {

bool matches(const std::string& pattern, const TableName& table) {
    return glob_matches(pattern, table.database + "." + table.table);
}

class Verification {
  public:
    Verification(
        const VerifyRequest& request,
        Database& source,
        Database& destination,
        EvidenceSink& evidence,
        VerifyObserver& observer)
        : request_(request),
          source_(source),
          destination_(destination),
          evidence_(evidence),
          observer_(observer),
          began_(request.clock.now()) {}

    VerifyReport run() {
        pair_tables();
        open_snapshots();
        take_over_what_an_earlier_run_compared();
        compare_definitions();
        compare_chunks();
        narrow_differences();
        see_whether_a_side_moved();
        name_what_was_left_out();
        give_verdicts();
        return finish();
    }

  private:
    struct Side {
        std::unique_ptr<Snapshot> snapshot{};
        std::string before{};
        std::string after{};
        Pace pace;
    };

    void pair_tables() {
        there_ = destination_.catalog(destination_databases());
        const bool from_mariadb = source_.facts().flavour == Flavour::mariadb;
        const bool to_mariadb = destination_.facts().flavour == Flavour::mariadb;
        PairingRules rules{request_.floats, from_mariadb == to_mariadb};
        rules.floats.fold_negative_zero = from_mariadb != to_mariadb;
        std::uint64_t estimated_rows = 0;
        for (const TablePlan& plan : request_.plan.tables) {
            if (is_asked_for(plan.source)) {
                tables_.push_back({pair_table(plan, find_table(there_, plan.destination), rules)});
                estimated_rows += plan.estimated_rows;
                share_.expect(tables_.back().pair);
            }
        }
        note_patterns_without_tables();
        observer_.begun(tables_.size(), estimated_rows);
    }

    /// A misspelt pattern must not look like a table that is equal.
    void note_patterns_without_tables() {
        for (const std::string& pattern : request_.table_patterns) {
            if (std::none_of(tables_.begin(), tables_.end(), [&](const TableUnderWay& table) {
                    return matches(pattern, table.pair.source_name);
                })) {
                note("No table of the task matches the pattern " + pattern + ".");
            }
        }
    }

    /// With patterns, only of the tables that match: nothing else was asked for.
    void compare_definitions() {
        for (const ObjectComparison& object : compare_schema(
                 {request_.plan, request_.source_catalog, there_, destination_.facts()})) {
            if (request_.table_patterns.empty() ||
                (object.kind == "table definition" && is_asked_for(object.source))) {
                record(object);
            }
        }
        there_ = {};  // with 10,000 tables it takes memory worth counting, and nobody asks again
    }

    [[nodiscard]] bool is_asked_for(const TableName& table) const {
        const auto& patterns = request_.table_patterns;
        return patterns.empty() ||
               std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
                   return matches(pattern, table);
               });
    }

    [[nodiscard]] std::vector<std::string> destination_databases() const {
        std::set<std::string> names;
        for (const DatabasePlan& database : request_.plan.databases) {
            names.insert(database.destination);
        }
        for (const TablePlan& table : request_.plan.tables) {
            names.insert(table.destination.database);
        }
        return {names.begin(), names.end()};
    }

    void open_snapshots() {
        std::vector<TableName> here;
        std::vector<TableName> there;
        for (const TableUnderWay& table : tables_) {
            if (table.pair.obstacle.empty()) {
                here.push_back(table.pair.source_name);
                there.push_back(table.pair.destination_name);
            }
        }
        open(source_side_, source_, here);
        open(destination_side_, destination_, there);
        const std::shared_ptr<LoadGate> gate = make_gate();
        source_side_.snapshot = held_by(gate, std::move(source_side_.snapshot));
        destination_side_.snapshot =
            held_by(gate, std::move(destination_side_.snapshot), ReadsFrom::destination);
        for (const bool of_source : {true, false}) {
            const Side& side = of_source ? source_side_ : destination_side_;
            evidence_.add(SnapshotTaken{of_source, side.snapshot->facts(), side.snapshot->lanes()});
        }
        lanes_.emplace(
            *source_side_.snapshot, *destination_side_.snapshot, source_side_.pace,
            destination_side_.pace);
    }

    void open(Side& side, Database& database, const std::vector<TableName>& tables) const {
        side.before = database.position();
        side.snapshot = database.snapshot(std::max<std::size_t>(request_.workers, 1), tables);
    }

    /// One for both sides: a chunk is read on both at the same time.
    [[nodiscard]] std::shared_ptr<LoadGate> make_gate() const {
        return std::make_shared<LoadGate>(LoadGate::Options{
            .looks =
                {busy_source(source_, request_.max_source_threads_running),
                 late_replicas(destination_, request_.max_replica_lag)},
            .clock = request_.clock,
            .report = [this](const std::string& why) { observer_.held(why); }});
    }

    void take_over_what_an_earlier_run_compared() {
        const VerificationId id =
            verification_id(tables_, request_.sample_percent, moments(), request_.shard);
        report_.verification = id.text();
        std::string why;
        earlier_ = adopt(request_.earlier, id, why);
        if (!why.empty()) {
            note(why);
        }
    }

    /// What must not have changed for an earlier run's chunks to count. Where a server keeps no
    /// binary log nobody knows whether it moved, so the run's own name makes the moment unique.
    [[nodiscard]] std::vector<std::string> moments() const {
        const SnapshotFacts& here = source_side_.snapshot->facts();
        const SnapshotFacts& there = destination_side_.snapshot->facts();
        const bool known = !source_side_.before.empty() && !destination_side_.before.empty() &&
                           here.means != SnapshotMeans::none && there.means != SnapshotMeans::none;
        return {
            source_.facts().identity, destination_.facts().identity, here.position + here.gtid_set,
            there.position + there.gtid_set, known ? std::string() : request_.run};
    }

    void compare_chunks() {
        compare_tables(
            tables_, earlier_, pass(),
            [this](const TableUnderWay& table, const Chunk& chunk, const ChunkDigests& digests) {
                const TableName& name = table.pair.source_name;
                evidence_.add(ChunkCompared{
                    name, report_.verification, chunk, digests.source.rows,
                    digests.destination.rows});
                observer_.chunk_compared(
                    {name, digests.source.rows.rows, digests.source.bytes,
                     share_.done_with(
                         table,
                         request_.sample_percent / (request_.shard ? request_.shard->of : 1))});
            });
        cut_tables_that_differ(tables_, pass());
        compare_doubtful_tables_whole(tables_, pass());
    }

    void narrow_differences() {
        observer_.all_chunks_compared(static_cast<std::size_t>(std::count_if(
            tables_.begin(), tables_.end(),
            [](const TableUnderWay& table) { return !table.tally.differing.empty(); })));
        narrow_tables(
            tables_, pass(), {request_.max_discrepancies, request_.repair},
            [this](const Discrepancy& discrepancy) {
                evidence_.add(DiscrepancyFound{report_.verification, discrepancy});
                report_.discrepancies.push_back(discrepancy);
            });
    }

    [[nodiscard]] PassOptions pass() {
        return {
            *lanes_,
            source_side_.snapshot->lanes(),
            request_.clock,
            request_.sample_percent,
            request_.whole_below_bytes,
            request_.shard,
            budget_};
    }

    void see_whether_a_side_moved() {
        source_side_.after = source_.position();
        destination_side_.after = destination_.position();
        if (source_side_.before != source_side_.after) {
            note(
                "The source moved from " + source_side_.before + " to " + source_side_.after +
                " meanwhile; what was compared is its state at the snapshot's position.");
        }
    }

    /// A shared snapshot stands still whatever the server does; sessions that see different
    /// moments prove nothing of a server that moved.
    [[nodiscard]] static std::string moved_under_sessions(const Side& side, const char* name) {
        const bool shared = side.snapshot->facts().means != SnapshotMeans::none;
        return shared || (side.before == side.after && !side.before.empty())
                   ? std::string()
                   : std::string("the ") + name +
                         (side.before.empty()
                              ? " keeps no binary log and allowed no shared snapshot"
                              : " moved while it was read, and allowed no shared snapshot");
    }

    /// What the task selects but no version of cutover could move is in no table's verdict.
    void name_what_was_left_out() {
        if (!request_.table_patterns.empty()) {
            return;
        }
        for (const Refusal& refusal : request_.plan.refusals) {
            const std::size_t dot = std::min(refusal.object.find('.'), refusal.object.size());
            const TableName name{
                refusal.object.substr(0, dot),
                refusal.object.substr(std::min(dot + 1, refusal.object.size()))};
            record({"refused", name, {}, TableVerdict::skipped, refusal.reason});
        }
    }

    void record(const ObjectComparison& object) {
        evidence_.add(ObjectCompared{report_.verification, object});
        report_.objects.push_back(object);
    }

    void give_verdicts() {
        VerdictFacts facts{
            .sampled = request_.sample_percent < 100,
            .shard = request_.shard,
            .moved = moved_under_sessions(source_side_, "source"),
            .source_position = position_of(source_side_),
            .destination_position = position_of(destination_side_)};
        if (facts.moved.empty()) {
            facts.moved = moved_under_sessions(destination_side_, "destination");
        }
        for (const TableUnderWay& table : tables_) {
            report_.resumed_chunks += table.tally.taken_over;
            const TableComparison comparison = judge(table, facts);
            evidence_.add(TableCompared{report_.verification, comparison});
            observer_.table_compared(comparison);
            report_.discrepancy_count += comparison.discrepancy_count;
            report_.tables.push_back(comparison);
        }
    }

    [[nodiscard]] static std::string position_of(const Side& side) {
        const SnapshotFacts& facts = side.snapshot->facts();
        return facts.position.empty() ? facts.gtid_set : facts.position;
    }

    VerifyReport finish() {
        report_.source = source_side_.snapshot->facts();
        report_.destination = destination_side_.snapshot->facts();
        report_.source_position_before = source_side_.before;
        report_.source_position_after = source_side_.after;
        report_.seconds = std::chrono::duration<double>(request_.clock.now() - began_).count();
        evidence_.add(VerificationFinished{
            report_.verification, report_.outcome(), report_.discrepancy_count,
            report_.source_position_before, report_.source_position_after, report_.seconds});
        return std::move(report_);
    }

    void note(const std::string& sentence) {
        report_.notes.push_back(sentence);
        observer_.noted(sentence);
    }

    const VerifyRequest& request_;
    Database& source_;
    Database& destination_;
    EvidenceSink& evidence_;
    VerifyObserver& observer_;
    std::chrono::steady_clock::time_point began_;
    VerifyReport report_{};
    Catalog there_{};  ///< Of the destination; until its definitions are compared.
    std::vector<TableUnderWay> tables_{};
    EarlierChunks earlier_{};
    WorkShare share_{};
    Side source_side_{
        .pace = {request_.rows_per_second, request_.bytes_per_second, request_.clock}};
    Side destination_side_{
        .pace = {request_.rows_per_second, request_.bytes_per_second, request_.clock}};
    std::optional<LanePairs> lanes_{};
    ChunkBudget budget_{request_.rows_per_second, request_.bytes_per_second, request_.workers};
};

}  // namespace

VerifyReport verify(
    const VerifyRequest& request,
    Database& source,
    Database& destination,
    EvidenceSink& evidence,
    VerifyObserver& observer) {
    return Verification(request, source, destination, evidence, observer).run();
}

}  // namespace cutover
