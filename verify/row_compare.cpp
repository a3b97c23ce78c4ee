/// From "this region differs" to rows and columns. Row digests are not kept while comparing, for
/// almost no chunk differs and a region may hold any number of rows; a region that differs is
/// read again instead, from the same snapshots: once for the multiset difference of its rows'
/// digests (surplus.hpp), and once more for the values of the rows that are to be shown or
/// repaired. Rows of both sides with one key are one changed row; the rest is missing or extra.
#include "verify/row_compare.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/cell_text.hpp"
#include "verify/filtered_rows.hpp"
#include "verify/finding.hpp"
#include "verify/row_identifier.hpp"

namespace cutover {
namespace {

/// Rows of one side that were asked for, fetched up to a size.
struct FetchedRows {
    RowBlock block{};
    std::vector<const RowSource*> from{};  ///< Which of the tables read as one, by row.
    std::unordered_map<RowIdentity, std::optional<std::size_t>, RowIdentityHash> rows{};

    void want(const RowIdentity& identity) { rows.try_emplace(identity, std::nullopt); }

    [[nodiscard]] std::optional<RowRef> find(const RowIdentity& identity) const {
        const auto found = rows.find(identity);
        return found == rows.end() || !found->second
                   ? std::nullopt
                   : std::optional<RowRef>({block, *found->second});
    }
};

void fetch(
    const SideOfRegion& side, const Region& region, std::size_t bytes_held, FetchedRows& wanted) {
    wanted.block = RowBlock(forms_of(side.source));
    const auto keep_wanted = [&](const RowBlock& block) {
        for (std::size_t row = 0; row < block.rows(); ++row) {
            const auto found = wanted.rows.find(side.identify(block, row));
            const bool wants = found != wanted.rows.end() && !found->second;
            if (wants && wanted.block.size_bytes() < bytes_held) {
                found->second = wanted.block.rows();
                append_row(block, row, wanted.block);
                wanted.from.push_back(&side.reader.reading());
            }
        }
    };
    read_region(side.reader, side.source, region, keep_wanted);
}

/// Gives the findings of one region their values.
class RowComparison {
  public:
    RowComparison(
        const TablePair& pair, LanePair& lanes, const Region& region, const NarrowLimits& limits)
        : pair_(pair),
          region_(region),
          limits_(limits),
          source_{pair.source, lanes.source, RowIdentifier(pair.source, pair)},
          destination_{pair.destination, lanes.destination, RowIdentifier(pair.destination, pair)},
          look_(pair) {}

    Narrowed run() {
        for_each_surplus(
            source_, destination_, region_, limits_.rows_held,
            [this](const std::vector<Surplus>& surpluses) {
                take(findings_of(those_meant(surpluses)));
                return true;
            });
        return std::move(narrowed_);
    }

  private:
    [[nodiscard]] std::vector<Surplus> those_meant(std::vector<Surplus> surpluses) const {
        if (!region_.only.empty()) {
            std::erase_if(surpluses, [this](const Surplus& surplus) {
                return !std::binary_search(
                    region_.only.begin(), region_.only.end(), surplus.identity.key);
            });
        }
        return surpluses;
    }

    void take(std::vector<Finding> findings) {
        if (!pair_.reals.empty()) {
            narrowed_.forgiven += forgive(pair_, source_, destination_, region_, findings);
        }
        for (const Finding& finding : findings) {
            count(finding);
        }
        look_at_whole_rows(findings);
        while (!findings.empty()) {
            // Causes are worth one reading of the region, the list as many as it takes.
            const bool only_listed = std::exchange(was_looked_into_, true);
            const std::size_t room = std::max(room_in_list(), only_listed ? 0 : room_to_look());
            if (!limits_.repair && room == 0) {
                return;
            }
            if (!limits_.repair && findings.size() > room) {
                findings.resize(room);
            }
            const std::size_t before = findings.size();
            describe_some(findings);
            if (findings.size() == before) {
                return;  // the rows are gone: sessions without a shared snapshot, rows moving
            }
        }
    }

    void count(const Finding& finding) {
        switch (finding.kind) {
            case Discrepancy::Kind::missing: narrowed_.missing += finding.copies; break;
            case Discrepancy::Kind::extra: narrowed_.extra += finding.copies; break;
            case Discrepancy::Kind::changed: narrowed_.changed += finding.copies; break;
        }
    }

