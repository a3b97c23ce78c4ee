/// "At most N apart" is not transitive, so no digest has it: chunks are compared exactly, and only
/// rows that differ come here. What is forgiven goes into two sums of digests, with which judge()
/// proves that nothing else differs.
#include "verify/ulp_rule.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/row_encoder.hpp"
#include "core/ulp_distance.hpp"

namespace cutover {
namespace {

/// A row as far as the rule sees it.
struct RealsOfRow {
    Digest others{};                    ///< Of all other columns, and of which reals are NULL.
    std::vector<std::uint64_t> bits{};  ///< Of the pair's reals; 0 where NULL.
};

using RealsByRow = std::unordered_map<RowIdentity, RealsOfRow, RowIdentityHash>;

class RealsReader {
  public:
    RealsReader(const TablePair& pair, const RowSource& source)
        : pair_(&pair), encoder_(source.columns, pair.rule) {}

    RealsOfRow operator()(const RowBlock& block, std::size_t row) {
        RealsOfRow reals;
        others_.clear();
        auto real = pair_->reals.begin();
        for (std::size_t i = 0; i < block.columns().size(); ++i) {
            const CellColumn& cells = block.columns()[i];
            if (real != pair_->reals.end() && *real == i) {
                ++real;
                reals.bits.push_back(cells.numbers[row]);
                others_.push_back(static_cast<char>(cells.is_null[row]));
            } else {
                const auto cell = encoder_.encode_cell(block, row, i);
                others_.insert(others_.end(), cell.begin(), cell.end());
            }
        }
        reals.others = row_digest(others_);
        return reals;
    }

  private:
    const TablePair* pair_;
    RowEncoder encoder_;
    std::vector<char> others_{};
};

void read_reals(
    const TablePair& pair, const SideOfRegion& side, const Region& region, RealsByRow& wanted) {
    RealsReader reals(pair, side.source);
    const auto take = [&](const RowBlock& block) {
        for (std::size_t row = 0; row < block.rows(); ++row) {
            const auto found = wanted.find(side.identify(block, row));
            if (found != wanted.end() && found->second.bits.empty()) {
                found->second = reals(block, row);
            }
        }
    };
    read_region(side.reader, side.source, region, take);
}

class Forgiveness {
  public:
    Forgiveness(const TablePair& pair, RealsByRow source, RealsByRow destination)
        : pair_(pair), source_(std::move(source)), destination_(std::move(destination)) {}

    /// `begin` to `end` are the findings of one key.
    void take(
        std::vector<Finding>::const_iterator begin, std::vector<Finding>::const_iterator end) {
        std::vector<RowIdentity> here;
        std::vector<RowIdentity> there;
        const std::size_t first = kept_.size();
        for (auto at = begin; at != end; ++at) {
            if (at->kind == Discrepancy::Kind::changed) {
                here.push_back(at->source);
                there.push_back(at->destination);
            } else {
                kept_.push_back(*at);
            }
        }
        sort(here, source_);
        sort(there, destination_);
        for (std::size_t i = 0; i < here.size(); ++i) {
            if (agree(source_.at(here[i]), destination_.at(there[i]))) {
                forgiven_.source.add(here[i].row);
                forgiven_.destination.add(there[i].row);
            } else if (!pair_.key.empty()) {
                kept_.push_back({Discrepancy::Kind::changed, here[i], there[i]});
            } else {
                keep(first, {Discrepancy::Kind::missing, here[i], {}});
                keep(first, {Discrepancy::Kind::extra, {}, there[i]});
            }
        }
    }

    std::vector<Finding> kept() { return std::move(kept_); }

    [[nodiscard]] const ForgivenRows& forgiven() const { return forgiven_; }

  private:
    [[nodiscard]] CellForm form_of_real(std::size_t i) const {
        return pair_.source.columns.at(pair_.reals.at(i)).form;
    }

    [[nodiscard]] bool agree(const RealsOfRow& one, const RealsOfRow& other) const {
        bool near = one.others == other.others && one.bits.size() == pair_.reals.size() &&
                    other.bits.size() == pair_.reals.size();
        for (std::size_t i = 0; near && i < one.bits.size(); ++i) {
            near = ulp_distance(form_of_real(i), one.bits[i], other.bits[i]) <= pair_.rule.ulps;
        }
        return near;
    }

    /// By the reals' values, the first one's first.
    void sort(std::vector<RowIdentity>& rows, const RealsByRow& reals) const {
        std::sort(rows.begin(), rows.end(), [&](const RowIdentity& a, const RowIdentity& b) {
            const auto& left = reals.at(a).bits;
            const auto& right = reals.at(b).bits;
            for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
                const auto one = ordered_real(form_of_real(i), left[i]);
                const auto other = ordered_real(form_of_real(i), right[i]);
                if (one != other) {
                    return one < other;
                }
            }
            return false;
        });
    }

    /// One finding for all copies of a row.
    void keep(std::size_t first, const Finding& finding) {
        const auto same = std::find_if(
            kept_.begin() + static_cast<std::ptrdiff_t>(first), kept_.end(),
            [&](const Finding& kept) {
                return kept.kind == finding.kind && kept.source == finding.source &&
                       kept.destination == finding.destination;
            });
        if (same == kept_.end()) {
            kept_.push_back(finding);
        } else {
            ++same->copies;
        }
    }

    const TablePair& pair_;
    RealsByRow source_;
    RealsByRow destination_;
    ForgivenRows forgiven_{};
    std::vector<Finding> kept_{};
};

/// The key under which the finding's rows were looked for.
const Digest& key_of(const Finding& finding) {
    return finding.kind == Discrepancy::Kind::extra ? finding.destination.key : finding.source.key;
}

}  // namespace

ForgivenRows& ForgivenRows::operator+=(const ForgivenRows& other) {
    source += other.source;
    destination += other.destination;
    return *this;
}

ForgivenRows forgive(
    const TablePair& pair,
    const SideOfRegion& source,
    const SideOfRegion& destination,
    const Region& region,
    std::vector<Finding>& findings) {
    RealsByRow here;
    RealsByRow there;
    for (const Finding& finding : findings) {
        if (finding.kind == Discrepancy::Kind::changed) {
            here.try_emplace(finding.source);
            there.try_emplace(finding.destination);
        }
    }
    if (here.empty()) {
        return {};
    }
    read_reals(pair, source, region, here);
    read_reals(pair, destination, region, there);
    Forgiveness forgiveness(pair, std::move(here), std::move(there));
    for (auto at = findings.cbegin(); at != findings.cend();) {
        const auto end = std::find_if(at, findings.cend(), [&](const Finding& finding) {
            return !(key_of(finding) == key_of(*at));
        });
        forgiveness.take(at, end);
        at = end;
    }
    findings = forgiveness.kept();
    return forgiveness.forgiven();
}

}  // namespace cutover
