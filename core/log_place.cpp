#include "core/log_place.hpp"

#include <charconv>

#include <fmt/format.h>

namespace cutover {
namespace {

std::optional<std::uint64_t> decimal(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    return is_whole ? std::optional(number) : std::nullopt;
}

struct NumberedFile {
    std::string_view base{};
    std::uint64_t number = 0;
};

std::optional<NumberedFile> numbered(std::string_view file) {
    const std::size_t dot = file.rfind('.');
    if (dot == std::string_view::npos) {
        return std::nullopt;
    }
    const auto number = decimal(file.substr(dot + 1));
    return number ? std::optional(NumberedFile{file.substr(0, dot), *number}) : std::nullopt;
}

}  // namespace

std::string to_text(const LogPlace& place) {
    const std::string log =
        place.file.empty() ? "" : fmt::format("{}:{}", place.file, place.offset);
    return place.gtids.empty() ? log : fmt::format("{} {}", log, place.gtids);
}

std::optional<LogPlace> parse_log_place(std::string_view text) {
    const std::size_t blank = text.find(' ');
    const std::string_view log = text.substr(0, blank);
    LogPlace place;
    if (blank != std::string_view::npos) {
        place.gtids = text.substr(blank + 1);
    }
    if (!log.empty()) {
        const std::size_t colon = log.rfind(':');
        const auto offset =
            colon == std::string_view::npos ? std::nullopt : decimal(log.substr(colon + 1));
        if (!offset || colon == 0) {
            return std::nullopt;
        }
        place.file = log.substr(0, colon);
        place.offset = *offset;
    }
    return place.file.empty() && place.gtids.empty() ? std::nullopt : std::optional(place);
}

bool has_reached(const LogPlace& place, const LogPlace& goal) {
    const std::optional<NumberedFile> here = numbered(place.file);
    const std::optional<NumberedFile> there = numbered(goal.file);
    if (!here || !there || here->base != there->base) {
        return false;
    }
    return here->number > there->number ||
           (here->number == there->number && place.offset >= goal.offset);
}

bool stands_at(const LogPlace& place, const LogPlace& goal) {
    const bool same_offset =
        !place.file.empty() && place.file == goal.file && place.offset == goal.offset;
    return same_offset || (!place.gtids.empty() && place.gtids == goal.gtids);
}

bool is_next_log_file(std::string_view file, std::string_view next) {
    const std::optional<NumberedFile> one = numbered(file);
    const std::optional<NumberedFile> other = numbered(next);
    return one && other && one->base == other->base && other->number == one->number + 1;
}

}  // namespace cutover
