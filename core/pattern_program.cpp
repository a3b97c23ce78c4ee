#include "core/pattern_program.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

#include "core/utf8.hpp"

namespace cutover {
namespace {

using Steps = std::vector<PatternStep>;
using Kind = PatternStep::Kind;

constexpr std::size_t most_steps = 4000;
constexpr int most_depth = 50;
constexpr unsigned most_repetitions = 64;  // a name has no more characters
constexpr unsigned endless = std::numeric_limits<unsigned>::max();
constexpr std::uint32_t last_code_point = 0x10FFFF;

std::ptrdiff_t length(const Steps& steps) {
    return static_cast<std::ptrdiff_t>(steps.size());
}

void append(Steps& whole, const Steps& part) {
    whole.insert(whole.end(), part.begin(), part.end());
}

/// `is_lazy`: rather the second.
PatternStep fork(std::ptrdiff_t first, std::ptrdiff_t second, bool is_lazy) {
    return {
        .kind = Kind::fork, .first = is_lazy ? second : first, .second = is_lazy ? first : second};
}

PatternStep any_of(std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges, bool negated) {
    return {.kind = Kind::character, .ranges = std::move(ranges), .is_negated = negated};
}

/// \d \w \s and, in capitals, all others; nothing for other letters.
std::optional<PatternStep> named_class(std::uint32_t letter) {
    switch (letter) {
        case 'd':
        case 'D': return any_of({{'0', '9'}}, letter == 'D');
        case 'w':
        case 'W': return any_of({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, letter == 'W');
        case 's':
        case 'S': return any_of({{'\t', '\r'}, {' ', ' '}}, letter == 'S');
        default: return std::nullopt;
    }
}

bool is_letter_or_digit(std::uint32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Recursive descent over the text; the first problem ends it.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(code_points(text)) {}

    PatternProgram read() {
        PatternProgram program;
        program.steps = alternatives();
        if (problem_.empty() && at_ < text_.size()) {
            fail("a parenthesis closes that was never opened");
        }
        if (!problem_.empty()) {
            return {.problem = problem_};
        }
        program.steps.push_back({.kind = Kind::match});
        program.has_group = groups_ > 0;
        return program;
    }

  private:
    [[nodiscard]] bool is_at(char c) const {
        return at_ < text_.size() && text_[at_] == static_cast<unsigned char>(c);
    }

    bool accept(char c) {
        const bool here = is_at(c);
        at_ += here ? 1U : 0U;
        return here;
    }

    Steps fail(const std::string& problem) {
        if (problem_.empty()) {
            problem_ = problem + ", at character " + std::to_string(std::max<std::size_t>(at_, 1));
        }
        at_ = text_.size();
        return {};
    }

    Steps alternatives() {
        Steps steps = sequence();
        while (accept('|')) {
            const Steps other = sequence();
            Steps both{fork(1, length(steps) + 2, false)};
            append(both, steps);
            both.push_back({.kind = Kind::jump, .first = length(other) + 1});
            append(both, other);
            steps = std::move(both);
        }
        return steps;
    }

    Steps sequence() {
        Steps steps;
        while (at_ < text_.size() && !is_at('|') && !is_at(')')) {
            append(steps, repeated(atom()));
            if (steps.size() > most_steps) {
                return fail("it is too long");
            }
        }
        return steps;
    }

    Steps atom() {
        const std::uint32_t c = text_[at_++];
        switch (c) {
            case '(': return group();
            case '[': return character_class();
            case '\\': return escaped();
            case '.': return {any_of({}, true)};
            case '^': return {{.kind = Kind::text_begin}};
            case '$': return {{.kind = Kind::text_end}};
            case '*':
            case '+':
            case '?':
            case '{': return fail("there is nothing to repeat");
            default: return {any_of({{c, c}}, false)};
        }
    }

    Steps group() {
        const bool is_open = accept('?');
        if (is_open && !accept(':')) {
            return fail("after (? only : is known");
        }
        const bool is_first = !is_open && ++groups_ == 1;
        if (++depth_ > most_depth) {
            return fail("there are too many parentheses inside each other");
        }
        Steps inner = alternatives();
        --depth_;
        if (!accept(')')) {
            return fail("a parenthesis is never closed");
        }
        if (!is_first) {
            return inner;
        }
        Steps steps{{.kind = Kind::group_begin}};
        append(steps, inner);
        steps.push_back({.kind = Kind::group_end});
        return steps;
    }

    Steps escaped() {
        if (at_ == text_.size()) {
            return fail("a backslash stands at the end");
        }
        const std::uint32_t c = text_[at_++];
        if (std::optional<PatternStep> step = named_class(c)) {
            return {*std::move(step)};
        }
        if (is_letter_or_digit(c)) {
            return fail("what stands behind the backslash is not known");
        }
        return {any_of({{c, c}}, false)};
    }

    /// [a-z_], [^0-9], []x]: from behind the bracket.
    Steps character_class() {
        PatternStep step = any_of({}, accept('^'));
        for (bool is_first = true; is_first || !is_at(']'); is_first = false) {
            if (at_ == text_.size()) {
                return fail("a bracket is never closed");
            }
            if (!class_member(step)) {
                return {};
            }
        }
        ++at_;
        return {std::move(step)};
    }

    bool class_member(PatternStep& step) {
        std::uint32_t first = text_[at_++];
        if (first == '\\') {
            Steps one = escaped();
            if (one.empty() || one.front().is_negated) {
                fail("this does not stand in brackets");
                return false;
            }
            step.ranges.insert(
                step.ranges.end(), one.front().ranges.begin(), one.front().ranges.end());
            return true;
        }
        std::uint32_t last = first;
        if (is_at('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
            last = text_[at_ + 1];
            at_ += 2;
        }
        if (last < first || last == '\\') {
            fail("that is no range of characters");
            return false;
        }
        step.ranges.emplace_back(first, last);
        return true;
    }

    Steps repeated(Steps one) {
        unsigned least = 1;
        unsigned most = 1;
        if (accept('*')) {
            least = 0;
            most = endless;
        } else if (accept('+')) {
            most = endless;
        } else if (accept('?')) {
            least = 0;
        } else if (!accept('{')) {
            return one;
        } else if (!counts(least, most)) {
            return fail("{n}, {n,} or {n,m} with numbers up to 64 is known");
        }
        const bool is_lazy = accept('?');
        if (is_at('*') || is_at('+') || is_at('?') || is_at('{')) {
            return fail("what is repeated already needs parentheses to be repeated");
        }
        return times(one, least, most, is_lazy);
    }

    /// n}, n,} or n,m}
    bool counts(unsigned& least, unsigned& most) {
        const std::optional<unsigned> first = number();
        const bool has_comma = accept(',');
        const std::optional<unsigned> second = number();
        least = first.value_or(0);
        most = has_comma ? second.value_or(endless) : least;
        return first && (has_comma || !second) && least <= most && accept('}');
    }

    std::optional<unsigned> number() {
        const std::size_t begin = at_;
        unsigned value = 0;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' &&
               value <= most_repetitions) {
            value = value * 10 + (text_[at_++] - '0');
        }
        return at_ > begin && value <= most_repetitions ? std::optional(value) : std::nullopt;
    }

    Steps times(const Steps& one, unsigned least, unsigned most, bool is_lazy) {
        const unsigned copies = most == endless ? least + 1 : most;
        if (one.size() * copies > most_steps) {
            return fail("it is too long");
        }
        Steps steps;
        for (unsigned i = 0; i < least; ++i) {
            append(steps, one);
        }
        if (most == endless) {
            steps.push_back(fork(1, length(one) + 2, is_lazy));
            append(steps, one);
            steps.push_back({.kind = Kind::jump, .first = -(length(one) + 1)});
            return steps;
        }
        for (unsigned left = most - least; left > 0; --left) {
            steps.push_back(fork(1, (length(one) + 1) * std::ptrdiff_t{left}, is_lazy));
            append(steps, one);
        }
        return steps;
    }

    std::vector<std::uint32_t> text_;
    std::size_t at_ = 0;
    int groups_ = 0;
    int depth_ = 0;
    std::string problem_{};
};

}  // namespace

std::vector<std::uint32_t> code_points(std::string_view text) {
    std::vector<std::uint32_t> points;
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t point = 0;
        const std::size_t size = decode_utf8(text, at, point);
        points.push_back(
            size == 0 ? last_code_point + 1 + static_cast<unsigned char>(text[at]) : point);
        at += std::max<std::size_t>(size, 1);
    }
    return points;
}

PatternProgram compile_pattern(std::string_view text) {
    return Reader(text).read();
}

}  // namespace cutover
