#include "mysql/binary_row.hpp"

#include <bit>
#include <random>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace cutover::binary_row_test {
namespace {

using Bytes = std::vector<unsigned char>;

struct DecodeCase {
    const char* name;
    CellForm form;
    WireColumn wire;
    Bytes value;
    std::uint64_t number;
    std::string bytes;
};

const std::uint64_t minus_two = ~1ULL;

/// Type numbers and layouts are those of MySQL's protocol documentation.
const DecodeCase decode_cases[] = {
    {"TINYINT", CellForm::integer, {.type = 1}, {0xFE}, minus_two, {}},
    {"TINYINT UNSIGNED", CellForm::natural, {1, true}, {0xFE}, 254, {}},
    {"SMALLINT", CellForm::integer, {.type = 2}, {0xFE, 0xFF}, minus_two, {}},
    {"YEAR", CellForm::natural, {13, true}, {0xE8, 0x07}, 2024, {}},
    {"MEDIUMINT", CellForm::integer, {.type = 9}, {0xFE, 0xFF, 0xFF, 0xFF}, minus_two, {}},
    {"INT UNSIGNED", CellForm::natural, {3, true}, {0xFF, 0xFF, 0xFF, 0xFF}, 4294967295, {}},
    {"BIGINT", CellForm::integer, {.type = 8}, Bytes(8, 0xFF), ~0ULL, {}},
    {"FLOAT", CellForm::real32, {.type = 4}, {0, 0, 0xC0, 0x3F}, 0x3FC00000, {}},
    {"FLOAT as DOUBLE", CellForm::real64, {.type = 4}, {0, 0, 0xC0, 0x3F}, 0x3FF8000000000000, {}},
    {"DOUBLE", CellForm::real64, {.type = 5}, {0, 0, 0, 0, 0, 0, 0, 0x80}, 1ULL << 63U, {}},
    {"BIT(12)", CellForm::natural, {16, true}, {2, 0x0F, 0x01}, 0xF01, {}},
    {"ENUM", CellForm::enumeration, {8, true}, {2, 0, 0, 0, 0, 0, 0, 0}, 2, {}},
    {"VARCHAR", CellForm::text, {.type = 253}, {2, 'a', 'b'}, 0, "ab"},
    {"empty BLOB", CellForm::bytes, {.type = 252}, {0}, 0, ""},
    {"length of 3 bytes", CellForm::bytes, {.type = 252}, {0xFC, 1, 0, 'x'}, 0, "x"},
    {"length of 4 bytes", CellForm::bytes, {.type = 252}, {0xFD, 1, 0, 0, 'x'}, 0, "x"},
    {"length of 9 bytes",
     CellForm::bytes,
     {.type = 252},
     {0xFE, 1, 0, 0, 0, 0, 0, 0, 0, 'x'},
     0,
     "x"},
    {"zero date", CellForm::date, {.type = 10}, {0}, 0, {}},
    {"DATE",
     CellForm::date,
     {.type = 10},
     {4, 0xE8, 0x07, 2, 29},
     pack_datetime({.year = 2024, .month = 2, .day = 29}),
     {}},
    {"DATETIME(6)",
     CellForm::date,
     {.type = 12},
     {11, 0xE8, 0x07, 0, 0, 23, 59, 58, 1, 0, 0, 0},
     pack_datetime({.year = 2024, .hour = 23, .minute = 59, .second = 58, .microsecond = 1}),
     {}},
    {"TIME of zero", CellForm::time, {.type = 11}, {0}, 0, {}},
    {"negative TIME",
     CellForm::time,
     {.type = 11},
     {12, 1, 1, 0, 0, 0, 2, 3, 4, 5, 0, 0, 0},
     0ULL - (((24ULL + 2) * 3600 + 3ULL * 60 + 4) * 1000000 + 5),
     {}},
};

Bytes packet_of(const Bytes& value) {
    Bytes packet{0, 0};  // header, bitmap of NULLs
    packet.insert(packet.end(), value.begin(), value.end());
    return packet;
}

TEST(BinaryRow, DecodesEveryTypeAndEndsWithThePacket) {
    for (const DecodeCase& test : decode_cases) {
        SCOPED_TRACE(test.name);
        BinaryRowDecoder decoder({{.name = "c", .form = test.form}}, {test.wire});
        RowBlock block({test.form});
        decoder.append(packet_of(test.value), block);
        ASSERT_EQ(block.rows(), 1U);
        const CellColumn& cells = block.columns().front();
        if (is_number(test.form)) {
            EXPECT_EQ(cells.numbers.front(), test.number);
        } else {
            EXPECT_EQ(cells.bytes_of(0), test.bytes);
        }
        for (std::size_t size = 0; size < packet_of(test.value).size(); ++size) {
            block.clear();
            const Bytes packet = packet_of(test.value);
            EXPECT_THROW(decoder.append({packet.data(), size}, block), Error) << size;
        }
        Bytes longer = packet_of(test.value);
        longer.push_back(0);
        block.clear();
        EXPECT_THROW(decoder.append(longer, block), Error);
    }
}

TEST(BinaryRow, TakesNullsFromTheBitmap) {
    const std::vector<ReadColumn> columns(9);
    const std::vector<WireColumn> wire(9, WireColumn{.type = 1});
    BinaryRowDecoder decoder(columns, wire);
    RowBlock block(std::vector<CellForm>(9, CellForm::integer));
    decoder.append(Bytes{0, 0b11111000, 0b00000111, 7}, block);
    EXPECT_EQ(block.columns()[0].numbers.front(), 7U);
    EXPECT_EQ(block.columns()[0].is_null.front(), 0);
    for (std::size_t i = 1; i < 9; ++i) {
        EXPECT_EQ(block.columns()[i].is_null.front(), 1) << i;
    }
}

struct MismatchCase {
    const char* name;
    CellForm form;
    unsigned type;
};

const MismatchCase mismatch_cases[] = {
    {"a number from text", CellForm::integer, 253}, {"text from a number", CellForm::text, 3},
    {"FLOAT from DOUBLE", CellForm::real32, 5},     {"a date from TIME", CellForm::date, 11},
    {"a number from DOUBLE", CellForm::natural, 5}, {"an unknown type", CellForm::integer, 99},
};

TEST(BinaryRow, RefusesATypeThatCannotHoldTheForm) {
    for (const MismatchCase& test : mismatch_cases) {
        SCOPED_TRACE(test.name);
        const std::vector<ReadColumn> columns{{.name = "amount", .form = test.form}};
        try {
            const BinaryRowDecoder decoder(columns, {{.type = test.type}});
            FAIL() << "accepted";
        } catch (const Error& error) {
            EXPECT_EQ(error.recovery(), Recovery::none);
            EXPECT_NE(std::string(error.what()).find("amount"), std::string::npos);
        }
    }
}

TEST(BinaryRow, SurvivesRandomPackets) {
    std::mt19937 random(20240607);
    const std::vector<ReadColumn> columns{
        {.form = CellForm::text},
        {.form = CellForm::date},
        {.form = CellForm::time},
        {.form = CellForm::natural}};
    BinaryRowDecoder decoder(columns, {{.type = 253}, {.type = 12}, {.type = 11}, {.type = 16}});
    RowBlock block(forms_of({.columns = columns}));
    std::size_t refused = 0;
    for (int i = 0; i < 50000; ++i) {
        Bytes packet(random() % 40);
        for (unsigned char& byte : packet) {
            byte = static_cast<unsigned char>(random() % 4 == 0 ? random() : random() % 13);
        }
        block.clear();
        try {
            decoder.append(packet, block);
            EXPECT_EQ(block.rows(), 1U);
        } catch (const Error&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 40000U);
}

}  // namespace
}  // namespace cutover::binary_row_test
