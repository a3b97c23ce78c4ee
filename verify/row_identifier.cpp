#include "verify/row_identifier.hpp"

namespace cutover {

RowIdentifier::RowIdentifier(const RowSource& source, const TablePair& pair)
    : encoder_(source.columns, pair.rule), found_by_(pair.key) {
    // Without a key, rows that the rule may forgive have all but their reals in common.
    for (std::size_t i = 0; pair.key.empty() && i < source.columns.size(); ++i) {
        if (!pair.reals.empty() && !pair.rule.forgives(source.columns[i].form)) {
            found_by_.push_back(i);
        }
    }
}

RowIdentity RowIdentifier::operator()(const RowBlock& block, std::size_t row) {
    const Digest digest = encoder_.digest(block, row);
    if (found_by_.empty()) {
        return {digest, digest};
    }
    key_bytes_.clear();
    for (const std::size_t column : found_by_) {
        const auto cell = encoder_.encode_cell(block, row, column);
        key_bytes_.insert(key_bytes_.end(), cell.begin(), cell.end());
    }
    return {row_digest(key_bytes_), digest};
}

}  // namespace cutover
