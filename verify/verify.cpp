/// The story of a verification. Both servers are asked anew for everything: nothing that the copy
/// recorded is believed. Rows are compared by sums of digests, chunk by chunk, both sides at the
/// same time; that the chunks held every row is proven by counts that the servers make; only what
/// differs is read again and narrowed to rows and columns. Whatever was not proven is UNPROVEN.
#include "verify/verify.hpp"

#include <algorithm>
#include <set>

#include "runtime/pace.hpp"
#include "verify/compare_tables.hpp"
#include "verify/ground.hpp"
#include "verify/lane_pair.hpp"
#include "verify/narrow_tables.hpp"
#include "verify/orphans.hpp"
#include "verify/recheck.hpp"
#include "verify/resume.hpp"
#include "verify/schema_compare.hpp"
#include "verify/since_last.hpp"
#include "verify/table_tally.hpp"
#include "verify/two_sides.hpp"
#include "verify/work_share.hpp"

namespace cutover {
namespace {

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
          began_(request.clock.now()),
          sides_(request, source, destination, observer),
          ground_(request, source, destination) {}

    VerifyReport run() {
        open_snapshots();
        take_over_what_an_earlier_run_compared();
        compare_by_what_has_changed();
        compare_definitions();
        compare_chunks();
        read_differences_again();
        narrow_differences();
        look_for_orphans();
        see_whether_a_side_moved();
        name_what_was_left_out();
        give_verdicts();
        return finish();
    }

  private:
    /// Rows are of the moment that the snapshots show, definitions of the one they are asked for:
    /// in between none may change. Where one does, everything is looked at again.
    void open_snapshots() {
        constexpr int tries = 3;
        for (int left = tries; left > 0; --left) {
            ground_.pair_tables();
            sides_.open(
                ground_.readable(&TablePair::source_name),
                ground_.readable(&TablePair::destination_name));
            if (request_.rendezvous == nullptr) {
                break;
            }
            ground_.pair_tables();  // the destination has by now what the source had before
            if (ground_.is_still_firm()) {
                break;
            }
        }
        ground_.leave_out_what_changed();
        for (const SnapshotTaken& taken : sides_.taken()) {
            evidence_.add(taken);
        }
        lanes_.emplace(sides_.source(), sides_.destination(), source_pace_, destination_pace_);
        expect_work();
    }

    void expect_work() {
        std::uint64_t estimated_rows = 0;
        for (const TableUnderWay& table : tables_) {
            estimated_rows += table.pair.estimated_rows;
            share_.expect(table.pair);
        }
        for (const std::string& pattern : ground_.patterns_without_tables()) {
            note("No table of the task matches the pattern " + pattern + ".");
        }
        observer_.begun(tables_.size(), estimated_rows);
    }

    /// With patterns, only of the tables that match: nothing else was asked for.
    void compare_definitions() {
        const SchemaCompareInput both{
            ground_.plan(), ground_.source(), ground_.destination(), destination_.facts(),
            sides_.meeting_place().has_value()};
        for (ObjectComparison object : compare_schema(both)) {
            if (request_.table_patterns.empty() ||
                (object.kind == "table definition" && ground_.is_asked_for(object.source))) {
                if (ground_.changed().contains(object.source)) {
                    object.verdict = TableVerdict::unproven;
                    object.reason = changed_meanwhile;
                }
                record(object);
            }
        }
        const std::vector<TableName> strange = tables_only_there(both);
        if (request_.table_patterns.empty() && !strange.empty()) {
            note(
                "The destination has " +
                (strange.size() == 1 ? "a table" : std::to_string(strange.size()) + " tables") +
                " that this task does not move, such as " + display(strange.front()) +
                "; nothing was compared there.");
        }
        ground_.forget_destination();
    }

    void take_over_what_an_earlier_run_compared() {
        const VerificationId id =
            verification_id(tables_, request_.sample_percent, sides_.moments(), request_.shard);
        report_.verification = id.text();
        std::string why;
        earlier_ = adopt(request_.earlier, id, why);
        if (!why.empty()) {
            note(why);
        }
    }

    /// Or only notes where the logs stand, for a later verification to go on from.
    void compare_by_what_has_changed() {
        const LogGround ground = log_ground();
        if (!request_.since || request_.sample_percent < 100) {
            log_ends_ = ends_of_logs(ground);
            return;
        }
        const auto tell = [this](const std::string& sentence) { note(sentence); };
        log_ends_ = compare_since_last(tables_, *request_.since, ground, pass(), tell);
    }

