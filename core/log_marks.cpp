#include "core/log_marks.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/hex.hpp"

namespace cutover {
namespace {

/// Far more than transactions in flight can reach back.
constexpr std::size_t most_files = 64;

/// Takes what stands before `end_mark`, and the mark.
std::optional<std::string_view> take_until(char end_mark, std::string_view& text) {
    const std::size_t end = text.find(end_mark);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end + 1);
    return part;
}

std::optional<std::string> take_name(char end_mark, std::string_view& text) {
    const auto part = take_until(end_mark, text);
    return part ? from_hex(*part) : std::nullopt;
}

std::optional<std::uint32_t> take_number(char end_mark, std::string_view& text) {
    const auto part = take_until(end_mark, text);
    if (!part) {
        return std::nullopt;
    }
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(part->data(), part->data() + part->size(), number);
    const bool is_whole = error == std::errc() && end == part->data() + part->size();
    return is_whole ? std::optional(number) : std::nullopt;
}

}  // namespace

void LogMarks::add(const LogFileMark& mark) {
    const auto is_it = [&](const LogFileMark& known) { return known.file == mark.file; };
    files.erase(std::remove_if(files.begin(), files.end(), is_it), files.end());
    files.push_back(mark);
    if (files.size() > most_files) {
        files.erase(files.begin());
    }
}

const LogFileMark* LogMarks::find(std::string_view file) const {
    for (const LogFileMark& mark : files) {
        if (mark.file == file) {
            return &mark;
        }
    }
    return nullptr;
}

std::string to_text(const LogMarks& marks) {
    std::string text = to_hex(marks.server) + "\n";
    for (const LogFileMark& mark : marks.files) {
        text += fmt::format("{} {} {}\n", to_hex(mark.file), mark.began_at, mark.server_id);
    }
    return text;
}

std::optional<LogMarks> parse_log_marks(std::string_view text) {
    const std::optional<std::string> server = take_name('\n', text);
    if (!server) {
        return std::nullopt;
    }
    LogMarks marks{.server = *server};
    while (!text.empty()) {
        const std::optional<std::string> file = take_name(' ', text);
        const std::optional<std::uint32_t> began_at = take_number(' ', text);
        const std::optional<std::uint32_t> server_id = take_number('\n', text);
        if (!file || !began_at || !server_id) {
            return std::nullopt;
        }
        marks.files.push_back({*file, *began_at, *server_id});
    }
    return marks;
}

}  // namespace cutover
