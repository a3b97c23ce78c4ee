#include "core/shadow_memory.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "core/hex.hpp"

namespace cutover {
namespace {

/// In hex, for it holds blanks and anything else.
void add_line(std::string& text, std::string_view word, std::initializer_list<std::string> parts) {
    text += word;
    for (const std::string& part : parts) {
        text += " " + to_hex(part);
    }
    text += "\n";
}

/// Absent is none of the values, of which '' is one.
std::string optional_text(const std::optional<std::string>& value) {
    return value ? "=" + *value : "-";
}

std::optional<std::string> optional_value(const std::string& text) {
    return text == "-" ? std::nullopt : std::optional(text.substr(1));
}

std::string optional_flag(const std::optional<bool>& value) {
    return !value ? "-" : *value ? "1" : "0";
}

std::optional<bool> flag_value(const std::string& text) {
    return text == "-" ? std::nullopt : std::optional(text == "1");
}

struct Line {
    std::string word{};
    std::vector<std::string> parts{};
};

/// Takes the first line away.
std::optional<Line> next_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    Line read{.word = std::string(line.substr(0, line.find(' ')))};
    line.remove_prefix(read.word.size());
    while (!line.empty()) {
        line.remove_prefix(1);
        const std::size_t length = std::min(line.find(' '), line.size());
        std::optional<std::string> part = from_hex(line.substr(0, length));
        if (!part) {
            return std::nullopt;
        }
        read.parts.push_back(*std::move(part));
        line.remove_prefix(length);
    }
    return read;
}

ShadowStatement statement_of(const std::vector<std::string>& parts) {
    ShadowStatement statement{.place = parts[0]};
    DdlStatement& logged = statement.logged;
    logged.sql = parts[1];
    logged.database = parts[2];
    logged.sql_mode = optional_value(parts[3]);
    logged.character_set_client = parts[4];
    logged.collation_connection = parts[5];
    logged.collation_server = parts[6];
    logged.time_zone = parts[7];
    logged.timestamp = parts[8];
    logged.explicit_defaults_for_timestamp = flag_value(parts[9]);
    logged.default_storage_engine = parts[10];
    return statement;
}

/// `latest`: the shadow table that lines of statements belong to.
bool take(ShadowMemory& memory, ShadowTable*& latest, const Line& line) {
    const std::vector<std::string>& parts = line.parts;
    if (line.word == "shadow" && parts.size() == 4) {
        latest = &memory.shadows[{parts[0], parts[1]}];
        latest->real = parts[2];
        latest->obstacle = parts[3];
    } else if (line.word == "statement" && parts.size() == 11 && latest != nullptr) {
        latest->statements.push_back(statement_of(parts));
    } else if (line.word == "aside" && parts.size() == 3) {
        memory.aside[{parts[0], parts[1]}] = parts[2];
    } else if (line.word == "swapped" && parts.size() == 1) {
        memory.swapped = parts[0];
    } else {
        return false;
    }
    return true;
}

}  // namespace

std::string to_text(const ShadowMemory& memory) {
    std::string text;
    for (const auto& [name, shadow] : memory.shadows) {
        add_line(text, "shadow", {name.database, name.table, shadow.real, shadow.obstacle});
        for (const ShadowStatement& statement : shadow.statements) {
            const DdlStatement& logged = statement.logged;
            add_line(
                text, "statement",
                {statement.place, logged.sql, logged.database, optional_text(logged.sql_mode),
                 logged.character_set_client, logged.collation_connection, logged.collation_server,
                 logged.time_zone, logged.timestamp,
                 optional_flag(logged.explicit_defaults_for_timestamp),
                 logged.default_storage_engine});
        }
    }
    for (const auto& [real, name] : memory.aside) {
        add_line(text, "aside", {real.database, real.table, name});
    }
    if (!memory.swapped.empty()) {
        add_line(text, "swapped", {memory.swapped});
    }
    return text;
}

std::optional<ShadowMemory> parse_shadow_memory(std::string_view text) {
    ShadowMemory memory;
    ShadowTable* latest = nullptr;
    while (!text.empty()) {
        const std::optional<Line> line = next_line(text);
        if (!line || !take(memory, latest, *line)) {
            return std::nullopt;
        }
    }
    return memory;
}

}  // namespace cutover
