#include "mysql/server_version.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace cutover {
namespace {

constexpr std::array<std::string_view, 14> foreign_names{
    "TiDB",      "Vitess",   "OceanBase", "ClickHouse", "MemSQL", "SingleStore", "StarRocks",
    "Manticore", "SphinxQL", "PolarDB-X", "MatrixOne",  "Dolt",   "Databend",    "Doris"};

bool same_letter(char left, char right) {
    return std::tolower(static_cast<unsigned char>(left)) ==
           std::tolower(static_cast<unsigned char>(right));
}

bool contains(std::string_view text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(), same_letter) !=
           text.end();
}

/// Takes "10.11.6" off the front; nothing where the text begins otherwise.
std::optional<ServerVersion> parse_numbers(std::string_view text) {
    std::array<unsigned, 3> numbers{};
    const char* place = text.data();
    const char* const end = text.data() + text.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto [next, error] = std::from_chars(place, end, numbers.at(i));
        if (error != std::errc()) {
            return std::nullopt;
        }
        place = next;
        if (i + 1 < numbers.size()) {
            if (place == end || *place != '.') {
                return std::nullopt;
            }
            ++place;
        }
    }
    return ServerVersion{.major = numbers[0], .minor = numbers[1], .patch = numbers[2]};
}

}  // namespace

std::string foreign_server(std::string_view version_or_comment) {
    for (const std::string_view name : foreign_names) {
        if (contains(version_or_comment, name)) {
            return std::string(name);
        }
    }
    return {};
}

std::optional<FlavourAndVersion> parse_version(std::string_view text) {
    const bool is_mariadb = contains(text, "MariaDB");
    constexpr std::string_view replication_prefix = "5.5.5-";
    if (is_mariadb && text.rfind(replication_prefix, 0) == 0) {
        text.remove_prefix(replication_prefix.size());
    }
    const std::optional<ServerVersion> version = parse_numbers(text);
    if (!version || version->major < 5 || !foreign_server(text).empty()) {
        return std::nullopt;
    }
    return FlavourAndVersion{
        .flavour = is_mariadb ? Flavour::mariadb : Flavour::mysql, .version = *version};
}

}  // namespace cutover
