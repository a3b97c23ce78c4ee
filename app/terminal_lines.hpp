#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cutover {

/// Output for a terminal of 80 columns under construction: words in a column of their own, prose
/// beside them. Texts that come from a server or a file must be printable() already.
class TerminalLines {
  public:
    /// Words take `label_columns`; ANSI colours only where `colour`.
    TerminalLines(std::size_t label_columns, bool colour)
        : label_columns_(label_columns), colour_(colour) {}

    /// A word, painted with an ANSI sequence, and prose beside it, which is wrapped.
    void prose(std::string_view word, std::string_view text, std::string_view paint = "");

    /// A value behind a label of any width; what does not fit goes on below it, and no blank of it
    /// is left out.
    void value(const std::string& label, std::string_view shown);

    void blank() { text_ += '\n'; }

    /// As it is, with a line feed.
    void raw(std::string_view line) { text_.append(line).append("\n"); }

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::size_t label_columns_;
    bool colour_;
    std::string text_{};
};

}  // namespace cutover