    /// What can be told of rows without their values.
    void look_at_whole_rows(const std::vector<Finding>& findings) {
        filtered_ = filtered_rows(pair_, source_, region_, findings);
        for (const Finding& finding : findings) {
            narrowed_.causes.all_filtered += is_among(filtered_, finding) ? finding.copies : 0;
        }
        const bool is_whole_region = region_.rows <= limits_.rows_held;
        // A tail is seen by the rows that are there, too: those of all the table where only some
        // keys were asked for.
        const bool is_large = !region_.keys.empty() && pair_.estimated_rows > limits_.rows_held;
        if (is_whole_region && !is_large && narrowed_.missing > 0 && has_number_key(pair_)) {
            narrowed_.causes.edges[place_of(region_.chunks.front())] =
                find_edge(pair_, source_, region_, findings);
        }
    }

    [[nodiscard]] std::size_t room_to_look() const {
        return limits_.looked_at - std::min(limits_.looked_at, narrowed_.looked_at);
    }

    [[nodiscard]] std::size_t room_in_list() const {
        return limits_.listed - std::min(limits_.listed, narrowed_.listed.size());
    }

    /// Fetches the rows of as many findings as memory allows and takes those off the list. Rows
    /// of the destination are fetched only for what the source's fetched rows can be compared
    /// with, so every round gets on.
    void describe_some(std::vector<Finding>& findings) {
        FetchedRows source;
        FetchedRows destination;
        for (const Finding& finding : findings) {
            if (finding.kind != Discrepancy::Kind::extra) {
                source.want(finding.source);
            }
        }
        fetch(source_, region_, limits_.bytes_held, source);
        for (const Finding& finding : findings) {
            if (finding.kind == Discrepancy::Kind::extra ||
                (finding.kind == Discrepancy::Kind::changed && source.find(finding.source))) {
                destination.want(finding.destination);
            }
        }
        fetch(destination_, region_, limits_.bytes_held, destination);
        const auto place = [&](const Finding& finding) {  // in the order of reading, extra last
            const bool extra = finding.kind == Discrepancy::Kind::extra;
            const auto row =
                extra ? destination.find(finding.destination) : source.find(finding.source);
            return std::make_pair(extra, row ? row->row : 0);
        };
        std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
            return place(a) < place(b);
        });
        std::erase_if(findings, [&](const Finding& finding) {
            const auto row = source.find(finding.source);
            const RowSource& from = row ? *source.from.at(row->row) : pair_.source;
            return describe(from, finding, row, destination.find(finding.destination));
        });
    }

    /// `from` is what the source's row was read from. False where a row that it takes is not there.
    bool describe(
        const RowSource& from,
        const Finding& finding,
        std::optional<RowRef> source,
        std::optional<RowRef> destination) {
        const bool complete = (finding.kind == Discrepancy::Kind::extra || source) &&
                              (finding.kind == Discrepancy::Kind::missing || destination);
        if (!complete) {
            return false;
        }
        Discrepancy discrepancy{
            .table = from.table, .kind = finding.kind, .copies = finding.copies};
        discrepancy.key = finding.kind == Discrepancy::Kind::extra
                              ? key_values(finding.kind, from, pair_.destination, *destination)
                              : key_values(finding.kind, from, from, *source);
        if (room_to_look() > 0) {
            look_for_cause(finding, discrepancy.key, source, destination);
        }
        if (room_in_list() > 0) {
            if (finding.kind == Discrepancy::Kind::changed) {
                discrepancy.columns = differing_columns(from, *source, *destination);
            }
            narrowed_.listed.push_back(std::move(discrepancy));
        }
        if (limits_.repair != nullptr) {
            repair(finding, source, destination);
        }
        return true;
    }

    /// Of a row that is there on one side only nobody knows whether it would be found by what pairs
    /// rows, which may be NULL: it is shown whole.
    [[nodiscard]] bool is_shown_as_key(Discrepancy::Kind kind, std::size_t column) const {
        if (kind == Discrepancy::Kind::changed && !pair_.pairing.empty()) {
            return std::any_of(
                pair_.pairing.begin(), pair_.pairing.end(),
                [&](const PairingPart& part) { return part.column == column; });
        }
        return pair_.key.empty() ||
               std::find(pair_.key.begin(), pair_.key.end(), column) != pair_.key.end();
    }

