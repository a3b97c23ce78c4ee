#include "mysql/ddl_settings.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/names.hpp"
#include "mysql/server_features.hpp"

namespace cutover {
namespace {

/// "utf8_bin" as "utf8mb3_bin" or the other way round, whichever the name is not.
std::string other_spelling(const std::string& name) {
    constexpr std::string_view short_name = "utf8";
    constexpr std::string_view long_name = "utf8mb3";
    const std::string word = name.substr(0, name.find('_'));
    if (word == short_name) {
        return std::string(long_name) + name.substr(short_name.size());
    }
    if (word == long_name) {
        return std::string(short_name) + name.substr(long_name.size());
    }
    return name;
}

std::string known_modes(const std::string& modes, const ServerFacts& server) {
    const bool lost_a_mode = server.flavour == Flavour::mysql && server.version.major >= 8;
    std::string kept;
    std::string_view rest = modes;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        const std::string_view mode = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (lost_a_mode && mode == "NO_AUTO_CREATE_USER") {
            continue;
        }
        kept += kept.empty() ? "" : ",";
        kept += mode == "INVALID_DATES" ? "ALLOW_INVALID_DATES" : mode;
    }
    return kept;
}

/// Definitions of TIMESTAMP columns depend on it and do not say so (MySQL manual, "Automatic
/// Initialization and Updating for TIMESTAMP and DATETIME").
void add_timestamp_defaults(
    bool explicit_defaults, const ServerFacts& server, std::vector<DdlSetting>& settings) {
    constexpr const char* name = "explicit_defaults_for_timestamp";
    if (supports(server, Feature::timestamp_defaults)) {
        settings.push_back({name, explicit_defaults ? "1" : "0"});
        return;
    }
    const std::string there = server.variable(name);
    if ((there == "ON" || there == "1") != explicit_defaults) {
        throw Error(
            Recovery::none,
            fmt::format(
                "{} is {} on {}, and only its administrator can give it the source's value; set it "
                "to {} there",
                name, printable(there), server.endpoint, explicit_defaults ? "ON" : "OFF"));
    }
}

void add_logged_settings(
    const DdlStatement& statement, const ServerFacts& server, std::vector<DdlSetting>& settings) {
    if (!statement.collation_server.empty()) {
        settings.push_back(
            {"collation_server",
             setting_literal(known_collation(statement.collation_server, server))});
    }
    if (!statement.default_storage_engine.empty()) {
        settings.push_back(
            {"default_storage_engine", setting_literal(statement.default_storage_engine)});
    }
    if (!statement.timestamp.empty()) {
        settings.push_back({"timestamp", statement.timestamp});
    }
    if (statement.explicit_defaults_for_timestamp) {
        add_timestamp_defaults(*statement.explicit_defaults_for_timestamp, server, settings);
    }
}

}  // namespace

std::string known_character_set(const std::string& name, const ServerFacts& server) {
    return server.character_sets.contains(name) ? name : other_spelling(name);
}

std::string known_collation(const std::string& name, const ServerFacts& server) {
    return server.collations.contains(name) ? name : other_spelling(name);
}

std::vector<DdlSetting> ddl_settings(
    const DdlStatement& statement, const ServerFacts& server, bool with_client) {
    std::vector<DdlSetting> settings;
    if (statement.sql_mode) {
        settings.push_back({"sql_mode", setting_literal(known_modes(*statement.sql_mode, server))});
    }
    if (!statement.collation_connection.empty()) {
        settings.push_back(
            {"collation_connection",
             setting_literal(known_collation(statement.collation_connection, server))});
    }
    if (!statement.time_zone.empty()) {
        settings.push_back({"time_zone", setting_literal(statement.time_zone)});
    }
    add_logged_settings(statement, server, settings);
    for (const auto& [name, value] : statement.session) {
        settings.push_back({name, value});
    }
    if (with_client && !statement.character_set_client.empty()) {
        settings.push_back(
            {"character_set_client",
             setting_literal(known_character_set(statement.character_set_client, server))});
    }
    return settings;
}

std::string setting_literal(std::string_view word) {
    constexpr std::string_view others = "_+-/:,. ";
    const bool is_plain = std::all_of(word.begin(), word.end(), [&](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
               others.find(letter) != std::string_view::npos;
    });
    if (!is_plain) {
        throw Error(
            Recovery::none,
            fmt::format(
                "a definition comes with a session setting that is no word: {}", printable(word)));
    }
    return fmt::format("'{}'", word);
}

std::string bytes_of_hex(std::string_view hex) {
    std::string bytes;
    if (hex.size() % 2 != 0) {
        return bytes;
    }
    bytes.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        unsigned value = 0;
        const char* const end = hex.data() + i + 2;
        const auto [stopped, error] = std::from_chars(hex.data() + i, end, value, 16);
        if (error != std::errc() || stopped != end) {
            return {};
        }
        bytes += static_cast<char>(value);
    }
    return bytes;
}

}  // namespace cutover
