#pragma once

#include <string>

namespace cutover {

/// A snapshot shows one moment of transactional engines only; tables of others show what is there
/// when they are read (MySQL manual, "Consistent Nonlocking Reads").
[[nodiscard]] bool has_snapshots(const std::string& engine);

}  // namespace cutover
