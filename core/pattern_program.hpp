#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cutover {

/// One step of a compiled pattern. Steps are relative, so that a piece may be repeated by copying.
struct PatternStep {
    enum class Kind : std::uint8_t {
        character,    ///< One that `ranges` hold, or none of them where it is negated.
        fork,         ///< On at `first`, or else at `second`.
        jump,         ///< On at `first`.
        text_begin,   ///< ^
        text_end,     ///< $
        group_begin,  ///< Of the first group.
        group_end,
        match,
    };

    Kind kind = Kind::match;
    std::ptrdiff_t first = 1;                                       ///< From this step.
    std::ptrdiff_t second = 0;                                      ///< From this step.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges{};  ///< Code points, both included.
    bool is_negated = false;
};

struct PatternProgram {
    std::vector<PatternStep> steps{};  ///< The last one is `match`; empty where there is a problem.
    bool has_group = false;
    std::string problem{};  ///< What is wrong with the text, for people; empty: nothing.
};

/// Code points of UTF-8 text; a stray byte is one of its own, which no character has.
[[nodiscard]] std::vector<std::uint32_t> code_points(std::string_view text);

/// A text becomes at most some thousand steps; one that would become more is a problem.
[[nodiscard]] PatternProgram compile_pattern(std::string_view text);

}  // namespace cutover
