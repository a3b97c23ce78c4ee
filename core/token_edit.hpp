#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/sql_tokens.hpp"

namespace cutover {

/// A text under change: tokens that mean something, and what each becomes. White space, comments
/// and gates stay as they are, so the body of a routine keeps its author's hand.
class TokenEdit {
  public:
    /// The text must outlive this object.
    TokenEdit(std::string_view sql, const SqlDialect& dialect);

    [[nodiscard]] std::size_t size() const { return meaningful_.size(); }

    /// Those that mean something; their number is size().
    [[nodiscard]] std::vector<SqlToken> tokens() const;

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

}  // namespace cutover
