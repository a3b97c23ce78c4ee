#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/name_mapping.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {

/// A text under change: tokens that mean something, and what each becomes. White space, comments
/// and gates stay as they are, so the body of a routine keeps its author's hand.
class TokenEdit {
  public:
    /// The text must outlive this object.
    TokenEdit(std::string_view sql, const SqlDialect& dialect);

    [[nodiscard]] std::size_t size() const { return meaningful_.size(); }

    /// By place among the tokens that mean something; a token of no text where there is none.
    [[nodiscard]] const SqlToken& at(std::size_t place) const;

    [[nodiscard]] bool word(std::size_t place, std::string_view upper) const {
        return is_word(at(place), upper);
    }

    [[nodiscard]] bool symbol(std::size_t place, std::string_view text) const {
        return is_symbol(at(place), text);
    }

    /// These do nothing where there is no such place.
    void replace(std::size_t place, std::string text);
    void remove(std::size_t first, std::size_t last);  ///< [first, last)
    void insert_after(std::size_t place, const std::string& text);
    [[nodiscard]] std::string text() const;

  private:
    std::vector<SqlToken> tokens_;
    std::vector<std::string> pieces_{};
    std::vector<std::size_t> meaningful_{};
    SqlToken nothing_{};
};

struct ReferenceContext {
    std::string database{};                ///< Where unqualified names are looked for.
    std::optional<TableName> row_table{};  ///< Of a trigger: what NEW and OLD are rows of.
};

/// Renames what the tokens from `first` on refer to: qualified tables, views, sequences and
/// routines anywhere; unqualified tables where a table must stand; columns where their qualifier
/// says whose they are. An unqualified column is left alone: tokens cannot tell whose it is.
void rename_references(
    TokenEdit& edit, std::size_t first, const ReferenceContext& context, const NameMapping& names);

/// What stands in the text where a table must, with `database` for unqualified names. May name
/// what is no table (a cursor's variable), so look the names up.
[[nodiscard]] std::vector<TableName> referenced_tables(
    std::string_view sql, const SqlDialect& dialect, const std::string& database);

}  // namespace cutover
