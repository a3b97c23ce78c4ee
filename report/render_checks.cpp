#include "report/render_checks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "core/names.hpp"

namespace cutover {
namespace {

constexpr std::size_t line_columns = 80;

/// Characters that UTF-8 text takes on a terminal; wide and combining ones count as one.
std::size_t columns_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

/// Bytes of `text` that fill at most `columns`, at the last blank where there is one; a word that
/// is longer than a line is broken between two characters.
std::size_t break_at(std::string_view text, std::size_t columns) {
    if (columns_of(text) <= columns) {
        return text.size();
    }
    std::size_t end = 0;
    for (std::size_t shown = 0; end < text.size(); ++end) {
        const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
        if (begins && shown++ == columns) {
            break;
        }
    }
    const std::size_t blank = text.rfind(' ', end);
    return blank == std::string_view::npos || blank == 0 ? end : blank;
}

/// The label, then the text in lines that are indented to where it begins.
std::string paragraph(const std::string& label, std::string_view text) {
    std::string lines;
    const std::string indent(label.size(), ' ');
    do {
        const std::size_t end = break_at(text, line_columns - label.size());
        lines += lines.empty() ? label : indent;
        lines += std::string(text.substr(0, end)) + "\n";
        text.remove_prefix(std::min(text.size(), end));
        text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
    } while (!text.empty());
    return lines;
}

/// A line of a fix: prose is wrapped, a statement stays whole, for it is there to be pasted.
std::string fix_line(const std::string& label, const std::string& line) {
    const std::string shown = printable(line);
    return !line.empty() && line.back() == ';' ? label + shown + "\n" : paragraph(label, shown);
}

std::string fix_lines(const std::string& fix) {
    std::string lines;
    for (std::size_t at = 0; at < fix.size();) {
        const std::size_t end = std::min(fix.find('\n', at), fix.size());
        lines +=
            fix_line(at == 0 ? "        fix:   " : "               ", fix.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

struct Mark {
    CheckStatus status = CheckStatus::fail;
    const char* text = "";  ///< Seven columns and a blank.
    const char* colour = "";
};

constexpr std::array marks{
    Mark{CheckStatus::fail, "FAIL    ", "\x1b[1;31m"},
    Mark{CheckStatus::warn, "WARN    ", "\x1b[1;33m"},
    Mark{CheckStatus::ignored, "IGNORED ", "\x1b[1;36m"},
};

std::string heading(const CheckResult& result, const Mark& mark, bool colour) {
    const std::string lines =
        paragraph(mark.text, printable(result.title) + " (" + printable(result.id) + ")");
    if (!colour) {
        return lines;
    }
    const std::size_t after = std::string_view(mark.text).size();
    return mark.colour + lines.substr(0, after) + "\x1b[0m" + lines.substr(after);
}

std::string render(const CheckResult& result, const Mark& mark, bool colour) {
    std::string text = heading(result, mark, colour);
    text += paragraph("        found: ", printable(result.found));
    if (result.status == CheckStatus::ignored) {
        return text + paragraph("        as:    ", printable(result.ignored_reason)) + "\n";
    }
    text += paragraph("        why:   ", printable(result.why));
    return text + fix_lines(result.fix) + "\n";
}

std::size_t count(const std::vector<CheckResult>& results, CheckStatus status) {
    return static_cast<std::size_t>(std::count_if(
        results.begin(), results.end(),
        [&](const CheckResult& result) { return result.status == status; }));
}

std::string summary(const std::vector<CheckResult>& results) {
    std::string line = fmt::format("{} checks:", results.size());
    const char* separator = " ";
    const auto add = [&](CheckStatus status, const char* verb) {
        if (const std::size_t number = count(results, status)) {
            line += fmt::format("{}{} {}", separator, number, verb);
            separator = ", ";
        }
    };
    add(CheckStatus::fail, "failed");
    add(CheckStatus::warn, "warned");
    add(CheckStatus::ignored, "ignored by the task");
    add(CheckStatus::pass, "passed");
    return line + "\n";
}

}  // namespace

std::string render_checks(const std::vector<CheckResult>& results, bool colour) {
    std::string text;
    for (const Mark& mark : marks) {
        for (const CheckResult& result : results) {
            if (result.status == mark.status) {
                text += render(result, mark, colour);
            }
        }
    }
    return text + summary(results);
}

}  // namespace cutover
