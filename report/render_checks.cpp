#include "report/render_checks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "core/names.hpp"
#include "core/terminal_columns.hpp"

namespace cutover {
namespace {

/// The label, then the text in lines that are indented to where it begins.
std::string paragraph(const std::string& label, std::string_view text) {
    std::string lines;
    std::string begin = label;
    for (const std::string& line : wrapped_lines(text, terminal_columns - label.size())) {
        lines += begin + line + "\n";
        begin = std::string(label.size(), ' ');
    }
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
            fix_line(at == 0 ? "        fix:    " : "                ", fix.substr(at, end - at));
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
    Mark{CheckStatus::ignored, "IGNORED ", "\x1b[1;36m"},
    Mark{CheckStatus::warn, "WARN    ", "\x1b[1;33m"},
    Mark{CheckStatus::fail, "FAIL    ", "\x1b[1;31m"},
};

std::string heading(const CheckResult& result, const Mark& mark, bool colour) {
    return (colour ? mark.colour + std::string(mark.text) + "\x1b[0m" : std::string(mark.text)) +
           printable(result.id) + "\n";
}

std::string render(const CheckResult& result, const Mark& mark, bool colour) {
    std::string text = heading(result, mark, colour);
    text += paragraph("        wanted: ", printable(result.title));
    text += paragraph("        found:  ", printable(result.found));
    if (result.status == CheckStatus::ignored) {
        return text + paragraph("        as:     ", printable(result.ignored_reason)) + "\n";
    }
    text += paragraph("        why:    ", printable(result.why));
    return text + fix_lines(result.fix) + "\n";
}

std::size_t count(const std::vector<CheckResult>& results, CheckStatus status) {
    return static_cast<std::size_t>(std::count_if(
        results.begin(), results.end(),
        [&](const CheckResult& result) { return result.status == status; }));
}

std::string failed_ids(const std::vector<CheckResult>& results) {
    std::string ids;
    for (const CheckResult& result : results) {
        if (result.status == CheckStatus::fail) {
            ids += (ids.empty() ? ": " : ", ") + printable(result.id);
        }
    }
    return ids;
}

std::string summary(const std::vector<CheckResult>& results, bool colour) {
    const bool failed = count(results, CheckStatus::fail) > 0;
    std::string line = fmt::format("of {} checks", results.size());
    const char* separator = " ";
    const auto add = [&](CheckStatus status, const char* verb, const std::string& which) {
        if (const std::size_t number = count(results, status)) {
            line += fmt::format("{}{} {}{}", separator, number, verb, which);
            separator = ", ";
        }
    };
    add(CheckStatus::pass, "passed", "");
    add(CheckStatus::ignored, "ignored by the task", "");
    add(CheckStatus::warn, "warned", "");
    add(CheckStatus::fail, "failed", failed_ids(results));
    const std::string lines = paragraph(failed ? "FAIL    " : "PASS    ", line);
    return !colour ? lines
                   : (failed ? "\x1b[1;31m" : "\x1b[1;32m") + lines.substr(0, 4) + "\x1b[0m" +
                         lines.substr(4);
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
    return text + summary(results, colour);
}

}  // namespace cutover
