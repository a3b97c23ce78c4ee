#include "binlog/json_binary.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "binlog/damaged_log.hpp"
#include "core/json_canonical.hpp"
#include "tests/binlog/hex_bytes.hpp"
#include "tests/binlog/json_encoder.hpp"

namespace cutover::json_binary_test {
namespace {

namespace make = json_encoder;

std::string json_text(const std::string& bytes) {
    std::string text;
    append_json_text(view(bytes), text);
    return text;
}

bool is_json(const std::string& text) {
    JsonCanonical json;
    std::vector<char> form;
    return json.append(text, form);
}

struct ValueCase {
    const char* name;
    const char* hex;
    const char* text;
};

const ValueCase value_cases[] = {
    {"no bytes", "", "null"},
    {"null", "04 00", "null"},
    {"true", "04 01", "true"},
    {"false", "04 02", "false"},
    {"int16", "05 0080", "-32768"},
    {"uint16", "06 ffff", "65535"},
    {"int32", "07 00000080", "-2147483648"},
    {"uint32", "08 ffffffff", "4294967295"},
    {"int64", "09 0000000000000080", "-9223372036854775808"},
    {"uint64", "0a ffffffffffffffff", "18446744073709551615"},
    {"double", "0b 000000000000f83f", "1.5"},
    {"double that is whole", "0b 000000000000f03f", "1.0"},
    {"string", "0c 02 6162", "\"ab\""},
    {"empty string", "0c 00", "\"\""},
    {"length in two bytes", "0c 8200 6162", "\"ab\""},
    {"UTF-8", "0c 06 c3a9 f09f9880", "\"\u00e9\U0001F600\""},
    {"escapes", "0c 0b 22 5c 2f 08 09 0a 0c 0d 00 1f 7f",
     "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\""},
    {"empty object", "00 0000 0400", "{}"},
    {"empty array", "02 0000 0400", "[]"},
    {"empty large object", "01 00000000 08000000", "{}"},
    {"empty large array", "03 00000000 08000000", "[]"},
    {"values in the entries of a small array", "02 0400 1000 05ffff 06ffff 040100 040000",
     "[-1, 65535, true, null]"},
    {"values in the entries of a large array",
     "03 03000000 17000000 07ffffffff 08ffffffff 05ffff0000", "[-1, 4294967295, -1]"},
    {"a number that is too large for the entry", "02 0100 0b00 070700 ffffffff", "[-1]"},
    {"object", "00 0100 0d00 0b00 0100 0c0c00 61 00", R"({"a": ""})"},
    {"object in an object", "00 0100 1000 0b00 0100 000c00 61 0000 0400", "{\"a\": {}}"},
    {"large array in a small one", "02 0100 0f00 030700 00000000 08000000", "[[]]"},
    {"empty key", "00 0100 0b00 0b00 0000 040100", "{\"\": true}"},
    {"escaped key", "00 0100 0c00 0b00 0100 040200 0a", R"({"\n": false})"},
    {"bytes behind a container", "02 0000 0400 ffff", "[]"},
    {"bytes behind a scalar", "04 01 ff", "true"},
    {"bytes that an update in place left", "02 0100 0b00 0c0900 ffff 0178", "[\"x\"]"},
    {"DECIMAL", "0f f6 06 0603 807b 01c8", "123.456"},
    {"DECIMAL with trailing zeros", "0f f6 07 0b02 80000009 00", "9.00"},
    {"DECIMAL that is whole", "0f f6 03 0100 85", "5"},
    {"DECIMAL below zero", "0f f6 03 0101 7a", "-0.5"},
    {"DATE", "0f 0a 08 0000000000e48b19", "\"2012-03-18\""},
    {"DATETIME", "0f 0c 08 000000adb7e48b19", "\"2012-03-18 11:30:45.000000\""},
    {"TIMESTAMP", "0f 07 08 000000adb7e48b19", "\"2012-03-18 11:30:45.000000\""},
    {"TIME", "0f 0b 08 f1fb09ee77050000", "\"87:31:46.654321\""},
    {"TIME below zero", "0f 0b 08 ffffffffffffffff", "\"-00:00:00.000001\""},
    {"longest TIME", "0f 0b 08 000000fb6e340000", "\"838:59:59.000000\""},
    {"zero DATE", "0f 0a 08 0000000000000000", "\"0000-00-00\""},
    {"BIT", "0f 10 01 55", "\"base64:type16:VQ==\""},
    {"VARCHAR", "0f 0f 02 cafe", "\"base64:type15:yv4=\""},
    {"BLOB", "0f fc 03 cafeba", "\"base64:type252:yv66\""},
    {"VARCHAR without bytes", "0f 0f 00", "\"base64:type15:\""},
    {"text in an opaque value", "0f fd 02 6122", R"("a\"")"},
};

TEST(JsonBinary, PrintsWhatMySqlPrints) {
    for (const ValueCase& test : value_cases) {
        SCOPED_TRACE(test.name);
        const std::string text = json_text(bytes_of(test.hex));
        EXPECT_EQ(text, test.text);
        EXPECT_TRUE(is_json(text));
    }
}

TEST(JsonBinary, AppendsBehindWhatIsThere) {
    std::string text = "before ";
    append_json_text(view(bytes_of("04 01")), text);
    EXPECT_EQ(text, "before true");
}

struct DamagedCase {
    const char* name;
    const char* hex;
    const char* why;
};

const DamagedCase damaged_cases[] = {
    {"type without a value", "05", "are wanted where"},
    {"unknown type", "0d 00000000", "of type 13"},
    {"unknown literal", "04 03", "literal inside JSON is 3"},
    {"string longer than the bytes", "0c 03 6162", "are wanted where"},
    {"length without an end", "0c 808080808000", "does not end"},
    {"infinity", "0b 000000000000f07f", "infinite"},
    {"not a number", "0b 000000000000f87f", "infinite"},
    {"container larger than the bytes", "02 0000 0500", "a container inside JSON"},
    {"container smaller than its header", "02 0100 0600 040000", "a container inside JSON"},
    {"4294967295 members", "01 ffffffff 08000000", "a container inside JSON"},
    {"4294967295 members and bytes", "01 ffffffff ffffffff", "a container inside JSON"},
    {"value behind the end", "02 0100 0700 0c0800 00", "are wanted where"},
    {"value at the end", "02 0100 0700 0c0700 00", "are wanted where"},
    {"value in its own header", "02 0100 0800 0c0400 00", "a value inside JSON begins"},
    {"container in itself", "02 0100 0700 020000", "a value inside JSON begins"},
    {"nested container beyond its parent", "02 0100 0b00 020700 0000 0500 00",
     "a container inside JSON"},
    {"key in the header", "00 0100 0c00 0000 0100 040100 61", "a key inside JSON begins"},
    {"key beyond the end", "00 0100 0c00 0b00 0200 040100 61 61", "are wanted where"},
    {"keys in the wrong order", "00 0200 1400 1200 0100 1300 0100 040100 040100 62 61",
     "out of order"},
    {"longer key first", "00 0200 1500 1200 0200 1400 0100 040100 040100 6161 61", "out of order"},
    {"one key twice", "00 0200 1400 1200 0100 1300 0100 040100 040100 61 61", "out of order"},
    {"two values on the same bytes", "02 0200 0e00 0c0a00 0c0a00 03 616263", "overlap"},
    {"string that begins in another", "02 0200 0e00 0c0a00 0c0b00 03 026263", "overlap"},
    {"DATE of seven bytes", "0f 0a 07 00000000000000", "are wanted where"},
    {"DATE of nine bytes", "0f 0a 09 000000000000000000", "left over"},
    {"DATE below zero", "0f 0a 08 ffffffffffffffff", "none that the server knows"},
    {"year 10000", "0f 0a 08 0000000000008cfb", "none that the server knows"},
    {"minute 60", "0f 0b 08 000000000f000000", "no clock shows"},
    {"a million microseconds", "0f 0b 08 40420f0000000000", "no clock shows"},
    {"hour 839", "0f 0b 08 0000000070340000", "no clock shows"},
    {"lowest TIME of 64 bits", "0f 0b 08 0000000000000080", "no clock shows"},
    {"hour 24", "0f 0c 08 0000000080e58b19", "no clock shows"},
    {"DECIMAL without a scale", "0f f6 01 01", "are wanted where"},
    {"DECIMAL that is too short", "0f f6 02 0100", "are wanted where"},
    {"DECIMAL that is too long", "0f f6 04 0100 8500", "left over"},
    {"DECIMAL of no digits", "0f f6 02 0000", "does not exist"},
    {"opaque value without a type", "0f", "are wanted where"},
    {"opaque value without a length", "0f 0f", "are wanted where"},
};

/// What it says about bytes that it refuses.
std::string refusal(const std::string& bytes) {
    try {
        return "takes " + json_text(bytes);
    } catch (const DamagedLog& damaged) {
        return damaged.what();
    }
}

TEST(JsonBinary, RefusesWhatNoServerWrites) {
    for (const DamagedCase& test : damaged_cases) {
        SCOPED_TRACE(test.name);
        const std::string said = refusal(bytes_of(test.hex));
        EXPECT_NE(said.find(test.why), std::string::npos) << said;
    }
}

/// A DamagedLog or JSON, whatever the bytes.
void expect_an_answer(const std::string& bytes) {
    try {
        EXPECT_TRUE(is_json(json_text(bytes))) << to_hex(bytes);
    } catch (const DamagedLog&) {
        SUCCEED();
    }
}

TEST(JsonBinary, AnswersForEveryPrefixAndEveryChangedByte) {
    for (const ValueCase& test : value_cases) {
        SCOPED_TRACE(test.name);
        const std::string bytes = bytes_of(test.hex);
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            expect_an_answer(bytes.substr(0, at));
            for (const unsigned change : {1U, 2U, 4U, 8U, 16U, 32U, 64U, 128U, 255U}) {
                std::string changed = bytes;
                changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ change);
                expect_an_answer(changed);
            }
        }
    }
}

