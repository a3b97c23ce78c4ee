#include "selftest/place.hpp"

#include <algorithm>
#include <stdexcept>

namespace cutover {

namespace {

/// JSON has braces of its own; none of them has a letter behind it.
bool opens_a_place(std::string_view text) {
    return text.size() > 1 && text[0] == '{' && text[1] >= 'a' && text[1] <= 'z';
}

}  // namespace

std::string expand(std::string_view text, const Places& places) {
    std::string expanded;
    while (!text.empty()) {
        if (!opens_a_place(text)) {
            expanded += text.front();
            text.remove_prefix(1);
            continue;
        }
        const std::size_t close = std::min(text.find('}'), text.size());
        const auto place = places.find(text.substr(1, close - 1));
        if (close == text.size() || place == places.end()) {
            throw std::logic_error("no such place in a seed: " + std::string(text));
        }
        expanded += std::to_string(place->second);
        text.remove_prefix(close + 1);
    }
    return expanded;
}

}  // namespace cutover
