#include "app/terminal_lines.hpp"

#include <algorithm>

#include "core/terminal_columns.hpp"

namespace cutover {

void TerminalLines::prose(std::string_view word, std::string_view text, std::string_view paint) {
    const std::size_t taken = std::min(columns_of(word), label_columns_);
    std::string label = colour_ && !paint.empty()
                            ? std::string(paint).append(word).append("\x1b[0m")
                            : std::string(word);
    label.append(label_columns_ - taken, ' ');
    for (const std::string& line : wrapped_lines(text, terminal_columns - label_columns_)) {
        text_ += label + line + '\n';
        label = std::string(label_columns_, ' ');
    }
}

void TerminalLines::value(const std::string& label, std::string_view shown) {
    std::string begin = label;
    for (const std::string& line : exact_lines(shown, terminal_columns - columns_of(label))) {
        text_ += begin + line + '\n';
        begin = std::string(columns_of(label), ' ');
    }
}

}  // namespace cutover