/// Arrays, each of which names the next one twice: 2^levels values.
std::string doubling(std::size_t levels) {
    std::string bytes = make::array({}).bytes;
    for (; levels > 0; --levels) {
        std::string outer = make::little_endian(2, 2);
        outer += make::little_endian(10 + bytes.size(), 2);
        outer += bytes_of("02 0a00 02 0a00");
        outer += bytes;
        bytes = std::move(outer);
    }
    return bytes_of("02") + bytes;
}

/// A large array of `count` strings that are all the same bytes.
std::string repeating(std::size_t count, std::size_t length) {
    const std::size_t header = 8 + 5 * count;
    const std::string string = make::string(std::string(length, 'x'), "").bytes;
    std::string bytes = make::little_endian(count, 4);
    bytes += make::little_endian(header + string.size(), 4);
    for (std::size_t i = 0; i < count; ++i) {
        bytes += bytes_of("0c") + make::little_endian(header, 4);
    }
    return bytes_of("03") + bytes + string;
}

TEST(JsonBinary, RefusesBytesThatAreReadTwiceBeforeTheyMultiply) {
    EXPECT_EQ(json_text(doubling(0)), "[]");
    EXPECT_EQ(json_text(repeating(1, 3)), "[\"xxx\"]");
    for (const std::string& bytes : {doubling(1), doubling(99), repeating(20'000, 100'000)}) {
        std::string text;
        EXPECT_THROW(append_json_text(view(bytes), text), DamagedLog);
        EXPECT_LE(text.size(), 8 * bytes.size());
    }
}

