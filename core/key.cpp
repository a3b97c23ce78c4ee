#include "core/key.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/hex.hpp"

namespace cutover {
namespace {

template<typename Number>
std::optional<std::uint64_t> parse_number(std::string_view text) {
    Number number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(number);
}

std::optional<KeyValue> parse_value(std::string_view text) {
    const char tag = text.empty() ? '?' : text.front();
    const std::string_view rest = text.substr(text.empty() ? 0 : 1);
    if (tag == 'x') {
        auto bytes = from_hex(rest);
        return bytes ? std::optional<KeyValue>({KeyValue::Kind::bytes, 0, *std::move(bytes)})
                     : std::nullopt;
    }
    const auto number = tag == 'i'   ? parse_number<std::int64_t>(rest)
                        : tag == 'n' ? parse_number<std::uint64_t>(rest)
                                     : std::nullopt;
    const auto kind = tag == 'i' ? KeyValue::Kind::integer : KeyValue::Kind::natural;
    return number ? std::optional<KeyValue>({kind, *number, {}}) : std::nullopt;
}

template<typename Number>
void append_number(std::string& text, char tag, Number number) {
    constexpr std::size_t most_digits = 20;
    std::array<char, most_digits> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text += tag;
    text.append(digits.data(), end);
}

void append(std::string& text, const KeyValue& value) {
    switch (value.kind) {
        case KeyValue::Kind::integer:
            append_number(text, 'i', static_cast<std::int64_t>(value.number));
            break;
        case KeyValue::Kind::natural: append_number(text, 'n', value.number); break;
        case KeyValue::Kind::bytes: text += 'x' + to_hex(value.bytes); break;
    }
}

}  // namespace

KeyValue key_value(const CellColumn& cells, std::size_t row) {
    if (!is_number(cells.form)) {
        return {.kind = KeyValue::Kind::bytes, .bytes = std::string(cells.bytes_of(row))};
    }
    const bool is_signed = cells.form == CellForm::integer || cells.form == CellForm::time;
    return {
        .kind = is_signed ? KeyValue::Kind::integer : KeyValue::Kind::natural,
        .number = cells.numbers[row]};
}

KeyTuple key_of(const RowBlock& block, std::size_t row, const std::vector<std::size_t>& columns) {
    KeyTuple key;
    key.reserve(columns.size());
    for (const std::size_t column : columns) {
        key.push_back(key_value(block.columns()[column], row));
    }
    return key;
}

std::string to_text(const KeyTuple& key) {
    std::string text;
    for (const KeyValue& value : key) {
        text += text.empty() ? "" : ",";
        append(text, value);
    }
    return text;
}

std::optional<KeyTuple> parse_key(std::string_view text) {
    KeyTuple key;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        const auto value = parse_value(text.substr(begin, comma - begin));
        if (!value) {
            return std::nullopt;
        }
        key.push_back(*value);
        begin = comma + 1;
    }
    return key;
}

}  // namespace cutover
