#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "report/escape.hpp"
#include "report/figures.hpp"

namespace cutover {

/// Markup as it stands in the program's own source. It can be made from a literal only, so that
/// nothing read from a server or a file reaches a page without escape().
class Markup {
  public:
    [[nodiscard]] std::string_view text() const { return text_; }

  private:
    explicit constexpr Markup(std::string_view text) : text_(text) {}

    friend constexpr Markup operator""_html(const char* text, std::size_t size);

    std::string_view text_;
};

/// "<td>"_html: the only way to write a tag.
[[nodiscard]] constexpr Markup operator""_html(const char* text, std::size_t size) {
    return Markup(std::string_view(text, size));
}

/// A page under construction: markup goes in as it is, everything else is escaped.
class Page {
  public:
    Page& operator<<(Markup markup) {
        text_ += markup.text();
        return *this;
    }

    Page& operator<<(std::string_view text) {
        text_ += escape(text);
        return *this;
    }

    /// With commas between thousands.
    Page& operator<<(std::unsigned_integral auto number) {
        text_ += grouped(number);
        return *this;
    }

    /// The finished page; this one is empty afterwards.
    [[nodiscard]] std::string take() { return std::exchange(text_, {}); }

  private:
    std::string text_{};
};

}  // namespace cutover