    /// A row of `side`, by the names that its columns have in `from`.
    [[nodiscard]] std::vector<NamedValue> key_values(
        Discrepancy::Kind kind, const RowSource& from, const RowSource& side, RowRef row) const {
        std::vector<NamedValue> values;
        for (std::size_t i = 0; i < side.columns.size(); ++i) {
            if (is_shown_as_key(kind, i)) {
                values.push_back(
                    {from.columns[i].name,
                     cell_text(side.columns[i], row.block.columns()[i], row.row)});
            }
        }
        return values;
    }

    void look_for_cause(
        const Finding& finding,
        const std::vector<NamedValue>& key,
        std::optional<RowRef> source,
        std::optional<RowRef> destination) {
        ++narrowed_.looked_at;
        CauseTally& causes = narrowed_.causes;
        if (finding.kind == Discrepancy::Kind::changed) {
            causes.changed.push_back(look_.look(*source, *destination));
            causes.changed.back().key = key;
        } else if (finding.kind == Discrepancy::Kind::missing) {
            causes.missing.add(key, finding.copies);
        } else {
            const bool filtered = is_among(filtered_, finding);
            (filtered ? causes.filtered : causes.foreign).add(key, finding.copies);
        }
    }

    [[nodiscard]] std::vector<DifferingColumn> differing_columns(
        const RowSource& from, RowRef source, RowRef destination) {
        std::vector<DifferingColumn> columns;
        for (const std::size_t i : look_.differing(source, destination)) {
            columns.push_back(differing_column(from.columns[i], i, source, destination));
        }
        return columns;
    }

    [[nodiscard]] DifferingColumn differing_column(
        const ReadColumn& here, std::size_t i, RowRef source, RowRef destination) const {
        const ReadColumn& there = pair_.destination.columns[i];
        const CellColumn& left = source.block.columns()[i];
        const CellColumn& right = destination.block.columns()[i];
        const bool bytes = !is_number(here.form) && left.is_null[source.row] == 0 &&
                           right.is_null[destination.row] == 0;
        const std::size_t from =
            bytes ? shown_from(here, left.bytes_of(source.row), right.bytes_of(destination.row))
                  : 0;
        return {
            here.name, cell_text(here, left, source.row, from),
            cell_text(there, right, destination.row, from)};
    }

    void repair(
        const Finding& finding, std::optional<RowRef> source, std::optional<RowRef> destination) {
        switch (finding.kind) {
            case Discrepancy::Kind::missing:
                for (std::uint64_t copy = 0; copy < finding.copies; ++copy) {
                    limits_.repair->add(insert_row(pair_, *source));
                }
                break;
            case Discrepancy::Kind::extra:
                limits_.repair->add(delete_row(pair_, *destination, finding.copies));
                break;
            case Discrepancy::Kind::changed:
                for (const RepairStatement& statement : change_row(pair_, *source, *destination)) {
                    limits_.repair->add(statement);
                }
                break;
        }
    }

    const TablePair& pair_;
    const Region& region_;
    const NarrowLimits& limits_;
    SideOfRegion source_;
    SideOfRegion destination_;
    RowLook look_;
    ExtraRows filtered_{};  ///< Of the group of findings in hand.
    bool was_looked_into_ = false;
    Narrowed narrowed_{};
};

/// Found by what the rule makes of it, told apart by its bits.
Identify by_rule_and_bits(const RowSource& source, const TablePair& pair) {
    return [rule = RowEncoder(source.columns, pair.rule), exact = RowEncoder(source.columns, {})](
               const RowBlock& block, std::size_t row) mutable -> RowIdentity {
        return {rule.digest(block, row), exact.digest(block, row)};
    };
}

}  // namespace

Narrowed narrow(
    const TablePair& pair, LanePair& lanes, const Region& region, const NarrowLimits& limits) {
    return RowComparison(pair, lanes, region, limits).run();
}

std::uint64_t count_equal_only_by_rule(
    const TablePair& pair, LanePair& lanes, const Region& region, const NarrowLimits& limits) {
    const SideOfRegion source{pair.source, lanes.source, by_rule_and_bits(pair.source, pair)};
    const SideOfRegion destination{
        pair.destination, lanes.destination, by_rule_and_bits(pair.destination, pair)};
    std::uint64_t rows = 0;
    for_each_surplus(
        source, destination, region, limits.rows_held, [&](const std::vector<Surplus>& surpluses) {
            for (const Finding& finding : findings_of(surpluses)) {
                rows += finding.kind == Discrepancy::Kind::changed ? finding.copies : 0;
            }
            return true;
        });
    return rows;
}

}  // namespace cutover
