#include "verify/carried_table.hpp"

#include <algorithm>
#include <string_view>

#include "core/row_encoder.hpp"
#include "runtime/at_the_same_time.hpp"
#include "verify/guarded.hpp"

namespace cutover {
namespace {

/// Of one table: their keys are held in memory until they are narrowed.
constexpr std::uint64_t most_differing = 100'000;

/// Which of the rows that were asked for one is that a server sent. They are sorted by the text of
/// their keys, and mostly come in that order: the next one is looked at first.
class WantedRows {
  public:
    WantedRows(const std::vector<CarriedRow>& rows, const std::vector<std::size_t>& wanted)
        : rows_(rows), wanted_(wanted), next_(wanted.begin()) {}

    [[nodiscard]] std::optional<std::size_t> find(std::string_view key) {
        if (next_ == wanted_.end() || rows_[*next_].key != key) {
            next_ = std::lower_bound(
                wanted_.begin(), wanted_.end(), key,
                [this](std::size_t number, std::string_view text) {
                    return rows_[number].key < text;
                });
        }
        const bool is_wanted = next_ != wanted_.end() && rows_[*next_].key == key;
        return is_wanted ? std::optional(*next_++) : std::nullopt;
    }

  private:
    const std::vector<CarriedRow>& rows_;
    const std::vector<std::size_t>& wanted_;
    std::vector<std::size_t>::const_iterator next_;
};

}  // namespace

CarriedTable::CarriedTable(TableUnderWay& table, const TableComparison& then, bool is_source_exact)
    : table_(table),
      is_source_exact_(is_source_exact),
      source_(then.source_rows),
      destination_(then.destination_rows),
      knows_digest_(source_.is_known() && destination_.is_known()) {}

Record CarriedTable::read(std::vector<CarriedRow> rows, const PassOptions& options) {
    return guarded(table_, [&] { return compare(std::move(rows), options); });
}

Record CarriedTable::compare(std::vector<CarriedRow> rows, const PassOptions& options) {
    auto lanes = options.lanes.checkout();
    std::vector<std::size_t> wanted_here;
    std::vector<std::size_t> wanted_there;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::optional<TouchedRow>& here = rows[i].here;
        if (is_source_exact_ && here && (here->after || !here->is_there)) {
            rows[i].source = here->after;
        } else {
            wanted_here.push_back(i);
        }
        wanted_there.push_back(i);
    }
    Found source;
    Found destination;
    const auto read_there = [&] {
        destination = digests_of(table_.pair.destination, lanes->destination, rows, wanted_there);
    };
    if (wanted_here.empty()) {
        read_there();
    } else {
        at_the_same_time(
            [&] { source = digests_of(table_.pair.source, lanes->source, rows, wanted_here); },
            read_there);
    }
    for (const auto& [number, digest] : source) {
        rows[number].source = digest;
    }
    for (const auto& [number, digest] : destination) {
        rows[number].destination = digest;
    }
    return [this, rows = std::move(rows)] { take(rows); };
}

/// A row that a key was taken for by the server's collation, and that is not among those wanted, is
/// as it was.
CarriedTable::Found CarriedTable::digests_of(
    const RowSource& source,
    SideReader& reader,
    const std::vector<CarriedRow>& rows,
    const std::vector<std::size_t>& wanted) const {
    std::vector<KeyTuple> keys;
    keys.reserve(wanted.size());
    for (const std::size_t number : wanted) {
        keys.push_back(parse_key(rows[number].key).value_or(KeyTuple{}));
    }
    RowEncoder encoder(source.columns, table_.pair.rule);
    Found found;
    WantedRows expected(rows, wanted);
    reader.read_keys(source, keys, [&](const RowBlock& block) {
        for (std::size_t row = 0; row < block.rows(); ++row) {
            const auto number = expected.find(to_text(key_of(block, row, table_.pair.key)));
            if (number) {
                found.emplace_back(*number, encoder.digest(block, row));
            }
        }
    });
    return found;
}

void CarriedTable::take(const std::vector<CarriedRow>& rows) {
    for (const CarriedRow& row : rows) {
        account(source_, row.here, row.source);
        account(destination_, row.there, row.destination);
        read_ += row.source ? 1U : 0U;
        contradicts_ = contradicts_ || (is_source_exact_ && row.here &&
                                        row.here->is_there != row.source.has_value());
        if (row.source != row.destination && ++differ_ <= most_differing) {
            differing_.push_back(parse_key(row.key).value_or(KeyTuple{}));
        }
    }
}

/// What was there then, less the row that went, more the one that came. One that this side's log
/// does not name is what it was.
void CarriedTable::account(
    RowsDigest& side, const std::optional<TouchedRow>& touched, const std::optional<Digest>& now) {
    if (!touched) {
        return;
    }
    if (touched->was_there) {
        knows_digest_ = knows_digest_ && touched->before.has_value();
        side.remove(touched->before.value_or(Digest{}));
    }
    if (now) {
        side.add(*now);
    }
}

std::string CarriedTable::decide() {
    if (table_.access->load() == TableAccess::refused) {
        table_.access->store(TableAccess::open);  // read whole it may be read in another way
        return std::exchange(table_.tally.unreadable, {});
    }
    if (!table_.tally.unreadable.empty()) {
        return table_.tally.unreadable;  // locked, and whoever reads it whole waits as long
    }
    if (differ_ > most_differing) {
        return "so many of its rows differ that reading all costs less";
    }
    if (contradicts_) {
        return "the source does not have the rows that its log names";
    }
    if (!knows_digest_) {
        source_.sum = {};
        destination_.sum = {};
    }
    if (differing_.empty() && source_ != destination_) {
        return "the logs do not explain what it holds";
    }
    table_.carried = true;
    table_.rows_carried = source_.rows - std::min(read_, source_.rows);
    TableTally& tally = table_.tally;
    tally.sum.source.rows = source_;
    tally.sum.destination.rows = destination_;
    tally.counts = {source_.rows, destination_.rows};
    if (!differing_.empty()) {
        tally.differing.push_back(
            {.chunks = {{}}, .rows = 2 * differ_, .keys = std::move(differing_)});
    }
    return {};
}

}  // namespace cutover
