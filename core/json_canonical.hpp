#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace cutover {

/// Turns the text of a JSON value into a form in which two texts are equal if and only if they
/// mean the same to MySQL: members sorted by the bytes of their keys, of equal keys the last one
/// kept, escapes resolved, white space gone, integers apart from fractions (1 is not 1.0, but 1.0
/// is 1.00 and 10e-1). docs/formats.md, "JSON inside a row", has the grammar.
///
/// What the text no longer says cannot be told apart: a DECIMAL 1.5 from a DOUBLE 1.5, a date from
/// the string that shows it.
/// Not thread-safe: it keeps its scratch memory from value to value.
class JsonCanonical {
  public:
    /// Appends the canonical form to `out`. False where `text` is not one valid JSON value or is
    /// nested deeper than 200 levels (MySQL stops at 100); `out` is then as it was before.
    [[nodiscard]] bool append(std::string_view text, std::vector<char>& out);

  private:
    /// One member of an object whose form is already in `out_`; offsets into it.
    struct Member {
        std::size_t begin = 0;      ///< Where the key's length stands.
        std::size_t value = 0;      ///< Where the key ends and the value begins.
        std::size_t end = 0;        ///< Where the value ends.
        std::size_t order_key = 0;  ///< Later members have higher ones.
    };

    bool value();
    bool container();
    bool array();
    bool object();
    bool member();
    bool string();
    bool escape();
    bool code_unit(unsigned& unit);
    bool number();
    bool word(std::string_view literal, char tag);
    void sort_members(std::size_t first_member, std::size_t begin);
    [[nodiscard]] std::string_view key_of(const Member& member) const;

    void skip_space();
    [[nodiscard]] bool take(char expected);

    std::string_view text_{};
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::vector<char>* out_ = nullptr;
    std::vector<Member> members_{};  ///< A stack: those of all objects that are still open.
    std::vector<char> sorted_{};
};

}  // namespace cutover
