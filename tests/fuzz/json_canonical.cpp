/// Any bytes as the text of a JSON value. The judge is another parser.
#include "core/json_canonical.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

/// The judge takes a zero byte for the end of its input.
bool is_valid(std::string_view text) {
    return text.find('\0') == std::string_view::npos && nlohmann::json::accept(text);
}

/// Levels of brackets, strings included: at least as deep as the value is nested.
bool may_be_deep(std::string_view text) {
    std::size_t open = 0;
    for (const char c : text) {
        open += c == '[' || c == '{' ? 1U : 0U;
    }
    return open > 200;
}

/// Ten digits or more behind an 'e': json_number.hpp refuses such exponents, the judge does not.
bool may_have_huge_exponent(std::string_view text) {
    std::size_t digits = 0;
    bool in_exponent = false;
    for (const char c : text) {
        const bool is_digit = c >= '0' && c <= '9';
        digits = is_digit ? digits + 1 : 0;
        in_exponent = c == 'e' || c == 'E' || (in_exponent && (is_digit || c == '+' || c == '-'));
        if (in_exponent && digits >= 10) {
            return true;
        }
    }
    return false;
}

}  // namespace

void json_canonical(std::string_view bytes) {
    JsonCanonical json;
    std::vector<char> form{'x'};
    if (!json.append(bytes, form)) {
        require(form == std::vector<char>{'x'}, "a refused value left something behind");
        require(
            may_be_deep(bytes) || may_have_huge_exponent(bytes) || !is_valid(bytes),
            "refuses what another accepts");
        return;
    }
    require(form.size() > 1, "a value without a form");
    std::vector<char> spaced;
    require(json.append(" " + std::string(bytes) + "\n", spaced), "white space is not allowed");
    form.erase(form.begin());
    require(spaced == form, "white space makes a difference");
    std::vector<char> inside;
    const bool fits = json.append("[" + std::string(bytes) + "]", inside);
    require(fits || may_be_deep("[" + std::string(bytes)), "a value that no array may hold");
}

}  // namespace cutover::fuzz
