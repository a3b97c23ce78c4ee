#pragma once

#include <cstdint>
#include <string>

namespace cutover {

/// By which the source knows whoever reads its log for this task. Stable, so that a reader of the
/// task that was left behind is thrown out by its successor, and above what people give to servers.
[[nodiscard]] std::uint32_t reader_id(const std::string& task);

}  // namespace cutover