TEST(JsonBinary, BoundsTheDepthAsTheServerDoes) {
    const auto nested = [](std::size_t depth) {
        make::Value value = make::integer(5, 1);
        for (std::size_t i = 0; i < depth; ++i) {
            value = make::container(i % 2 == 0, false, {{"a", value}});
        }
        return value;
    };
    EXPECT_EQ(json_text(nested(100).document()), nested(100).text);
    EXPECT_THROW(json_text(nested(101).document()), DamagedLog);
}

struct Base64Case {
    std::size_t size;
    std::size_t line_feeds;
};

TEST(JsonBinary, BreaksBase64IntoLines) {
    for (const Base64Case test : {Base64Case{56, 0}, {57, 0}, {58, 1}, {114, 1}, {115, 2}}) {
        const std::string text =
            json_text(make::opaque(252, std::string(test.size, '\0'), "").document());
        std::string expected = "\"base64:type252:";
        for (std::size_t i = 0; i < (test.size + 2) / 3 * 4; ++i) {
            expected += i > 0 && i % 76 == 0 ? "\\nA" : "A";
        }
        const std::size_t pads = (3 - test.size % 3) % 3;
        expected.replace(expected.size() - pads, pads, pads, '=');
        EXPECT_EQ(text, expected + '"') << test.size;
        EXPECT_EQ(std::count(text.begin(), text.end(), '\\'), test.line_feeds);
    }
}

class RandomValues {
  public:
    make::Value value(unsigned depth) {
        const unsigned kind = below(depth == 0 ? 6 : 8);
        switch (kind) {
            case 0: return make::null();
            case 1: return make::boolean(below(2) == 0);
            case 2: return make::integer(5, static_cast<std::int16_t>(random_()));
            case 3: return make::integer(7 + 2 * below(2), static_cast<std::int32_t>(random_()));
            case 4: return string();
            case 5: return real(below(1000));
            default: return container(kind == 6, depth - 1);
        }
    }

  private:
    unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }

    static make::Value real(unsigned whole) {
        return make::real(whole + 0.5, std::to_string(whole) + ".5");
    }

    make::Value string() {
        std::string bytes;
        for (unsigned i = below(200); i > 0; --i) {
            bytes += static_cast<char>(below(0x80));
        }
        return make::string(bytes, nlohmann::json(bytes).dump());
    }

    make::Value container(bool is_object, unsigned depth) {
        make::Members members;
        for (unsigned i = below(6); i > 0; --i) {
            members.emplace_back(std::string(below(3), 'k') + std::to_string(i), value(depth));
        }
        const bool is_large = below(3) == 0;
        return make::container(is_object, is_large, std::move(members));
    }

    std::mt19937_64 random_{20240229};
};

TEST(JsonBinary, ReadsRandomValuesBack) {
    RandomValues values;
    for (int i = 0; i < 2000; ++i) {
        const make::Value value = values.value(4);
        const std::string document = value.document();
        ASSERT_EQ(json_text(document), value.text) << to_hex(document);
    }
}

}  // namespace
}  // namespace cutover::json_binary_test
