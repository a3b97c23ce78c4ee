#pragma once

#include <cstdint>

#include "core/cell_form.hpp"

namespace cutover {

/// The most that the rule `ulp:N` may be told: beyond it two FLOAT values agree that differ in
/// their second digit.
inline constexpr unsigned most_ulps = 1'000'000;

/// The IEEE bits of a real of `form` (real32 or real64) as a number that orders as the reals do;
/// 0.0 and -0.0 are one.
[[nodiscard]] constexpr std::int64_t ordered_real(CellForm form, std::uint64_t bits) {
    const std::uint64_t sign = form == CellForm::real32 ? 1ULL << 31U : 1ULL << 63U;
    const auto magnitude = static_cast<std::int64_t>(bits & ~sign);
    return (bits & sign) == 0 ? magnitude : -magnitude;
}

/// How many representable values lie from one to the other, for the IEEE bits of two reals: 0 for
/// the same value.
[[nodiscard]] constexpr std::uint64_t ulp_distance(
    CellForm form, std::uint64_t one, std::uint64_t other) {
    const auto left = static_cast<std::uint64_t>(ordered_real(form, one));
    const auto right = static_cast<std::uint64_t>(ordered_real(form, other));
    return ordered_real(form, one) < ordered_real(form, other) ? right - left : left - right;
}

}  // namespace cutover
