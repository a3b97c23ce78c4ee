#include "verify/comparison_id.hpp"

#include <fmt/format.h>

#include "core/digest.hpp"

namespace cutover {
namespace {

void append_source(std::string& text, const RowSource& source) {
    append_part(text, display(source.table));
    append_part(text, source.where);
    for (const ReadColumn& column : source.columns) {
        append_part(text, column.name);
        append_part(
            text, fmt::format(
                      "{} {} {} {} {}", static_cast<int>(column.form), column.as_utf8mb4,
                      column.fraction_digits, column.is_date_only, column.width));
        for (const std::string& member : column.members) {
            append_part(text, member);
        }
    }
    for (const KeyColumn& column : source.key) {
        append_part(text, column.name);
        append_part(text, column.collation);
    }
    for (const RowSource& other : source.also) {
        append_source(text, other);
    }
}

}  // namespace

void append_part(std::string& text, std::string_view part) {
    text += fmt::format("{}:{}", part.size(), part);
}

std::string short_digest(const std::string& text) {
    return hex(row_digest(text)).substr(0, 16);
}

std::string comparison_id(const TablePair& pair) {
    std::string text;
    append_source(text, pair.source);
    append_source(text, pair.destination);
    append_part(text, fmt::format("{} {}", rule_text(pair.rule), pair.rule.fold_negative_zero));
    return short_digest(text);
}

std::string rule_text(const FloatRule& rule) {
    switch (rule.mode) {
        case FloatRule::Mode::exact: return "exact";
        case FloatRule::Mode::dts:
            return fmt::format("dts({},{})", rule.float_digits, rule.double_digits);
        case FloatRule::Mode::ulp: return fmt::format("ulp:{}", rule.ulps);
    }
    return "exact";
}

}  // namespace cutover
