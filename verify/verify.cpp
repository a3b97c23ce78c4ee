/// The story of a verification. Both servers are asked anew for everything: nothing that the copy
/// recorded is believed. Rows are compared by sums of digests, chunk by chunk, both sides at the
/// same time; that the chunks held every row is proven by counts that the servers make; only what
/// differs is read again and narrowed to rows and columns. Whatever was not proven is UNPROVEN.
#include "verify/verify.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "verify/compare_rows.hpp"
#include "verify/comparison_id.hpp"
#include "verify/ground.hpp"
#include "verify/guarded.hpp"
#include "verify/orphans.hpp"
#include "verify/refused_tables.hpp"
#include "verify/resume.hpp"
#include "verify/schema_compare.hpp"
#include "verify/shared_destination.hpp"
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
        rows_->run(earlier_);
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
        const int tries = request_.shard ? 1 : 3;  // other shards do not open theirs again
        for (int left = tries; left > 0; --left) {
            ground_.pair_tables();
            sides_.open(
                ground_.readable(&TablePair::source_name),
                ground_.readable(&TablePair::destination_name));
            if (!sides_.meeting_place()) {
                break;
            }
            ground_.pair_tables();  // the destination has by now what the source had before
            if (ground_.is_still_firm()) {
                break;
            }
        }
        if (request_.shard) {
            leave_out_joined(tables_, "no shard of a verification can prove that");
        } else if (sides_.meeting_place()) {
            leave_out_joined(tables_, "that is compared at rest alone: a run follows the source");
        }
        ground_.leave_out_what_changed();
        for (const SnapshotTaken& taken : sides_.taken()) {
            evidence_.add(taken);
        }
        unsettled_ = ground_.changed();
        rows_.emplace(request_, ground_, sides_, row_events());
        expect_work();
    }

    void expect_work() {
        std::uint64_t estimated_rows = 0;
        for (const TableUnderWay& table : tables_) {
            estimated_rows += table.pair.estimated_rows;
            if (table.pair.read_with == TableName{}) {
                share_.expect(table.pair);
            }
        }
        for (const std::string& sentence : told_of_joined(tables_)) {
            note(sentence);
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
            const bool is_table = object.kind == "table definition";
            if (is_table && ground_.left_behind().contains(object.source)) {
                continue;  // the table's own verdict says why it is not there
            }
            if (request_.table_patterns.empty() ||
                (is_table && ground_.is_asked_for(object.source))) {
                if (unsettled_.contains(object.source)) {
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
        const VerificationId id = verification_id(
            tables_, request_.sample_percent, sides_.moments(), request_.shard, request_.prefilter);
        report_.verification = id.text();
        std::string why;
        earlier_ = adopt(request_.earlier, id, why);
        if (!why.empty() && request_.earlier_began) {
            take_over_what_has_not_changed(why);
        }
        if (!why.empty()) {
            note(why);
        }
    }

    /// Under this verification's name, for one that goes on from here.
    void take_over_what_has_not_changed(std::string& why) {
        try {
            earlier_ = untouched_chunks(
                tables_, request_.earlier, *request_.earlier_began, rows_->log_ground());
        } catch (const Error& error) {
            if (!is_log_out_of_reach(error)) {
                throw;
            }
            why += " (" + std::string(error.what()) + ")";
            return;
        }
        std::size_t chunks = 0;
        for (auto& [table, of_table] : earlier_) {
            for (auto& [index, chunk] : of_table) {
                chunk.verification = report_.verification;
                evidence_.add(chunk);
                ++chunks;
            }
        }
        if (chunks > 0) {
            why =
                "The earlier verification did not finish, and a server has moved since: what it "
                "compared of tables that neither log names counts, the rest is compared anew.";
        }
    }

    /// And notes where the logs stand, for a later verification to go on from.
    void compare_by_what_has_changed() {
        const LogGround ground = rows_->log_ground();
        began_at_ = sides_.source_position();
        const auto tell = [this](const std::string& sentence) { note(sentence); };
        const bool carries = request_.since && request_.sample_percent >= 100;
        const LogEnds ends =
            carries ? compare_since_last(tables_, *request_.since, ground, rows_->pass(), tell)
                    : ends_of_logs(ground);
        note_where_nothing_is_read();
        if (ends.source.marks && ends.destination.marks) {
            evidence_.add(VerificationBegun{
                .verification = report_.verification,
                .source_place = to_text(ground.source_place),
                .destination_place = to_text(ground.destination_place),
                .source_marks = to_text(*ends.source.marks),
                .destination_marks = to_text(*ends.destination.marks)});
        }
    }

    /// What is carried, and chunks that are taken over, were equal at this moment, whatever later
    /// ones the rest is read at.
    void note_where_nothing_is_read() {
        for (TableUnderWay& table : tables_) {
            if (table.carried || earlier_.contains(table.pair.source_name)) {
                table.first_position = table.source_position = sides_.source_position();
                table.destination_position = sides_.destination_position();
            }
        }
    }

    [[nodiscard]] RowEvents row_events() {
        return {
            .chunk = [this](
                         const TableUnderWay& table, const Chunk& chunk,
                         const ChunkDigests& digests) { record(table, chunk, digests); },
            .discrepancy =
                [this](const Discrepancy& discrepancy) {
                    evidence_.add(DiscrepancyFound{report_.verification, discrepancy});
                    report_.discrepancies.push_back(discrepancy);
                },
            .cause =
                [this](const Cause& cause) {
                    evidence_.add(CauseFound{report_.verification, cause});
                    report_.causes.push_back(cause);
                },
            .snapshot = [this](const SnapshotTaken& taken) { evidence_.add(taken); },
            .all_chunks_compared =
                [this](std::size_t differ) { observer_.all_chunks_compared(differ); },
            .note = [this](const std::string& sentence) { note(sentence); }};
    }

    void record(const TableUnderWay& table, const Chunk& chunk, const ChunkDigests& digests) {
        const TableName& name = table.pair.source_name;
        if (digests.rows_unread == 0) {
            evidence_.add(ChunkCompared{
                name, report_.verification, chunk, digests.source.rows, digests.destination.rows,
                comparison_id(table.pair)});
        }
        const std::size_t shards = request_.shard ? request_.shard->of : 1;
        observer_.chunk_compared(
            {name, digests.source.rows.rows, digests.source.bytes,
             share_.done_with(table, request_.sample_percent / static_cast<double>(shards))});
    }

    void look_for_orphans() {
        for (const ObjectComparison& constraint : find_orphans(tables_, rows_->pass())) {
            record(constraint);
        }
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

    /// What the task selects but cannot be moved, and is no table, is in no table's verdict; nor is
    /// what was made only now.
    void name_what_was_left_out() {
        for (const TableName& name : unsettled_) {
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
            if (refusal.merges || refusal.table != TableName{}) {
                continue;  // no copy can be made of what merges; compared it is
            }
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
            .destination_position = sides_.destination_position(),
            .began_at = began_at_};
        std::map<TableName, TableComparison> wholes;  // each stands in front of its parts
        auto refused = refused_tables(ground_.plan());
        for (const TableUnderWay& table : tables_) {
            report_.resumed_chunks += table.tally.taken_over;
            const bool is_part = table.pair.read_with != TableName{};
            TableComparison comparison =
                is_part ? as_part_of(wholes.at(table.pair.read_with), table.pair)
                        : judge(table, facts);
            if (!table.pair.source.also.empty()) {
                wholes.emplace(comparison.source, comparison);
            }
            const auto refusal = refused.find(comparison.source);
            if (refusal != refused.end()) {
                hold_back(comparison, refusal->second);
                refused.erase(refusal);
            }
            record(comparison);
        }
        for (const auto& [name, table] : refused) {
            if (ground_.is_asked_for(name)) {
                record(skipped_table(name, table, request_));
            }
        }
        tell_of_rows_in_flight();
    }

    void tell_of_rows_in_flight() {
        std::size_t tables = 0;
        std::uint64_t rows = 0;
        for (const TableComparison& table : report_.tables) {
            tables += table.rows_in_flight > 0 ? 1U : 0U;
            rows += table.rows_in_flight;
        }
        if (rows > 0) {
            note(fmt::format(
                "{} rows of {} tables agreed only when they were read again (--recheck): what is "
                "said of these tables holds at no one position.",
                rows, tables));
        }
    }

    void record(const TableComparison& comparison) {
        evidence_.add(TableCompared{report_.verification, comparison});
        observer_.table_compared(comparison);
        report_.discrepancy_count += comparison.discrepancy_count;
        report_.tables.push_back(comparison);
    }

    VerifyReport finish() {
        const std::vector<SnapshotTaken> taken = sides_.taken();
        report_.source = taken.front().facts;
        report_.destination = taken.back().facts;
        report_.met_at = taken.back().applied;
        report_.source_position_before = sides_.before();
        report_.source_position_after = sides_.after();
        report_.seconds = std::chrono::duration<double>(request_.clock.now() - began_).count();
        evidence_.add(VerificationFinished{
            report_.verification, report_.outcome(), report_.discrepancy_count,
            report_.source_position_before, report_.source_position_after, report_.seconds,
            report_.notes});
        return std::move(report_);
    }

    void note(const std::string& sentence) {
        report_.notes.push_back(sentence);
        observer_.noted(sentence);
    }

    const VerifyRequest& request_;
    Database& destination_;
    EvidenceSink& evidence_;
    VerifyObserver& observer_;
    std::chrono::steady_clock::time_point began_;
    TwoSides sides_;
    Ground ground_;
    std::vector<TableUnderWay>& tables_ = ground_.tables();
    VerifyReport report_{};
    EarlierChunks earlier_{};
    WorkShare share_{};
    std::set<TableName> unsettled_{};  ///< Whose definitions were never firm.
    std::optional<CompareRows> rows_{};
    std::string began_at_{};
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
