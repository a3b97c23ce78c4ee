#include "core/json_number.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace cutover {
namespace {

/// Exponents beyond this are no JSON number of any server; they would overflow below.
constexpr long largest_exponent = 1'000'000'000L;

/// The parts of a number as they stand in the text.
struct Spelling {
    bool negative = false;
    bool has_point = false;
    bool has_exponent = false;
    std::string_view whole{};
    std::string_view decimals{};
    long exponent = 0;
    std::size_t length = 0;  ///< 0: not a number.
};

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    bool take(char expected) {
        const bool found = at_ < text_.size() && text_[at_] == expected;
        at_ += found ? 1U : 0U;
        return found;
    }

    std::string_view digits() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
            ++at_;
        }
        return text_.substr(begin, at_ - begin);
    }

    [[nodiscard]] std::size_t at() const { return at_; }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

bool read_exponent(Scanner& scanner, long& exponent) {
    const bool below = !scanner.take('+') && scanner.take('-');
    const std::string_view digits = scanner.digits();
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (digits.empty() || parsed.ec != std::errc() || exponent > largest_exponent) {
        return false;
    }
    exponent = below ? -exponent : exponent;
    return true;
}

Spelling read_number(std::string_view text) {
    Scanner scanner(text);
    Spelling number;
    number.negative = scanner.take('-');
    number.whole = scanner.digits();
    number.has_point = scanner.take('.');
    if (number.has_point) {
        number.decimals = scanner.digits();
    }
    number.has_exponent = scanner.take('e') || scanner.take('E');
    const bool leading_zero = number.whole.size() > 1 && number.whole.front() == '0';
    const bool bare_point = number.has_point && number.decimals.empty();
    if (number.whole.empty() || leading_zero || bare_point ||
        (number.has_exponent && !read_exponent(scanner, number.exponent))) {
        return {};
    }
    number.length = scanner.at();
    return number;
}

void put(std::string_view bytes, std::vector<char>& out) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void put_integer(const Spelling& number, std::vector<char>& out) {
    if (number.negative && number.whole != "0") {
        put("-", out);
    }
    put(number.whole, out);
}

/// digits, 'e', power of ten; without zeros at either end of the digits. Zero keeps its sign.
void put_fraction(const Spelling& number, std::vector<char>& out) {
    if (number.negative) {
        put("-", out);
    }
    const auto begin = static_cast<std::ptrdiff_t>(out.size());
    put(number.whole, out);
    put(number.decimals, out);
    long exponent = number.exponent - static_cast<long>(number.decimals.size());

    const auto is_significant = [](char digit) { return digit != '0'; };
    const auto first = std::find_if(out.begin() + begin, out.end(), is_significant);
    out.erase(out.begin() + begin, first);
    while (out.size() > static_cast<std::size_t>(begin) && out.back() == '0') {
        out.pop_back();
        ++exponent;
    }
    const bool is_zero = out.size() == static_cast<std::size_t>(begin);
    put("e" + std::to_string(is_zero ? 0 : exponent), out);
}

}  // namespace

std::size_t append_json_number(std::string_view text, std::vector<char>& out) {
    const Spelling number = read_number(text);
    if (number.length == 0) {
        return 0;
    }
    const bool whole = !number.has_point && !number.has_exponent;
    out.push_back(whole ? 'i' : 'd');
    const std::size_t length_at = out.size();
    put_length(0, length_at, out);
    const std::size_t begin = out.size();
    whole ? put_integer(number, out) : put_fraction(number, out);
    put_length(out.size() - begin, length_at, out);
    return number.length;
}

void put_length(std::size_t length, std::size_t at, std::vector<char>& out) {
    constexpr std::size_t bytes = 4;
    if (at == out.size()) {
        out.resize(at + bytes);
    }
    for (std::size_t i = 0; i < bytes; ++i) {
        out[at + i] = static_cast<char>((length >> (8U * i)) & 0xFFU);
    }
}

}  // namespace cutover
