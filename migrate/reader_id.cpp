#include "migrate/reader_id.hpp"

#include <span>

#include "core/digest.hpp"

namespace cutover {

std::uint32_t reader_id(const std::string& task) {
    constexpr std::uint32_t upper_half = 1U << 31U;
    const std::span<const char> name(task.data(), task.size());
    return static_cast<std::uint32_t>(row_digest(name).low) | upper_half;
}

}  // namespace cutover
