#include "core/value_text.hpp"

#include <array>
#include <bit>
#include <charconv>

#include "core/insert_statement.hpp"

namespace cutover {
namespace {

/// A double as a literal that is parsed as a double: without an exponent it would be a DECIMAL.
void append_real(std::string& text, double value) {
    std::array<char, 32> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    const std::string_view shortest{
        digits.data(), static_cast<std::size_t>(written.ptr - digits.data())};
    text += shortest;
    if (shortest.find('e') == std::string_view::npos) {
        text += "e0";
    }
}

template<typename Integer>
void append_integer(std::string& text, Integer number) {
    std::array<char, 24> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    text.append(digits.data(), written.ptr);
}

void append_padded(std::string& text, std::uint64_t number, std::size_t width) {
    const std::size_t end = text.size() + width;
    text.resize(end, '0');
    for (std::size_t at = end; number != 0; number /= 10) {
        text[--at] = static_cast<char>('0' + number % 10);
    }
}

void append_fraction(std::string& text, std::uint64_t microseconds) {
    if (microseconds != 0) {
        text += '.';
        append_padded(text, microseconds, 6);
    }
}

void append_time_of_day(
    std::string& text, std::uint64_t hour, std::uint64_t minute, std::uint64_t second) {
    append_padded(text, hour, hour > 99 ? 3 : 2);
    text += ':';
    append_padded(text, minute, 2);
    text += ':';
    append_padded(text, second, 2);
}

void append_date(std::string& text, std::uint64_t packed, bool is_date_only) {
    const DateTimeFields fields = unpack_datetime(packed);
    append_padded(text, fields.year, 4);
    text += '-';
    append_padded(text, fields.month, 2);
    text += '-';
    append_padded(text, fields.day, 2);
    if (!is_date_only) {
        text += ' ';
        append_time_of_day(text, fields.hour, fields.minute, fields.second);
        append_fraction(text, fields.microsecond);
    }
}

void append_time(std::string& text, std::uint64_t number) {
    const bool negative = static_cast<std::int64_t>(number) < 0;
    const std::uint64_t microseconds = negative ? 0 - number : number;
    const std::uint64_t seconds = microseconds / 1'000'000;
    text += negative ? "-" : "";
    append_time_of_day(text, seconds / 3600, seconds / 60 % 60, seconds % 60);
    append_fraction(text, microseconds % 1'000'000);
}

/// Copies in runs: most text has nothing to escape.
template<typename Escape>
void append_escaped(std::string& text, std::string_view bytes, Escape escape) {
    std::size_t run = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char letter = escape(bytes[i]);
        if (letter != 0) {
            text.append(bytes, run, i - run);
            text += '\\';
            text += letter;
            run = i + 1;
        }
    }
    text.append(bytes, run, bytes.size() - run);
}

char load_escape(char c) {
    switch (c) {
        case '\t': return 't';
        case '\n': return 'n';
        case '\\': return '\\';
        case '\0': return '0';
        default: return 0;
    }
}

char literal_escape(char c) {
    switch (c) {
        case '\'': return '\'';
        case '\\': return '\\';
        case '\0': return '0';
        default: return 0;
    }
}

bool is_date_only(const WriteColumn& column) {
    return column.data_type == "date";
}

}  // namespace

void append_number(std::string& text, CellForm form, std::uint64_t number, bool is_date_only) {
    switch (form) {
        case CellForm::integer: append_integer(text, static_cast<std::int64_t>(number)); return;
        case CellForm::real32:
            append_real(text, double{std::bit_cast<float>(static_cast<std::uint32_t>(number))});
            return;
        case CellForm::real64: append_real(text, std::bit_cast<double>(number)); return;
        case CellForm::date: append_date(text, number, is_date_only); return;
        case CellForm::time: append_time(text, number); return;
        default: append_integer(text, number); return;
    }
}

void append_load_value(
    std::string& text, const WriteColumn& column, const CellColumn& cells, std::size_t row) {
    if (cells.is_null[row] != 0) {
        text += "\\N";
    } else if (is_number(cells.form)) {
        append_number(text, cells.form, cells.numbers[row], is_date_only(column));
    } else {
        append_load_bytes(text, cells.bytes_of(row));
    }
}

void append_load_bytes(std::string& text, std::string_view piece) {
    append_escaped(text, piece, load_escape);
}

void append_literal(
    std::string& text, const WriteColumn& column, const CellColumn& cells, std::size_t row) {
    if (cells.is_null[row] != 0) {
        text += "NULL";
        return;
    }
    const bool is_temporal = cells.form == CellForm::date || cells.form == CellForm::time;
    const std::string expression = value_expression(column);
    const std::size_t place = expression.find('?');
    text.append(expression, 0, place);
    if (is_temporal) {
        text += '\'';
        append_number(text, cells.form, cells.numbers[row], is_date_only(column));
        text += '\'';
    } else if (is_number(cells.form)) {
        append_number(text, cells.form, cells.numbers[row], false);
    } else if (cells.form == CellForm::decimal) {
        text += cells.bytes_of(row);
    } else {
        text += "_binary'";
        append_escaped(text, cells.bytes_of(row), literal_escape);
        text += '\'';
    }
    text.append(expression, place + 1, std::string::npos);
}

}  // namespace cutover
