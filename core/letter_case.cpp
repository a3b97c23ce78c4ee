#include "core/letter_case.hpp"

#include <algorithm>
#include <array>

namespace cutover {
namespace {

/// Capitals from `first` to `last`, every `step`th of them, and how far below their letters lie.
struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t step = 1;
    std::uint32_t distance = 0;

    [[nodiscard]] bool has(std::uint32_t point) const {
        return point >= first && point <= last && (point - first) % step == 0;
    }
};

// From the Unicode Character Database, simple mappings; without those that leave their block.
constexpr std::array ranges{
    Range{'A', 'Z', 1, 32},      Range{0xC0, 0xD6, 1, 32},   Range{0xD8, 0xDE, 1, 32},
    Range{0x100, 0x12E, 2, 1},   Range{0x132, 0x136, 2, 1},  Range{0x139, 0x147, 2, 1},
    Range{0x14A, 0x176, 2, 1},   Range{0x179, 0x17D, 2, 1},  Range{0x391, 0x3A1, 1, 32},
    Range{0x3A3, 0x3AB, 1, 32},  Range{0x400, 0x40F, 1, 80}, Range{0x410, 0x42F, 1, 32},
    Range{0x1E00, 0x1E94, 2, 1}, Range{0x1EA0, 0x1EFE, 2, 1}};

}  // namespace

std::uint32_t lower_case(std::uint32_t code_point) {
    const auto* const range = std::find_if(
        ranges.begin(), ranges.end(), [&](const Range& one) { return one.has(code_point); });
    return range == ranges.end() ? code_point : code_point + range->distance;
}

bool is_lower_case(std::uint32_t code_point) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
        return code_point > range.distance && range.has(code_point - range.distance);
    });
}

}  // namespace cutover
