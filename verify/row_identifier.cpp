#include "verify/row_identifier.hpp"

#include <string>
#include <string_view>

#include "verify/pairing_key.hpp"

namespace cutover {

RowIdentifier::RowIdentifier(const RowSource& source, const TablePair& pair)
    : columns_(source.columns),
      encoder_(source.columns, pair.rule),
      found_by_(pair.key),
      pairing_(pair.pairing) {
    // Without a key, rows that the rule may forgive have all but their reals in common.
    for (std::size_t i = 0; pair.key.empty() && i < source.columns.size(); ++i) {
        if (!pair.reals.empty() && !pair.rule.forgives(source.columns[i].form)) {
            found_by_.push_back(i);
        }
    }
}

RowIdentity RowIdentifier::operator()(const RowBlock& block, std::size_t row) {
    const Digest digest = encoder_.digest(block, row);
    if (take_pairing_key(block, row)) {
        return {row_digest(key_bytes_), digest};
    }
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

/// False where there is none, or a NULL in it, which equals nothing.
bool RowIdentifier::take_pairing_key(const RowBlock& block, std::size_t row) {
    key_bytes_.clear();
    for (const PairingPart& part : pairing_) {
        const CellColumn& cells = block.columns()[part.column];
        if (cells.is_null[row] != 0) {
            return false;
        }
        if (part.prefix_length == 0) {
            const auto cell = encoder_.encode_cell(block, row, part.column);
            key_bytes_.insert(key_bytes_.end(), cell.begin(), cell.end());
            continue;
        }
        const std::string_view covered =
            covered_by_key(part, columns_[part.column], cells.bytes_of(row));
        const std::string length = std::to_string(covered.size()) + ":";  // so that none runs on
        key_bytes_.insert(key_bytes_.end(), length.begin(), length.end());
        key_bytes_.insert(key_bytes_.end(), covered.begin(), covered.end());
    }
    return !pairing_.empty();
}

}  // namespace cutover
