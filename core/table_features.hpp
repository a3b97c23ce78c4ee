#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/server_facts.hpp"

namespace cutover {

struct CreateTable;

/// Something that a definition may use and that not every server has: since when each product has
/// it (release notes of both); nothing: it never had.
struct TableFeature {
    std::string_view name;
    std::optional<ServerVersion> mysql{};
    std::optional<ServerVersion> mariadb{};
    std::optional<ServerVersion> mysql_until{};  ///< The first version that has it no longer.
};

namespace features {

inline constexpr auto never = std::nullopt;
inline constexpr ServerVersion always{5, 0, 0};

inline constexpr TableFeature generated_column{"a generated column", {{5, 7, 6}}, {{10, 2, 1}}};
inline constexpr TableFeature invisible_column{"an INVISIBLE column", {{8, 0, 23}}, {{10, 3, 3}}};
inline constexpr TableFeature default_expression{
    "an expression as default", {{8, 0, 13}}, {{10, 2, 1}}};
/// MySQL wants parentheses around an expression (manual 13.6).
inline constexpr TableFeature bare_default_expression{
    "an expression without parentheses as default", never, {{10, 2, 1}}};
inline constexpr TableFeature check{"a CHECK", {{8, 0, 16}}, {{10, 2, 1}}};
inline constexpr TableFeature descending_key{
    "a key in descending order", {{8, 0, 1}}, {{10, 8, 1}}};
inline constexpr TableFeature functional_key{"a key on an expression", {{8, 0, 13}}, never};
inline constexpr TableFeature invisible_key{"an INVISIBLE key", {{8, 0, 0}}, never};
inline constexpr TableFeature ignored_key{"an IGNORED key", never, {{10, 6, 0}}};
inline constexpr TableFeature whole_text_key{
    "a unique key on whole TEXT or BLOB", never, {{10, 4, 3}}};
inline constexpr TableFeature compressed_column{"a COMPRESSED column", never, {{10, 3, 2}}};
inline constexpr TableFeature mysql_attribute{"MySQL's attribute", always, never};
inline constexpr TableFeature mariadb_attribute{"MariaDB's attribute", never, always};
inline constexpr TableFeature period{"a PERIOD", never, {{10, 4, 3}}};
/// Deprecated in MySQL 8.0.17 (release notes of 8.4.0, "AUTO_INCREMENT columns").
inline constexpr TableFeature counter_of_floats{
    "AUTO_INCREMENT of FLOAT or DOUBLE", always, always, {{8, 4, 0}}};
inline constexpr TableFeature sequence{"sequences", never, {{10, 3, 1}}};
inline constexpr TableFeature aggregate{"aggregate functions in SQL", never, {{10, 3, 3}}};

}  // namespace features

[[nodiscard]] bool has(const ServerFacts& server, const TableFeature& feature);

/// One use of a feature in a table's definition.
struct FeatureUse {
    const TableFeature* feature = nullptr;  ///< Never null; of static storage.
    std::string what{};                     ///< The column, key or constraint; may be empty.
    std::vector<std::string> mentions{};    ///< Columns, and perhaps other names, of the clause.
};

/// What SHOW CREATE TABLE alone tells. Generated and invisible columns, keys on expressions and on
/// whole texts are seen in the catalog's columns and keys, and are not repeated here.
[[nodiscard]] std::vector<FeatureUse> features_of(const CreateTable& table);

}  // namespace cutover
