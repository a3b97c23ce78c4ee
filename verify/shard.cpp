#include "verify/shard.hpp"

#include <charconv>

#include <fmt/format.h>

namespace cutover {
namespace {

constexpr std::uint32_t most_shards = 1'000;
constexpr std::string_view shard_word = "shard ";

/// "2<separator>4", wholly.
std::optional<Shard> parse(std::string_view text, std::string_view separator) {
    Shard shard;
    const char* const end = text.data() + text.size();
    const auto number = std::from_chars(text.data(), end, shard.number);
    const std::string_view rest(number.ptr, static_cast<std::size_t>(end - number.ptr));
    if (number.ec != std::errc() || !rest.starts_with(separator)) {
        return std::nullopt;
    }
    const auto of = std::from_chars(rest.data() + separator.size(), end, shard.of);
    const bool good = of.ec == std::errc() && of.ptr == end && shard.number >= 1 &&
                      shard.number <= shard.of && shard.of <= most_shards;
    return good ? std::optional(shard) : std::nullopt;
}

}  // namespace

std::string to_text(const Shard& shard) {
    return fmt::format("{}{} of {}", shard_word, shard.number, shard.of);
}

std::optional<Shard> parse_shard(std::string_view text) {
    return parse(text, "/");
}

NamedPart parse_part(const std::string& name) {
    const std::size_t at = name.find(' ');
    const std::string_view rest =
        at == std::string::npos ? std::string_view() : std::string_view(name).substr(at + 1);
    if (!rest.starts_with(shard_word)) {
        return {name, std::nullopt};
    }
    const auto shard = parse(rest.substr(shard_word.size()), " of ");
    return shard ? NamedPart{name.substr(0, at), shard} : NamedPart{name, std::nullopt};
}

std::string part_name(const std::string& verification, const std::optional<Shard>& shard) {
    return shard ? verification + " " + to_text(*shard) : verification;
}

std::string share_text(const Shard& shard, std::uint64_t chunks, std::uint64_t of) {
    return fmt::format("{}: {} of {} {}", to_text(shard), chunks, of, of == 1 ? "chunk" : "chunks");
}

}  // namespace cutover
