#include "binlog/json_diff.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "binlog/damaged_log.hpp"
#include "tests/binlog/hex_bytes.hpp"
#include "tests/binlog/json_encoder.hpp"

namespace cutover::json_diff_test {
namespace {

namespace make = json_encoder;

std::string shown(const JsonDiff& diff) {
    static constexpr const char* names[] = {"replace", "insert", "remove"};
    const std::string value = diff.value.empty() ? "" : " " + diff.value;
    return names[static_cast<unsigned>(diff.operation)] + (" " + diff.path) + value;
}

std::string diffs(const std::string& bytes) {
    ByteReader reader(view(bytes));
    std::string text;
    for (const JsonDiff& diff : read_json_diffs(reader)) {
        text += (text.empty() ? "" : "; ") + shown(diff);
    }
    reader.expect_end();
    return text;
}

struct DiffCase {
    const char* name;
    const char* hex;
    const char* text;
};

const DiffCase diff_cases[] = {
    {"none", "00000000", ""},
    {"replace", "0b000000 00 05 242e616765 03 051a00", "replace $.age 26"},
    {"insert", "0a000000 01 04 245b305d 03 0c0161", "insert $[0] \"a\""},
    {"remove", "05000000 02 03 242e61", "remove $.a"},
    {"quoted name", "09000000 02 07 242e2261206222", "remove $.\"a b\""},
    {"several", "0f000000 02 03 242e61 00 02 2441 02 0401 02 01 24",
     "remove $.a; replace $A true; remove $"},
    {"value without bytes", "04000000 00 01 24 00", "replace $ null"},
    {"long form of a length", "07000000 02 fc0300 242e61", "remove $.a"},
};

TEST(JsonDiff, ReadsWhatTheServerWrites) {
    for (const DiffCase& test : diff_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(diffs(bytes_of(test.hex)), test.text);
    }
}

const DiffCase damaged_cases[] = {
    {"no length", "000000", ""},
    {"length beyond the end", "06000000 02 03 242e61", ""},
    {"length short of the end", "04000000 02 03 242e61", ""},
    {"unknown operation", "03000000 03 01 24", ""},
    {"operation alone", "01000000 00", ""},
    {"no path", "02000000 02 00", ""},
    {"path without $", "03000000 02 01 61", ""},
    {"path beyond the end", "03000000 02 02 24", ""},
    {"NULL for a path", "02000000 02 fb", ""},
    {"no value", "03000000 00 01 24", ""},
    {"value beyond the end", "06000000 00 01 24 03 0401", ""},
    {"damaged value", "06000000 00 01 24 02 0403", ""},
    {"length of 2^64-1", "0a000000 02 feffffffffffffffff", ""},
};

TEST(JsonDiff, RefusesWhatNoServerWrites) {
    for (const DiffCase& test : damaged_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_THROW(diffs(bytes_of(test.hex)), DamagedLog);
    }
}

TEST(JsonDiff, EveryPrefixOfAValidOneIsRefused) {
    for (const DiffCase& test : diff_cases) {
        SCOPED_TRACE(test.name);
        const std::string bytes = bytes_of(test.hex);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            EXPECT_THROW(diffs(bytes.substr(0, size)), DamagedLog) << size;
        }
    }
}

TEST(JsonDiff, LeavesWhatIsBehindIt) {
    const std::string bytes = bytes_of("05000000 02 03 242e61 ff");
    ByteReader reader(view(bytes));
    EXPECT_EQ(read_json_diffs(reader).size(), 1U);
    EXPECT_EQ(reader.left(), 1U);
}

TEST(JsonDiff, ReadsLongPathsAndValues) {
    const std::string path = "$.\"" + std::string(300, 'k') + '"';
    const std::string text = '"' + std::string(70'000, 'v') + '"';
    const std::string value = make::string(text.substr(1, 70'000), text).document();
    const std::string diff = bytes_of("00 fc") + make::little_endian(path.size(), 2) + path +
                             bytes_of("fd") + make::little_endian(value.size(), 3) + value;
    EXPECT_EQ(diffs(make::little_endian(diff.size(), 4) + diff), "replace " + path + " " + text);
}

}  // namespace
}  // namespace cutover::json_diff_test
