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

/// Takes a number and the dot behind it off the front.
std::optional<unsigned> take_number(std::string_view& text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
    }
    return number;
}

/// Takes "10.11.6" off the front; Aurora has only two numbers ("8.0.mysql_aurora.3.05.2").
std::optional<ServerVersion> take_version(std::string_view text) {
    const std::optional<unsigned> major = take_number(text);
    const std::optional<unsigned> minor = take_number(text);
    if (!major || !minor) {
        return std::nullopt;
    }
    return ServerVersion{.major = *major, .minor = *minor, .patch = take_number(text).value_or(0)};
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
    const std::optional<ServerVersion> version = take_version(text);
    if (!version || version->major < 5 || !foreign_server(text).empty()) {
        return std::nullopt;
    }
    return FlavourAndVersion{
        .flavour = is_mariadb ? Flavour::mariadb : Flavour::mysql, .version = *version};
}

}  // namespace cutover
