#include "verify/carry.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "runtime/at_the_same_time.hpp"
#include "runtime/interrupt.hpp"
#include "runtime/pipeline.hpp"
#include "verify/comparison_id.hpp"

namespace cutover {
namespace {

constexpr std::size_t keys_a_piece = 2000;

/// The row of one key on both sides, as it is now.
struct RowNow {
    KeyTuple key{};
    std::optional<Digest> source{};
    std::optional<Digest> destination{};
};

using RowsNow = std::unordered_map<std::string, RowNow>;  ///< By to_text(key).

/// One side's rows from then to now.
struct Account {
    RowsDigest rows{};
    bool knows_digest = true;
};

Account account(RowsDigest then, const TouchedTable& touched, const RowsNow& now, bool of_source) {
    Account account{.rows = then, .knows_digest = then.rows == 0 || then.sum != Digest{}};
    for (const auto& [text, row] : touched.rows) {
        if (row.was_there) {
            account.knows_digest = account.knows_digest && row.before.has_value();
            account.rows.remove(row.before.value_or(Digest{}));
        }
        const RowNow& found = now.at(text);
        const std::optional<Digest>& present = of_source ? found.source : found.destination;
        if (present) {
            account.rows.add(*present);
        }
    }
    if (!account.knows_digest) {
        account.rows.sum = {};
    }
    return account;
}

/// A table that is decided by the rows that changed.
class CarriedTable {
  public:
    CarriedTable(
        TableUnderWay& table,
        const TableComparison& then,
        const TouchedTable& here,
        const TouchedTable& there)
        : table_(table), then_(then), here_(here), there_(there) {
        for (const TouchedTable* const side : {&here, &there}) {
            for (const auto& [text, row] : side->rows) {
                if (now_.try_emplace(text, RowNow{.key = row.key}).second) {
                    keys_.push_back(row.key);
                }
            }
        }
    }

    [[nodiscard]] std::size_t keys() const { return keys_.size(); }

    /// Reads some of the keys; the outcome is to be recorded by one thread at a time.
    Record read(std::size_t begin, const PassOptions& options) {
        auto lanes = options.lanes.checkout();
        const std::vector<KeyTuple> some(
            keys_.begin() + static_cast<std::ptrdiff_t>(begin),
            keys_.begin() +
                static_cast<std::ptrdiff_t>(std::min(begin + keys_a_piece, keys_.size())));
        const TablePair& pair = table_.pair;
        Found source;
        Found destination;
        at_the_same_time(
            [&] { source = digests_of(pair, pair.source, lanes->source, some); },
            [&] { destination = digests_of(pair, pair.destination, lanes->destination, some); });
        return [this, source = std::move(source), destination = std::move(destination)] {
            note(source, &RowNow::source);
            note(destination, &RowNow::destination);
        };
    }

    void decide() {
        const Account source = account(then_.source_rows, here_, now_, true);
        const Account destination = account(then_.destination_rows, there_, now_, false);
        std::vector<KeyTuple> differing;
        std::uint64_t read = 0;
        for (const auto& [text, row] : now_) {
            read += row.source ? 1U : 0U;
            if (row.source != row.destination) {
                differing.push_back(row.key);
            }
        }
        const bool agrees = source.rows.rows == destination.rows.rows &&
                            (!source.knows_digest || !destination.knows_digest ||
                             source.rows.sum == destination.rows.sum);
        if (differing.empty() && !agrees) {
            return;  // the logs and the rows contradict each other: all of it is to be read
        }
        table_.carried = true;
        table_.rows_carried = source.rows.rows - std::min(read, source.rows.rows);
        TableTally& tally = table_.tally;
        const bool knows_digest = source.knows_digest && destination.knows_digest;
        tally.sum.source.rows = {source.rows.rows, knows_digest ? source.rows.sum : Digest{}};
        tally.sum.destination.rows = {
            destination.rows.rows, knows_digest ? destination.rows.sum : Digest{}};
        tally.counts = {source.rows.rows, destination.rows.rows};
        if (!differing.empty()) {
            tally.differing.push_back(
                {.chunks = {{}}, .rows = 2 * differing.size(), .keys = std::move(differing)});
        }
    }

