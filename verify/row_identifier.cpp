#include "verify/row_identifier.hpp"

namespace cutover {

RowIdentity RowIdentifier::operator()(const RowBlock& block, std::size_t row) {
    const Digest digest = encoder_.digest(block, row);
    if (key_->empty()) {
        return {digest, digest};
    }
    key_bytes_.clear();
    for (const std::size_t column : *key_) {
        const auto cell = encoder_.encode_cell(block, row, column);
        key_bytes_.insert(key_bytes_.end(), cell.begin(), cell.end());
    }
    return {row_digest(key_bytes_), digest};
}

}  // namespace cutover
