#include "verify/cause_tally.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <tuple>

namespace cutover {
namespace {

constexpr std::size_t most_examples = 5;
constexpr std::size_t most_causes = 20;

/// Above so many details of one column and kind that one row each has, they are no pattern.
constexpr std::size_t most_single_details = 3;

struct CauseName {
    std::string column{};
    CauseKind kind = CauseKind::unexplained;
    std::string detail{};

    friend bool operator<(const CauseName& a, const CauseName& b) {
        return std::tie(a.column, a.kind, a.detail) < std::tie(b.column, b.kind, b.detail);
    }
};

/// Pairs of columns that a row exchanged whose values can hardly be so by chance.
using ExchangedColumns = std::set<std::pair<std::string, std::string>>;

ExchangedColumns exchanged_columns(const std::vector<ChangedRow>& rows) {
    ExchangedColumns columns;
    for (const ChangedRow& row : rows) {
        if (row.telling) {
            columns.insert(row.exchanged.begin(), row.exchanged.end());
        }
    }
    return columns;
}

/// The causes of one row that has no other row's values.
std::vector<std::optional<CauseName>> causes_of(
    const ChangedRow& row, const ExchangedColumns& exchanged) {
    std::vector<std::optional<CauseName>> causes;
    for (const ChangedCell& cell : row.cells) {
        const auto exchange =
            std::find_if(row.exchanged.begin(), row.exchanged.end(), [&](const auto& two) {
                return (two.first == cell.column || two.second == cell.column) &&
                       exchanged.contains(two);
            });
        if (exchange != row.exchanged.end()) {
            causes.emplace_back(
                CauseName{exchange->first, CauseKind::swapped_columns, exchange->second});
        } else if (cell.cause) {
            causes.emplace_back(CauseName{cell.column, cell.cause->kind, cell.cause->detail});
        } else {
            causes.emplace_back();
        }
    }
    return causes;
}

/// Rows by a digest of theirs.
using Index = std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<std::size_t>>;

class Clusters {
  public:
    Clusters(const std::vector<ChangedRow>& rows, const DifferenceCounts& counts)
        : rows_(rows),
          counts_(counts),
          exchanged_(exchanged_columns(rows)),
          explained_(rows.size(), false) {}

    std::vector<Cause> run() {
        find_swapped_rows();
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            for (const CauseName& name : names_of(i)) {
                clusters_[name].add(rows_[i].key, 1);
            }
        }
        drop_what_is_no_pattern();
        std::vector<Cause> causes;
        for (auto& [name, counted] : clusters_) {
            causes.push_back(cause(name, std::move(counted)));
        }
        if (swapped_.rows > 0) {
            causes.push_back(cause({.kind = CauseKind::swapped_rows}, std::move(swapped_)));
        }
        if (CountedRows left = unexplained(); left.rows > 0) {
            causes.push_back(cause(
                {"", CauseKind::unexplained, to_text(Discrepancy::Kind::changed)},
                std::move(left)));
        }
        return causes;
    }

  private:
    /// A pair counts only where no other row has these values, on either side: flags that were
    /// turned in many rows look exchanged, too.
    void find_swapped_rows() {
        Index sources;
        Index destinations;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            sources[key_of(rows_[i].source)].push_back(i);
            destinations[key_of(rows_[i].destination)].push_back(i);
        }
        const auto only = [](const Index& index, const Digest& digest) {
            const auto found = index.find(key_of(digest));
            return found != index.end() && found->second.size() == 1
                       ? std::optional(found->second.front())
                       : std::nullopt;
        };
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const auto other = only(sources, rows_[i].destination);
            const bool is_pair = other && *other > i && rows_[i].telling &&
                                 only(destinations, rows_[i].source) == other &&
                                 only(sources, rows_[i].source) == i &&
                                 only(destinations, rows_[i].destination) == i;
            if (is_pair) {
                explained_[i] = explained_[*other] = true;
                swapped_.add(rows_[i].key, 1);
                swapped_.add(rows_[*other].key, 1);
            }
        }
    }

    static std::pair<std::uint64_t, std::uint64_t> key_of(const Digest& digest) {
        return {digest.high, digest.low};
    }

    /// Each once, though two exchanged columns have it.
    [[nodiscard]] std::vector<CauseName> names_of(std::size_t row) const {
        std::map<CauseName, bool> names;
        if (!explained_[row]) {
            for (const auto& name : causes_of(rows_[row], exchanged_)) {
                if (name) {
                    names[*name] = true;
                }
            }
        }
        std::vector<CauseName> list;
        list.reserve(names.size());
        for (const auto& [name, ignored] : names) {
            list.push_back(name);
        }
        return list;
    }

    void drop_what_is_no_pattern() {
        std::map<std::pair<std::string, CauseKind>, std::size_t> singles;
        for (const auto& [name, counted] : clusters_) {
            singles[{name.column, name.kind}] += counted.rows == 1 ? 1 : 0;
        }
        std::erase_if(clusters_, [&](const auto& cluster) {
            const auto& [name, counted] = cluster;
            return counted.rows == 1 && singles.at({name.column, name.kind}) > most_single_details;
        });
    }

    [[nodiscard]] CountedRows unexplained() const {
        CountedRows left;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const auto causes = causes_of(rows_[i], exchanged_);
            const bool known = std::all_of(causes.begin(), causes.end(), [&](const auto& name) {
                return name && clusters_.contains(*name);
            });
            if (!explained_[i] && !known) {
                left.add(rows_[i].key, 1);
            }
        }
        return left;
    }

    [[nodiscard]] Cause cause(const CauseName& name, CountedRows counted) const {
        return {
            .kind = name.kind,
            .column = name.column,
            .detail = name.detail,
            .rows = counted.rows,
            .looked_at = rows_.size(),
            .differ = counts_.changed,
            .examples = std::move(counted.examples)};
    }

    const std::vector<ChangedRow>& rows_;
    const DifferenceCounts& counts_;
    ExchangedColumns exchanged_;
    std::vector<bool> explained_;
    std::map<CauseName, CountedRows> clusters_{};
    CountedRows swapped_{};
};