  private:
    using Found = std::vector<std::pair<std::string, Digest>>;

    static Found digests_of(
        const TablePair& pair,
        const RowSource& source,
        SideReader& reader,
        const std::vector<KeyTuple>& keys) {
        RowEncoder encoder(source.columns, pair.rule);
        Found found;
        reader.read_keys(source, keys, [&](const RowBlock& block) {
            for (std::size_t row = 0; row < block.rows(); ++row) {
                found.emplace_back(
                    to_text(key_of(block, row, pair.key)), encoder.digest(block, row));
            }
        });
        return found;
    }

    /// A row that a key was taken for by the server's collation, and that nobody touched, is as it
    /// was.
    void note(const Found& found, std::optional<Digest> RowNow::*side) {
        for (const auto& [text, digest] : found) {
            const auto row = now_.find(text);
            if (row != now_.end()) {
                row->second.*side = digest;
            }
        }
    }

    TableUnderWay& table_;
    const TableComparison& then_;
    const TouchedTable& here_;
    const TouchedTable& there_;
    RowsNow now_{};
    std::vector<KeyTuple> keys_{};
};

/// Reading so many of a table's rows by their keys costs more than reading all of it.
bool are_too_many(std::size_t keys, std::uint64_t rows) {
    constexpr std::uint64_t always_few = 1000;
    constexpr std::uint64_t one_in = 12;
    return keys > always_few && keys > rows / one_in;
}

void read_touched(std::vector<CarriedTable>& tables, const PassOptions& options) {
    auto table = tables.begin();
    std::size_t begin = 0;
    run_pipeline(
        options.workers,
        [&]() -> Work {
            throw_if_interrupted();
            while (table != tables.end() && begin >= table->keys()) {
                ++table;
                begin = 0;
            }
            if (table == tables.end()) {
                return {};
            }
            const std::size_t from = std::exchange(begin, begin + keys_a_piece);
            return [&read = *table, from, &options] { return read.read(from, options); };
        },
        RecordOrder::as_finished);
}

}  // namespace

std::string why_not_carried(const TableUnderWay& table, const Baseline& baseline) {
    const TablePair& pair = table.pair;
    if (!pair.obstacle.empty()) {
        return pair.obstacle;
    }
    if (pair.digests_exactly || pair.folds_zeros) {
        return "how many rows agree only by the rule for FLOAT and DOUBLE cannot be carried";
    }
    const auto then = baseline.equal.find(pair.source_name);
    if (then == baseline.equal.end()) {
        return "it was not found EQUAL then";
    }
    return then->second.comparison == comparison_id(pair)
               ? ""
               : "it is defined or compared otherwise now";
}

std::vector<std::string> carry_over(
    std::vector<TableUnderWay>& tables, const CarryInput& input, const PassOptions& options) {
    std::vector<std::string> why_not(tables.size());
    std::vector<CarriedTable> carried;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        why_not[i] = why_not_carried(tables[i], input.baseline);
        const TouchedTable& here = input.source.tables.at(i);
        const TouchedTable& there = input.destination.tables.at(i);
        if (why_not[i].empty()) {
            why_not[i] = here.unknown.empty() ? there.unknown : here.unknown;
        }
        if (!why_not[i].empty()) {
            continue;
        }
        const TableComparison& then = input.baseline.equal.at(tables[i].pair.source_name);
        if (are_too_many(here.rows.size() + there.rows.size(), then.source_rows.rows)) {
            why_not[i] = "so many of its rows have changed that reading all costs less";
            continue;
        }
        carried.emplace_back(tables[i], then, here, there);
    }
    read_touched(carried, options);
    for (CarriedTable& table : carried) {
        table.decide();
    }
    return why_not;
}

}  // namespace cutover
