#pragma once

#include <cstddef>
#include <vector>

#include "core/row_encoder.hpp"
#include "verify/surplus.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// Tells the rows of one side apart: by the digest of their key, of what pairs them where there is
/// none, or of all of the row where there is not even that. Not thread-safe.
class RowIdentifier {
  public:
    /// `source` outlives it.
    RowIdentifier(const RowSource& source, const TablePair& pair);

    [[nodiscard]] RowIdentity operator()(const RowBlock& block, std::size_t row);

  private:
    [[nodiscard]] bool take_pairing_key(const RowBlock& block, std::size_t row);

    const std::vector<ReadColumn>& columns_;
    RowEncoder encoder_;
    std::vector<std::size_t> found_by_;  ///< Columns; empty: the whole row.
    std::vector<PairingPart> pairing_{};
    std::vector<char> key_bytes_{};
};

}  // namespace cutover
