#include "verify/carried_table.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "core/row_encoder.hpp"
#include "runtime/at_the_same_time.hpp"

namespace cutover {
namespace {

/// As far as the server's order is the one of numbers and bytes: what lies together is then read
/// together.
bool comes_before(const KeyTuple& a, const KeyTuple& b) {
    return std::lexicographical_compare(
        a.begin(), a.end(), b.begin(), b.end(), [](const KeyValue& one, const KeyValue& other) {
            if (one.kind == KeyValue::Kind::integer) {
                return static_cast<std::int64_t>(one.number) <
                       static_cast<std::int64_t>(other.number);
            }
            return one.number != other.number ? one.number < other.number : one.bytes < other.bytes;
        });
}

}  // namespace

CarriedTable::CarriedTable(TableUnderWay& table, const Account& account)
    : table_(table), then_(account.then) {
    rows_.reserve(account.here.rows.size());
    for (const auto& [text, touched] : account.here.rows) {
        const auto there = account.there.rows.find(text);
        rows_.push_back(
            {.key = parse_key(text).value_or(KeyTuple{}),
             .here = &touched,
             .there = there == account.there.rows.end() ? nullptr : &there->second,
             .is_known_here = account.is_source_exact && (touched.after || !touched.is_there),
             .source = account.is_source_exact ? touched.after : std::nullopt});
    }
    for (const auto& [text, touched] : account.there.rows) {
        if (!account.here.rows.contains(text)) {
            rows_.push_back({.key = parse_key(text).value_or(KeyTuple{}), .there = &touched});
        }
    }
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
        return comes_before(a.key, b.key);
    });
}

Record CarriedTable::read(std::size_t begin, const PassOptions& options) {
    auto lanes = options.lanes.checkout();
    std::vector<std::size_t> wanted_here;
    std::vector<std::size_t> wanted_there;
    for (std::size_t i = begin; i < std::min(begin + rows_a_piece, rows_.size()); ++i) {
        wanted_there.push_back(i);
        if (!rows_[i].is_known_here) {
            wanted_here.push_back(i);
        }
    }
    Found source;
    Found destination;
    const auto read_there = [&] {
        destination = digests_of(table_.pair.destination, lanes->destination, wanted_there);
    };
    if (wanted_here.empty()) {
        read_there();
    } else {
        at_the_same_time(
            [&] { source = digests_of(table_.pair.source, lanes->source, wanted_here); },
            read_there);
    }
    return [this, source = std::move(source), destination = std::move(destination)] {
        for (const auto& [number, digest] : source) {
            rows_[number].source = digest;
        }
        for (const auto& [number, digest] : destination) {
            rows_[number].destination = digest;
        }
    };
}

/// A row that a key was taken for by the server's collation, and that is not among those wanted, is
/// as it was.
CarriedTable::Found CarriedTable::digests_of(
    const RowSource& source, SideReader& reader, const std::vector<std::size_t>& wanted) const {
    std::unordered_map<std::string, std::size_t> numbers;
    std::vector<KeyTuple> keys;
    keys.reserve(wanted.size());
    for (const std::size_t number : wanted) {
        keys.push_back(rows_[number].key);
        numbers.emplace(to_text(keys.back()), number);
    }
    RowEncoder encoder(source.columns, table_.pair.rule);
    Found found;
    reader.read_keys(source, keys, [&](const RowBlock& block) {
        for (std::size_t row = 0; row < block.rows(); ++row) {
            const auto at = numbers.find(to_text(key_of(block, row, table_.pair.key)));
            if (at != numbers.end()) {
                found.emplace_back(at->second, encoder.digest(block, row));
            }
        }
    });
    return found;
}

/// What was there then, less the rows that went, more those that came.
RowsDigest CarriedTable::side_now(bool of_source, bool& knows_digest) const {
    RowsDigest side = of_source ? then_.source_rows : then_.destination_rows;
    knows_digest = knows_digest && (side.rows == 0 || side.sum != Digest{});
    for (const Row& row : rows_) {
        const TouchedRow* const touched = of_source ? row.here : row.there;
        if (touched == nullptr) {
            continue;
        }
        if (touched->was_there) {
            knows_digest = knows_digest && touched->before.has_value();
            side.remove(touched->before.value_or(Digest{}));
        }
        if (const auto& present = of_source ? row.source : row.destination) {
            side.add(*present);
        }
    }
    return side;
}

void CarriedTable::decide() {
    bool knows_digest = true;
    RowsDigest source = side_now(true, knows_digest);
    RowsDigest destination = side_now(false, knows_digest);
    if (!knows_digest) {
        source.sum = {};
        destination.sum = {};
    }
    std::vector<KeyTuple> differing;
    std::uint64_t read = 0;
    for (const Row& row : rows_) {
        read += row.source ? 1U : 0U;
        if (row.source != row.destination) {
            differing.push_back(row.key);
        }
    }
    if (differing.empty() && source != destination) {
        return;
    }
    table_.carried = true;
    table_.rows_carried = source.rows - std::min(read, source.rows);
    TableTally& tally = table_.tally;
    tally.sum.source.rows = source;
    tally.sum.destination.rows = destination;
    tally.counts = {source.rows, destination.rows};
    if (!differing.empty()) {
        tally.differing.push_back(
            {.chunks = {{}}, .rows = 2 * differing.size(), .keys = std::move(differing)});
    }
}

}  // namespace cutover
