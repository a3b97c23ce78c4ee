#include "mysql/option_file.hpp"

#include <algorithm>

namespace cutover {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

char unescaped(char escape) {
    switch (escape) {
        case 'b': return '\b';
        case 't': return '\t';
        case 'n': return '\n';
        case 'r': return '\r';
        case 's': return ' ';
        default: return escape;
    }
}

/// \b \t \n \r \\ \s and escaped quotes; any other backslash stands for itself.
std::string unescaped(std::string_view value) {
    constexpr std::string_view known = "btnrs\\\"'";
    std::string result;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool is_escape = value[i] == '\\' && i + 1 < value.size() &&
                               known.find(value[i + 1]) != std::string_view::npos;
        result += is_escape ? unescaped(value[++i]) : value[i];
    }
    return result;
}

/// A quoted value may hold '#'; elsewhere it begins a comment when a blank stands before it.
std::string value_of(std::string_view text) {
    text = trimmed(text);
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        const std::size_t close = text.find_last_of(text.front());
        return unescaped(close == 0 ? text.substr(1) : text.substr(1, close - 1));
    }
    const std::size_t comment = std::min(text.find(" #"), text.find("\t#"));
    return unescaped(trimmed(text.substr(0, comment)));
}

std::string name_of(std::string_view text) {
    std::string name(trimmed(text));
    std::replace(name.begin(), name.end(), '_', '-');
    constexpr std::string_view loose = "loose-";
    return name.rfind(loose, 0) == 0 ? name.substr(loose.size()) : name;
}

}  // namespace

OptionSettings parse_option_file(std::string_view text, std::string_view group) {
    OptionSettings settings;
    bool wanted = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#' || line.front() == ';' || line.front() == '!') {
            continue;
        }
        if (line.front() == '[') {
            const std::string_view name = trimmed(line.substr(1, line.find(']') - 1));
            wanted = name == "client" || name == group;
            continue;
        }
        if (wanted) {
            const std::size_t equals = std::min(line.find('='), line.size());
            settings[name_of(line.substr(0, equals))] =
                equals < line.size() ? value_of(line.substr(equals + 1)) : std::string();
        }
    }
    return settings;
}

}  // namespace cutover
