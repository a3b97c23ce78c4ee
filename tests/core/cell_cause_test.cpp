/// Which cause two values tell, and above all which they do not.
#include "core/cell_cause.hpp"

#include <bit>
#include <cmath>

#include <gtest/gtest.h>

namespace cutover::cell_cause_test {
namespace {

struct Value {
    bool is_null = false;
    std::uint64_t number = 0;
    std::string bytes{};
};

Value text(std::string bytes) {
    return {.bytes = std::move(bytes)};
}

Value number(std::int64_t number) {
    return {.number = static_cast<std::uint64_t>(number)};
}

Value real(double value) {
    return {.number = std::bit_cast<std::uint64_t>(value)};
}

Value single(float value) {
    return {.number = std::bit_cast<std::uint32_t>(value)};
}

Value date(unsigned month, unsigned day, unsigned hour, unsigned minute, unsigned micro = 0) {
    return {.number = pack_datetime({2024, month, day, hour, minute, 0, micro})};
}

const Value null{.is_null = true};

struct CauseCase {
    const char* name = "";
    CellForm form = CellForm::integer;
    Value source{};
    Value destination{};
    const char* expected = "";  ///< "kind detail"; "": no cause.
};

const CauseCase cases[] = {
    {"eight hours", CellForm::date, date(2, 29, 12, 0, 5), date(2, 29, 20, 0, 5),
     "time_shift +08:00"},
    {"back over midnight and a month's end", CellForm::date, date(3, 1, 1, 0), date(2, 29, 19, 30),
     "time_shift -05:30"},
    {"no zone has seven minutes", CellForm::date, date(2, 29, 12, 0), date(2, 29, 12, 7), ""},
    {"no zone is a week away", CellForm::date, date(2, 22, 12, 0), date(2, 29, 12, 0), ""},
    {"an hour and a microsecond", CellForm::date, date(2, 29, 12, 0, 5), date(2, 29, 13, 0, 6), ""},
    {"one microsecond", CellForm::date, date(2, 29, 12, 0, 7), date(2, 29, 12, 0, 8), ""},
    {"a date that no calendar has", CellForm::date, date(2, 30, 12, 0), date(2, 29, 12, 0), ""},
    {"fraction cut", CellForm::date, date(2, 29, 12, 0, 123'456), date(2, 29, 12, 0),
     "second_fraction 0 digits"},
    {"fraction cut to milliseconds", CellForm::date, date(2, 29, 12, 0, 123'456),
     date(2, 29, 12, 0, 123'000), "second_fraction 3 digits"},
    {"zero date for NULL", CellForm::date, null, number(0),
     "null_for_value a zero date in the place of NULL"},

    {"encoded twice", CellForm::text, text("caf\xC3\xA9"), text("caf\xC3\x83\xC2\xA9"),
     "double_encoding destination"},
    {"encoded twice on the source", CellForm::text, text("caf\xC3\x83\xC2\xA9"),
     text("caf\xC3\xA9"), "double_encoding source"},
    {"encoded twice, Windows' characters", CellForm::text, text("\xE2\x82\xAC"),
     text("\xC3\xA2\xE2\x80\x9A\xC2\xAC"), "double_encoding destination"},
    {"another accent", CellForm::text, text("caf\xC3\xA9"), text("caf\xC3\xA8"), ""},
    {"accent lost", CellForm::text, text("caf\xC3\xA9"), text("cafe"), ""},
    {"one sign for each character", CellForm::text, text("\xE2\x98\x83 caf\xC3\xA9"),
     text("? caf?"), "lost_characters ?"},
    {"one sign for each byte", CellForm::text, text("\xE2\x98\x83!"), text("??\?!"),
     "lost_characters ?"},
    {"a question mark for a letter", CellForm::text, text("cafe"), text("caf?"), ""},
    {"cut", CellForm::text, text("Leave with the neighbour"), text("Leave with"),
     "cut 10 characters"},
    {"cut by characters", CellForm::text, text("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"),
     text("\xC3\xA9\xC3\xA9"), "cut 2 characters"},
    {"cut at the first snow-white emoji", CellForm::text, text("hi \xF0\x9F\x98\x80 there"),
     text("hi "), "cut the first 4-byte character"},
    {"cut by TINYTEXT", CellForm::text, text(std::string(254, 'a') + "\xC3\xA9z"),
     text(std::string(254, 'a')), "cut 255 bytes"},
    {"the end is not the beginning", CellForm::text, text("abcdef"), text("cdef"), ""},
    {"nothing is left", CellForm::text, text("abc"), text(""), ""},
    {"longer is not cut", CellForm::text, text("abc"), text("abcdef"), ""},
    {"spaces lost", CellForm::text, text("abc  "), text("abc"),
     "trailing_spaces trailing spaces lost"},
    {"spaces added", CellForm::text, text(""), text(" "), "trailing_spaces trailing spaces added"},
    {"a space in front", CellForm::text, text(" abc"), text("abc"), ""},
    {"lower case", CellForm::text, text("\xC3\x89mile ABC"), text("\xC3\xA9mile abc"),
     "case_folding lower case"},
    {"upper case", CellForm::text, text("\xC3\xA9mile"), text("\xC3\x89MILE"),
     "case_folding upper case"},
    {"one letter's case", CellForm::text, text("abc"), text("Abc"), "case_folding another case"},
    {"another letter", CellForm::text, text("abc"), text("abd"), ""},
    {"zero bytes", CellForm::bytes, text(std::string("ab\0\0", 4)), text("ab"),
     "trailing_spaces trailing zero bytes lost"},
    {"bytes cut", CellForm::bytes, text("\xFF\xFE\xFD"), text("\xFF\xFE"), "cut 2 bytes"},
    {"bytes are no letters", CellForm::bytes, text("ABC"), text("abc"), ""},
    {"'' for NULL", CellForm::text, null, text(""), "null_for_value '' in the place of NULL"},
    {"NULL for ''", CellForm::text, text(""), null, "null_for_value NULL in the place of ''"},
    {"NULL for text", CellForm::text, text("abc"), null, ""},

    {"FLOAT of 6 digits", CellForm::real32, single(1.0F / 7), single(0.142857F),
     "float_through_text text of 6 digits"},
    {"a FLOAT's last bit", CellForm::real32, single(1.5F), single(std::nextafter(1.5F, 2.0F)), ""},
    {"DOUBLE of 15 digits", CellForm::real64, real(1.0 / 7), real(0.142857142857143),
     "float_through_text text of 15 digits"},
    {"a DOUBLE that was a FLOAT", CellForm::real64, real(0.1), real(static_cast<double>(0.1F)),
     "float_through_text a FLOAT"},
    {"a DOUBLE's last bit", CellForm::real64, real(1.5), real(std::nextafter(1.5, 2.0)), ""},
    {"another price", CellForm::real64, real(2.5), real(2.0), ""},
    {"sign of zero", CellForm::real64, real(0.0), real(-1.0), ""},

    {"clipped by SMALLINT", CellForm::integer, number(100'000), number(32'767), "clipped 32767"},
    {"clipped below", CellForm::integer, number(-100'000), number(-32'768), "clipped -32768"},
    {"a limit from the other side", CellForm::integer, number(5), number(127), ""},
    {"clipped, unsigned", CellForm::natural, number(70'000), number(65'535), "clipped 65535"},
    {"one less", CellForm::integer, number(100'000), number(99'999), ""},
    {"0 for NULL", CellForm::integer, null, number(0), "null_for_value 0 in the place of NULL"},
    {"1 for NULL", CellForm::integer, null, number(1), ""},
    {"unknown member", CellForm::enumeration, number(2), number(0), "unknown_member "},
    {"another member", CellForm::enumeration, number(2), number(1), ""},
};

void put(CellColumn& cells, const Value& value) {
    if (value.is_null) {
        cells.add_null();
    } else if (is_number(cells.form)) {
        cells.add_number(value.number);
    } else {
        cells.add_bytes(value.bytes);
    }
}

std::string cause_between(CellForm form, const Value& source, const Value& destination) {
    ReadColumn column{.name = "c", .form = form, .fraction_digits = 6};
    column.character_set = form == CellForm::text ? "utf8mb4" : "";
    CellColumn here{.form = form};
    CellColumn there{.form = form};
    put(here, source);
    put(there, destination);
    const auto cause = cell_cause({column, here}, {column, there});
    return cause ? std::string(to_text(cause->kind)) + " " + cause->detail : std::string();
}

TEST(CellCause, IsNamedWhereTheValuesTellIt) {
    for (const CauseCase& test : cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(cause_between(test.form, test.source, test.destination), test.expected);
    }
}

TEST(CellCause, ReadsTextInItsColumnsSet) {
    const ReadColumn latin1{.name = "c", .form = CellForm::text, .character_set = "latin1"};
    CellColumn here{.form = CellForm::text};
    CellColumn there{.form = CellForm::text};
    put(here, text("\xC9MILE"));
    put(there, text("\xE9mile"));
    const auto cause = cell_cause({latin1, here}, {latin1, there});
    ASSERT_TRUE(cause);
    EXPECT_EQ(cause->kind, CauseKind::case_folding);
}

TEST(CellCause, DefinitionsThatKeepFewerDigitsOfASecond) {
    const ReadColumn six{.name = "c", .form = CellForm::date, .fraction_digits = 6};
    const ReadColumn none{.name = "c", .form = CellForm::date, .fraction_digits = 0};
    CellColumn cells{.form = CellForm::date};
    put(cells, date(2, 29, 12, 0));
    const auto cause = cell_cause({six, cells}, {none, cells});
    ASSERT_TRUE(cause);
    EXPECT_EQ(cause->detail, "0 digits");
}

TEST(Cause, OfOneRowIsOnlyALikeness) {
    Cause cause{.kind = CauseKind::time_shift, .column = "created", .detail = "+08:00"};
    cause.rows = cause.looked_at = cause.differ = 1;
    EXPECT_EQ(headline(cause), "created: looks like time shifted by +08:00, 1 of 1 changed");
    cause.rows = 1900;
    cause.looked_at = 2000;
    cause.differ = 1'234'567;
    EXPECT_EQ(
        headline(cause),
        "created: time shifted by +08:00, 1,900 of 2,000 changed looked at (1,234,567 differ)");
}

TEST(Cause, EveryKindHasAMeaning) {
    for (const CauseKind kind : all_cause_kinds) {
        EXPECT_FALSE(meaning({.kind = kind}).empty());
        EXPECT_FALSE(in_words({.kind = kind, .detail = "x"}).empty());
    }
}

}  // namespace
}  // namespace cutover::cell_cause_test
