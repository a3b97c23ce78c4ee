#include "verify/table_tally.hpp"

#include <fmt/format.h>

#include "verify/comparison_id.hpp"

namespace cutover {
namespace {

struct Ruling {
    TableVerdict verdict = TableVerdict::unproven;
    std::string reason{};
    bool is_share = false;  ///< As in TableComparison.
};

std::string count_of(std::uint64_t rows, const char* what) {
    return rows == 0 ? std::string() : fmt::format("{} {}, ", rows, what);
}

std::string summary(const Narrowed& found) {
    std::string text = count_of(found.missing, "missing") + count_of(found.extra, "extra") +
                       count_of(found.changed, "changed");
    text.resize(text.size() - 2);
    return text + (found.total() == 1 ? " row" : " rows");
}

std::string coverage(const TableTally& tally) {
    const std::uint64_t rows = tally.sum.source.rows.rows;
    const std::uint64_t of = tally.counts ? tally.counts->source : 0;
    const double percent =
        of == 0 ? 0 : 100.0 * static_cast<double>(rows) / static_cast<double>(of);
    return fmt::format(
        "sampled: {} of {} chunks, {} of {} rows ({:.1f} %)", tally.chunks, tally.chunks_cut, rows,
        of, percent);
}

std::string unread(const TableTally& tally) {
    return fmt::format(
        "{} of {} rows were not read", tally.sum.rows_unread, tally.sum.source.rows.rows);
}

/// A part of a table whose keys the servers order differently proves nothing either way.
Ruling rule_on_share(const TableUnderWay& table, const VerdictFacts& facts) {
    const TableTally& tally = table.tally;
    const bool in_order = table.pair.one_order || !tally.is_part;
    if (!tally.sum.equal() && in_order) {
        return {TableVerdict::unproven, "its digests differ but no row does: it was changing"};
    }
    if (!facts.moved.empty()) {
        return {TableVerdict::unproven, facts.moved};
    }
    return {
        TableVerdict::unproven,
        share_text(*facts.shard, tally.chunks, tally.chunks_cut) +
            (tally.sum.equal() ? ", no difference among them"
                               : ", and the servers order its keys differently"),
        true};
}

Ruling rule_on_what_was_found(const TableUnderWay& table, const VerdictFacts& facts) {
    const std::string doubt =
        facts.moved.empty() ? "" : "; " + facts.moved + ", so some may be in flight";
    const std::string left_out =
        table.tally.sum.rows_unread == 0 ? "" : "; " + unread(table.tally) + " (--prefilter)";
    return {TableVerdict::different, summary(table.found) + doubt + left_out};
}

Ruling rule_on_rows(const TableUnderWay& table, const VerdictFacts& facts) {
    const TableTally& tally = table.tally;
    if (table.found.total() > 0) {
        return rule_on_what_was_found(table, facts);
    }
    if (!table.undecided.empty()) {
        return {TableVerdict::unproven, table.undecided};
    }
    if (table.hot > 0) {
        return {
            TableVerdict::unproven,
            fmt::format(
                "{} of its rows never stood still for long enough to be compared", table.hot)};
    }
    if (facts.sampled) {
        return {
            TableVerdict::unproven,
            coverage(tally) + (table.agrees() ? ", no difference among them"
                                              : ", and the servers order its keys differently")};
    }
    if (facts.shard) {
        return rule_on_share(table, facts);
    }
    if (!tally.covers_everything()) {
        return {TableVerdict::unproven, coverage_gap(tally.sum, tally.counts)};
    }
    if (!table.agrees() && table.in_flight == 0) {
        return {TableVerdict::unproven, "its digests differ but no row does: it was changing"};
    }
    if (!facts.moved.empty()) {
        return {TableVerdict::unproven, facts.moved};
    }
    if (tally.sum.rows_unread > 0) {
        return {
            TableVerdict::unproven,
            unread(tally) +
                ", for both servers' own digests of them agree: verify without --prefilter to "
                "prove it"};
    }
    return {TableVerdict::equal, ""};
}

/// What was found at an earlier moment stays found.
Ruling rule_on_unreadable(const TableUnderWay& table) {
    const std::string why = " could not be read: " + table.tally.unreadable;
    if (table.found.total() > 0) {
        return {TableVerdict::different, summary(table.found) + "; the rest" + why};
    }
    return {TableVerdict::unproven, "it" + why};
}

Ruling rule_on(const TableUnderWay& table, const VerdictFacts& facts) {
    if (!table.pair.obstacle.empty()) {
        return {table.pair.without_rows, table.pair.obstacle};
    }
    if (!table.tally.unreadable.empty()) {
        return rule_on_unreadable(table);
    }
    return rule_on_rows(table, facts);
}

}  // namespace

void TableTally::add(const Chunk& chunk, const ChunkDigests& digests) {
    sum += digests;
    ++chunks;
    const Region region{
        .chunks = {chunk},
        .rows = digests.source.rows.rows + digests.destination.rows.rows - 2 * digests.rows_unread,
        .is_followed = digests.rows_unread_behind > 0};
    if (!digests.equal()) {
        differing.push_back(region);
    }
    if (!digests.exactly_equal()) {
        differing_exactly.push_back(region);
    }
}

void TableTally::add_counts(const std::optional<IndependentCounts>& of_chunk) {
    if (!of_chunk) {
        unreadable = "a server does not tell how many rows it sent";
        return;
    }
    IndependentCounts so_far = counts.value_or(IndependentCounts{});
    so_far.source += of_chunk->source;
    so_far.destination += of_chunk->destination;
    counts = so_far;
}

bool TableTally::covers_everything() const {
    return coverage_gap(sum, counts).empty();
}

std::string coverage_gap(const ChunkDigests& sum, const std::optional<IndependentCounts>& counts) {
    if (!counts) {
        return "its rows were not counted";
    }
    const std::uint64_t source = sum.source.rows.rows;
    const std::uint64_t destination = sum.destination.rows.rows;
    return source == counts->source && destination == counts->destination
               ? std::string()
               : fmt::format(
                     "the rows compared are not the rows counted: source {} of {}, destination {} "
                     "of {}",
                     source, counts->source, destination, counts->destination);
}

bool TableUnderWay::agrees() const {
    // Crosswise, for a multiset has no minus: source - forgiven = destination - forgiven.
    RowsDigest source = tally.sum.source.rows;
    RowsDigest destination = tally.sum.destination.rows;
    source += found.forgiven.destination;
    destination += found.forgiven.source;
    return source == destination;
}

TableComparison judge(const TableUnderWay& table, const VerdictFacts& facts) {
    const ChunkDigests& sum = table.tally.sum;
    const Ruling ruling = rule_on(table, facts);
    TableComparison comparison{
        .source = table.pair.source_name,
        .destination = table.pair.destination_name,
        .verdict = ruling.verdict,
        .reason = ruling.reason,
        .source_rows = sum.source.rows,
        .destination_rows = sum.destination.rows,
        .chunks = table.tally.chunks,
        .float_rule = rule_text(table.pair.rule),
        .equal_only_rounded = table.equal_only_rounded,
        .equal_only_folded =
            sum.source.rows_with_negative_zero + sum.destination.rows_with_negative_zero,
        .rows_in_flight = table.in_flight,
        .rows_carried = table.rows_carried,
        .rows_prefiltered = sum.rows_unread,
        .not_prefiltered = table.not_prefiltered,
        .comparison = comparison_id(table.pair),
        .source_position =
            table.source_position.empty() ? facts.source_position : table.source_position,
        .destination_position = table.destination_position.empty() ? facts.destination_position
                                                                   : table.destination_position,
        .discrepancy_count = table.found.total(),
        .is_share = ruling.is_share,
        .seconds = table.tally.seconds};
    if (table.in_flight > 0) {
        comparison.source_position.clear();  // those rows were not alike there
        comparison.destination_position.clear();
    }
    // Nothing can go on from it: --since-last reads the logs from the first moment on.
    if (!table.first_position.empty() &&
        (table.first_position != facts.began_at || table.source_position != facts.began_at)) {
        comparison.comparison.clear();
    }
    if (sum.rows_unread > 0) {
        comparison.source_rows.sum = comparison.destination_rows.sum = {};
    }
    if (table.tally.counts) {
        comparison.source_count = table.tally.counts->source;
        comparison.destination_count = table.tally.counts->destination;
    }
    return comparison;
}

}  // namespace cutover
