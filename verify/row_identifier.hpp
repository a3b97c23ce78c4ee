#pragma once

#include <cstddef>
#include <vector>

#include "core/row_encoder.hpp"
#include "verify/surplus.hpp"
#include "verify/table_pair.hpp"

namespace cutover {

/// Tells the rows of one side apart: by the digest of their key, or of all of it where there is
/// none. Not thread-safe.
class RowIdentifier {
  public:
    RowIdentifier(const RowSource& source, const TablePair& pair);

    [[nodiscard]] RowIdentity operator()(const RowBlock& block, std::size_t row);

  private:
    RowEncoder encoder_;
    std::vector<std::size_t> found_by_;  ///< Columns; empty: the whole row.
    std::vector<char> key_bytes_{};
};

}  // namespace cutover
