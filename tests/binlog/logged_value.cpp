#include "tests/binlog/logged_value.hpp"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/cell_text.hpp"
#include "core/hex.hpp"
#include "core/json_canonical.hpp"

namespace cutover {
namespace {

using nlohmann::json;

std::string canonical(std::string_view text) {
    std::vector<char> form;
    return JsonCanonical().append(text, form) ? std::string(form.begin(), form.end()) : "broken";
}

std::string hex_of(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return text;
}

/// Seconds since 1970 with the column's fraction digits, from a date in UTC.
std::string epoch_text(std::uint64_t packed, unsigned digits) {
    const DateTimeFields fields = unpack_datetime(packed);
    std::tm time{};
    time.tm_year = static_cast<int>(fields.year) - 1900;
    time.tm_mon = static_cast<int>(fields.month) - 1;
    time.tm_mday = static_cast<int>(fields.day);
    time.tm_hour = static_cast<int>(fields.hour);
    time.tm_min = static_cast<int>(fields.minute);
    time.tm_sec = static_cast<int>(fields.second);
    const auto seconds = packed == 0 ? 0 : ::timegm(&time);
    const std::string fraction = fmt::format("{:06}", fields.microsecond).substr(0, digits);
    return fmt::format("{}{}{}", seconds, digits == 0 ? "" : ".", fraction);
}

json vector_of(std::string_view bytes) {
    json numbers = json::array();
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
        float number = 0;
        std::memcpy(&number, bytes.data() + at, sizeof number);
        numbers.push_back(static_cast<double>(number));
    }
    return numbers;
}

json bytes_value(const json& expected, const LogColumn& logged, std::string_view bytes) {
    if (logged.type == LogType::vector) {
        return {{"vector", vector_of(bytes)}};
    }
    for (const char* const key : {"hex", "geometry_hex"}) {
        if (expected.contains(key)) {
            return {{key, hex_of(bytes)}};
        }
    }
    if (expected.contains("mariadb_compressed")) {
        const json& content = expected.at("mariadb_compressed");
        return {
            {"mariadb_compressed",
             content.is_string() ? json(std::string(bytes)) : json{{"hex", hex_of(bytes)}}}};
    }
    return std::string(bytes);
}

bool same_real(const json& expected, const CellColumn& cells, std::uint64_t bits) {
    const std::string text = expected.get<std::string>();
    return cells.form == CellForm::real32
               ? std::bit_cast<std::uint32_t>(std::strtof(text.c_str(), nullptr)) == bits
               : std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)) == bits;
}

json number_value(
    const json& expected, const LogColumn& logged, const CellColumn& cells, std::uint64_t number) {
    if (expected.contains("bits")) {
        const std::string digits = expected.at("bits").get<std::string>();
        return {{"bits", fmt::format("{:0{}x}", number, digits.size())}};
    }
    if (expected.contains("enum")) {
        return {{"enum", number}};
    }
    if (expected.contains("set")) {
        return {{"set", number}};
    }
    ReadColumn column;
    column.form = cells.form;
    column.fraction_digits = logged.meta;
    column.is_date_only = logged.type == LogType::date;
    if (expected.contains("epoch")) {
        return {{"epoch", epoch_text(number, column.fraction_digits)}};
    }
    if (logged.type == LogType::year) {
        return fmt::format("{:04}", number);
    }
    const std::string text = number_text(column, number);
    if (expected.contains("signed")) {
        return {{"signed", text}, {"unsigned", expected.at("unsigned")}};
    }
    return text;
}

}  // namespace

std::string difference_from(
    const json& expected, const LogColumn& logged, const CellColumn& cells, std::size_t row) {
    json found;
    if (cells.is_null[row] != 0) {
        found = nullptr;
    } else if (cells.form == CellForm::json) {
        const std::string text(cells.bytes_of(row));
        const std::string wanted = expected.value("json", "");
        found = canonical(text) == canonical(wanted) ? expected : json{{"json", text}};
    } else if (cells.form == CellForm::real32 || cells.form == CellForm::real64) {
        found = same_real(expected, cells, cells.numbers[row]) ? expected : json("another number");
    } else if (is_number(cells.form)) {
        found = number_value(expected, logged, cells, cells.numbers[row]);
    } else {
        found = bytes_value(expected, logged, cells.bytes_of(row));
    }
    return found == expected
               ? ""
               : fmt::format(
                     "{} instead of {}", found.dump(-1, ' ', false, json::error_handler_t::replace),
                     expected.dump());
}

}  // namespace cutover
