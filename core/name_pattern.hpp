#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/pattern_program.hpp"

namespace cutover {

/// A regular expression on names. It knows: any character (.), classes ([a-z_], [^0-9], \d, \w, \s
/// and their negations), groups ((...) and (?:...)), alternatives (|), repetition (*, +, ?, {n},
/// {n,}, {n,m}; with a ? behind it as little as possible) and the ends of the text (^, $); a
/// backslash makes any other mark stand for itself. Case matters. It finds what Perl's would find,
/// in time that grows with the length of name and pattern, never faster than their product.
class NamePattern {
  public:
    NamePattern() : NamePattern(std::string()) {}

    explicit NamePattern(std::string text);

    /// As it was given.
    [[nodiscard]] const std::string& text() const { return text_; }

    /// What is wrong with the text, for people; empty: it is a pattern with a group.
    [[nodiscard]] const std::string& problem() const { return program_.problem; }

    /// What the first group takes of the name; nothing where the pattern does not fit, or takes
    /// nothing, or has a problem.
    [[nodiscard]] std::optional<std::string> group_of(std::string_view name) const;

  private:
    std::string text_;
    PatternProgram program_;
};

}  // namespace cutover
