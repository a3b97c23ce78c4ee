#pragma once

#include <cstdint>
#include <vector>

#include "core/discrepancy.hpp"
#include "verify/surplus.hpp"

namespace cutover {

/// A discrepancy by its rows' digests, before anybody has fetched the values.
struct Finding {
    Discrepancy::Kind kind = Discrepancy::Kind::missing;
    RowIdentity source{};       ///< Not of extra.
    RowIdentity destination{};  ///< Not of missing.
    std::uint64_t copies = 1;
};

/// Pairs what one key has on either side as changed; the rest is missing or extra. `surpluses` are
/// sorted by key.
[[nodiscard]] std::vector<Finding> findings_of(const std::vector<Surplus>& surpluses);

}  // namespace cutover