    [[nodiscard]] LogGround log_ground() const {
        return {
            .source = source_,
            .destination = destination_,
            .source_catalog = ground_.source(),
            .destination_catalog = ground_.destination(),
            .source_place = sides_.source_place(),
            .destination_place = sides_.destination_place(),
            .run = request_.run};
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

    void read_differences_again() {
        if (request_.recheck.count() == 0 || sides_.meeting_place()) {
            return;
        }
        auto lanes = lanes_->checkout();
        fresh_ = recheck(
            tables_, *lanes,
            {.patience = request_.recheck,
             .clock = request_.clock,
             .look = [this] { return sides_.fresh_look(); },
             .report = [this](const std::string& sentence) { note(sentence); },
             .source_pace = source_pace_,
             .destination_pace = destination_pace_});
        if (fresh_) {
            fresh_lanes_.emplace(
                *fresh_->source, *fresh_->destination, source_pace_, destination_pace_);
        }
    }

    void narrow_differences() {
        observer_.all_chunks_compared(static_cast<std::size_t>(std::count_if(
            tables_.begin(), tables_.end(),
            [](const TableUnderWay& table) { return !table.tally.differing.empty(); })));
        narrow_tables(
            tables_, fresh_lanes_ ? pass(*fresh_lanes_, 1) : pass(),
            {request_.max_discrepancies, request_.repair}, [this](const Discrepancy& discrepancy) {
                report_.discrepancies.push_back(discrepancy);
            });
        distrust_what_changed_meanwhile();
        for (const Discrepancy& discrepancy : report_.discrepancies) {
            evidence_.add(DiscrepancyFound{report_.verification, discrepancy});
        }
        for (const TableUnderWay& table : tables_) {
            for (const Cause& cause : table.causes) {
                evidence_.add(CauseFound{report_.verification, cause});
                report_.causes.push_back(cause);
            }
        }
    }

    /// Only where somebody follows the source: this account may read its log then.
    void distrust_what_changed_meanwhile() {
        if (!sides_.meeting_place()) {
            return;
        }
        const std::vector<std::string> changed = changed_while_read(tables_, log_ground());
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            if (changed[i].empty()) {
                continue;
            }
            tables_[i].found = {};
            tables_[i].causes.clear();
            tables_[i].tally.unreadable =
                changed[i] + " while it was compared, and no snapshot shows it as it was";
            std::erase_if(report_.discrepancies, [&](const Discrepancy& discrepancy) {
                return discrepancy.table == tables_[i].pair.source_name;
            });
        }
    }

    void look_for_orphans() {
        for (const ObjectComparison& constraint : find_orphans(tables_, pass())) {
            record(constraint);
        }
    }

    [[nodiscard]] PassOptions pass() { return pass(*lanes_, sides_.source().lanes()); }

    [[nodiscard]] PassOptions pass(LanePairs& lanes, std::size_t workers) {
        return {lanes,
                workers,
                request_.clock,
                request_.sample_percent,
                request_.whole_below_bytes,
                request_.shard,
                budget_};
    }

    void see_whether_a_side_moved() {
        sides_.look_back();
        if (sides_.before() != sides_.after() && !sides_.meeting_place()) {
            note(
                "The source moved from " + sides_.before() + " to " + sides_.after() +
                " meanwhile; what was compared is its state at the snapshot's position.");
        }
        if (const std::string lag = sides_.lag(); !lag.empty()) {
            note(lag);
        }
    }

    /// What the task selects but no version of cutover could move is in no table's verdict, nor is
    /// what was made only now.
    void name_what_was_left_out() {
        for (const TableName& name : ground_.changed()) {
            const bool is_named = std::any_of(
                report_.objects.begin(), report_.objects.end(),
                [&](const ObjectComparison& object) { return object.source == name; });
            if (!is_named && ground_.is_asked_for(name)) {
                record({"table definition", name, {}, TableVerdict::unproven, changed_meanwhile});
            }
        }
        if (!request_.table_patterns.empty()) {
            return;
        }
        for (const Refusal& refusal : ground_.plan().refusals) {
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
        const VerdictFacts facts{
            .sampled = request_.sample_percent < 100,
            .shard = request_.shard,
            .moved = sides_.moved(),
            .source_position = sides_.source_position(),
            .destination_position = sides_.destination_position()};
        for (const TableUnderWay& table : tables_) {
            report_.resumed_chunks += table.tally.taken_over;
            const TableComparison comparison = judge(table, facts);
            evidence_.add(TableCompared{report_.verification, comparison});
            observer_.table_compared(comparison);
            report_.discrepancy_count += comparison.discrepancy_count;
            report_.tables.push_back(comparison);
        }
    }

    VerifyReport finish() {
        const std::vector<SnapshotTaken> taken = sides_.taken();
        report_.source = taken.front().facts;
        report_.destination = taken.back().facts;
        report_.met_at = taken.back().applied;
        report_.source_position_before = sides_.before();
        report_.source_position_after = sides_.after();
        report_.seconds = std::chrono::duration<double>(request_.clock.now() - began_).count();
        VerificationFinished finished{
            .verification = report_.verification,
            .outcome = report_.outcome(),
            .discrepancy_count = report_.discrepancy_count,
            .source_position_before = report_.source_position_before,
            .source_position_after = report_.source_position_after,
            .seconds = report_.seconds};
        if (log_ends_.source.marks && log_ends_.destination.marks) {
            finished.source_place = to_text(sides_.source_place());
            finished.source_marks = to_text(*log_ends_.source.marks);
            finished.destination_place = to_text(sides_.destination_place());
            finished.destination_marks = to_text(*log_ends_.destination.marks);
        }
        evidence_.add(finished);
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
    TwoSides sides_;
    Ground ground_;
    std::vector<TableUnderWay>& tables_ = ground_.tables();
    VerifyReport report_{};
    EarlierChunks earlier_{};
    LogEnds log_ends_{};
    WorkShare share_{};
    Pace source_pace_{request_.rows_per_second, request_.bytes_per_second, request_.clock};
    Pace destination_pace_{request_.rows_per_second, request_.bytes_per_second, request_.clock};
    std::optional<LanePairs> lanes_{};
    std::unique_ptr<FreshLook> fresh_{};  ///< Where rows were read again.
    std::optional<LanePairs> fresh_lanes_{};
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