/// A cause of whole rows, of which none needs to be looked at to be counted.
Cause of_rows(
    CauseKind kind,
    std::string detail,
    std::uint64_t rows,
    std::uint64_t of,
    const CountedRows& counted) {
    return {
        .kind = kind,
        .detail = std::move(detail),
        .rows = rows,
        .looked_at = of,
        .differ = of,
        .examples = counted.examples};
}

void add_causes_of_rows(
    const TablePair& pair,
    const CauseTally& tally,
    const DifferenceCounts& counts,
    std::vector<Cause>& causes) {
    if (counts.missing > 0) {
        const CauseKind kind = counts.tail ? CauseKind::missing_tail : CauseKind::unexplained;
        causes.push_back(of_rows(
            kind, counts.tail.value_or(to_text(Discrepancy::Kind::missing)), counts.missing,
            counts.missing, tally.missing));
    }
    if (tally.all_filtered > 0) {
        causes.push_back(of_rows(
            CauseKind::filtered_rows, pair.source.where, tally.all_filtered, counts.extra,
            tally.filtered));
    }
    if (counts.extra > tally.all_filtered) {
        // Without a key, a changed row is a missing one and an extra one.
        const bool unclear = pair.key.empty() && counts.missing > 0;
        causes.push_back(of_rows(
            unclear ? CauseKind::unexplained : CauseKind::foreign_rows,
            unclear ? to_text(Discrepancy::Kind::extra) : "", counts.extra - tally.all_filtered,
            counts.extra, tally.foreign));
    }
}

}  // namespace

void CountedRows::add(const std::vector<NamedValue>& key, std::uint64_t copies) {
    rows += copies;
    if (examples.size() < most_examples) {
        examples.push_back(key);
    }
}

void CountedRows::merge(CountedRows&& other) {
    rows += other.rows;
    for (auto& key : other.examples) {
        if (examples.size() < most_examples) {
            examples.push_back(std::move(key));
        }
    }
}

void CauseTally::merge(CauseTally&& other) {
    std::move(other.changed.begin(), other.changed.end(), std::back_inserter(changed));
    missing.merge(std::move(other.missing));
    foreign.merge(std::move(other.foreign));
    filtered.merge(std::move(other.filtered));
    all_filtered += other.all_filtered;
    edges.merge(other.edges);
}

std::vector<Cause> causes_of(
    const TablePair& pair, const CauseTally& tally, const DifferenceCounts& counts) {
    std::vector<Cause> causes = Clusters(tally.changed, counts).run();
    add_causes_of_rows(pair, tally, counts, causes);
    std::stable_sort(causes.begin(), causes.end(), [](const Cause& one, const Cause& other) {
        const auto rank = [](const Cause& cause) {
            return std::pair(cause.kind == CauseKind::unexplained, 0 - cause.rows);
        };
        return rank(one) < rank(other);
    });
    causes.resize(std::min(causes.size(), most_causes));
    for (Cause& cause : causes) {
        cause.table = pair.source_name;
    }
    return causes;
}

}  // namespace cutover
