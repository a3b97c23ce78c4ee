#pragma once

#include <string>
#include <string_view>

#include "verify/table_pair.hpp"

namespace cutover {

/// Appends with the length in front, so that no two lists of parts have one text.
void append_part(std::string& text, std::string_view part);

/// 16 hex digits of a text's digest.
[[nodiscard]] std::string short_digest(const std::string& text);

/// All that decides how a table's rows are compared: names, columns, key, condition, float rule.
/// Two comparisons with one id of rows that are the same have the same outcome.
[[nodiscard]] std::string comparison_id(const TablePair& pair);

/// "exact", "dts(38,308)" or "ulp:4".
[[nodiscard]] std::string rule_text(const FloatRule& rule);

}  // namespace cutover
