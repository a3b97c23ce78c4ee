#include "core/name_pattern.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/utf8.hpp"

namespace cutover {
namespace {

using Kind = PatternStep::Kind;

/// One way through the pattern so far.
struct Way {
    std::size_t step = 0;
    std::size_t begin = std::string::npos;  ///< Of the first group, in characters.
    std::size_t end = std::string::npos;
};

/// Goes all ways side by side, the preferred ones first (Pike's machine): of two ways that come to
/// the same step at the same character only the first counts, so each step is done once for each.
class Match {
  public:
    Match(const std::vector<PatternStep>& steps, std::vector<std::uint32_t> text)
        : steps_(steps), text_(std::move(text)) {}

    std::optional<Way> find() {
        std::optional<Way> found;
        std::vector<Way> ways;
        for (std::size_t at = 0; at <= text_.size(); ++at) {
            seen_.assign(steps_.size(), false);
            std::vector<Way> here;
            for (const Way& way : ways) {
                follow(way, at, here);
            }
            if (!found) {
                follow({}, at, here);
            }
            ways.clear();
            for (const Way& way : here) {
                if (steps_[way.step].kind == Kind::match) {
                    found = way;
                    break;  // those behind it are not preferred
                }
                if (at < text_.size() && takes(steps_[way.step], text_[at])) {
                    ways.push_back({way.step + 1, way.begin, way.end});
                }
            }
        }
        return found;
    }

  private:
    static bool takes(const PatternStep& step, std::uint32_t character) {
        const bool is_listed =
            std::any_of(step.ranges.begin(), step.ranges.end(), [&](const auto& range) {
                return character >= range.first && character <= range.second;
            });
        return is_listed != step.is_negated;
    }

    /// To the steps that take a character, or to the end.
    void follow(const Way& from, std::size_t at, std::vector<Way>& here) {
        std::vector<Way> open{from};
        while (!open.empty()) {
            Way way = open.back();
            open.pop_back();
            if (seen_[way.step]) {
                continue;
            }
            seen_[way.step] = true;
            const PatternStep& step = steps_[way.step];
            const auto next = [&](std::ptrdiff_t distance) {
                Way on = way;
                on.step = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(on.step) + distance);
                open.push_back(on);
            };
            switch (step.kind) {
                case Kind::character:
                case Kind::match: here.push_back(way); break;
                case Kind::fork:
                    next(step.second);
                    next(step.first);
                    break;
                case Kind::group_begin:
                    way.begin = at;
                    next(1);
                    break;
                case Kind::group_end:
                    way.end = at;
                    next(1);
                    break;
                case Kind::jump: next(step.first); break;
                case Kind::text_begin:
                case Kind::text_end:
                    if (at == (step.kind == Kind::text_begin ? 0 : text_.size())) {
                        next(1);
                    }
                    break;
            }
        }
    }

    const std::vector<PatternStep>& steps_;
    std::vector<std::uint32_t> text_;
    std::vector<bool> seen_{};
};

/// Where each character begins, and the end.
std::vector<std::size_t> offsets_of(std::string_view text) {
    std::vector<std::size_t> offsets{0};
    while (offsets.back() < text.size()) {
        std::uint32_t point = 0;
        const std::size_t size = decode_utf8(text, offsets.back(), point);
        offsets.push_back(offsets.back() + std::max<std::size_t>(size, 1));
    }
    return offsets;
}

}  // namespace

NamePattern::NamePattern(std::string text)
    : text_(std::move(text)), program_(compile_pattern(text_)) {
    if (program_.problem.empty() && !program_.has_group) {
        program_.problem = "it has no group in parentheses";
    }
}

std::optional<std::string> NamePattern::group_of(std::string_view name) const {
    if (!problem().empty()) {
        return std::nullopt;
    }
    const std::optional<Way> way = Match(program_.steps, code_points(name)).find();
    if (!way || way->end == std::string::npos || way->end <= way->begin) {
        return std::nullopt;
    }
    const std::vector<std::size_t> offsets = offsets_of(name);
    return std::string(name.substr(offsets[way->begin], offsets[way->end] - offsets[way->begin]));
}

}  // namespace cutover
