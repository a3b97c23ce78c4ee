#include "core/name_pattern.hpp"

#include <utility>

#include <re2/re2.h>

namespace cutover {
namespace {

std::shared_ptr<const re2::RE2> compile(const std::string& text) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    return std::make_shared<const re2::RE2>(text, options);
}

}  // namespace

NamePattern::NamePattern(std::string text) : text_(std::move(text)), compiled_(compile(text_)) {
    if (!compiled_->ok()) {
        problem_ = compiled_->error();
    } else if (compiled_->NumberOfCapturingGroups() < 1) {
        problem_ = "it has no group in parentheses";
    }
}

std::optional<std::string> NamePattern::group_of(std::string_view name) const {
    const re2::StringPiece text(name.data(), name.size());
    std::string group;
    const bool fits = problem_.empty() && re2::RE2::PartialMatch(text, *compiled_, &group);
    return fits && !group.empty() ? std::optional(std::move(group)) : std::nullopt;
}

}  // namespace cutover
