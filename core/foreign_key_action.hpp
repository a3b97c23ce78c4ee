#pragma once

#include "core/catalog.hpp"

namespace cutover {

/// Whether the server changes rows of the key's own table where those that they refer to change:
/// CASCADE, SET NULL and SET DEFAULT. InnoDB does so below the binary log (MySQL manual, "FOREIGN
/// KEY Constraints").
[[nodiscard]] bool changes_rows(const ForeignKey& key);

}  // namespace cutover
