#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace cutover {

/// A regular expression on names, in RE2's syntax (Perl's without back references and looking
/// around), matched in time that grows with the name's length. Case matters.
class NamePattern {
  public:
    NamePattern() : NamePattern(std::string()) {}

    explicit NamePattern(std::string text);

    /// As it was given.
    [[nodiscard]] const std::string& text() const { return text_; }

    /// What is wrong with the text, for people; empty: it is a pattern with a group.
    [[nodiscard]] const std::string& problem() const { return problem_; }

    /// What the first group takes of the name; nothing where the pattern does not fit, or takes
    /// nothing, or has a problem.
    [[nodiscard]] std::optional<std::string> group_of(std::string_view name) const;

  private:
    std::string text_;
    std::string problem_{};
    std::shared_ptr<const re2::RE2> compiled_{};  ///< Of all copies: it does not change.
};

}  // namespace cutover
