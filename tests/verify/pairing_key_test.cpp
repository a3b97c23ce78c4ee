/// Tables whose unique keys take NULL, or cover only the beginning of a value: a row that changed
/// is told with its columns wherever such a key says which one it was, and as missing and extra
/// else.
#include "verify/pairing_key.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/two_servers.hpp"
#include "verify/row_compare.hpp"

namespace cutover::test::pairing_key_test {
namespace {

KeyDefinition unique_key(const std::string& name, std::vector<KeyPart> parts) {
    return {.name = name, .type = "BTREE", .unique = true, .parts = std::move(parts)};
}

/// shop.t(a varchar, b varchar, v bigint) with these keys and ten rows of `aaN tail`, `bN`, N.
struct Keyed : TwoServers {
    explicit Keyed(std::vector<KeyDefinition> keys) {
        TableDefinition definition =
            define_table({"shop", "t"}, {"a varchar", "b varchar", "v bigint"}, 0);
        definition.keys = std::move(keys);
        std::vector<MemoryRow> rows;
        for (std::uint64_t n = 0; n < 10; ++n) {
            const std::string digit = std::to_string(n);
            rows.push_back(
                {text_cell("aa" + digit + " tail"), text_cell("b" + digit), number_cell(n)});
        }
        add(definition, rows);
    }

    /// What is found, in one order.
    std::string found() {
        const VerifyReport report = run();
        EXPECT_EQ(report.discrepancy_count, report.discrepancies.size());
        return describe(report.discrepancies);
    }
};

TEST(PairingKey, TellsTheColumnsOfARowThatChanged) {
    Keyed servers({unique_key("a", {{"a", 3}})});
    servers.rows_there().at(3).at(2) = number_cell(77);
    EXPECT_EQ(servers.found(), "changed aa3 tail v");
    servers.rows_there().at(3).at(0) = text_cell("aa3 tale");  // behind what the key covers
    EXPECT_EQ(servers.found(), "changed aa3 tail a v");
    servers.rows_there().at(3).at(0) = text_cell("aA3 tail");
    EXPECT_EQ(servers.found(), "missing aa3 tail b3 3; extra aA3 tail b3 77");
}

TEST(PairingKey, PairsNoRowsByANull) {
    Keyed servers({unique_key("b", {{"b", 0}})});
    servers.rows_here().at(4).at(1) = null_cell();
    servers.rows_there().at(4).at(1) = null_cell();
    servers.rows_there().at(4).at(2) = number_cell(77);
    servers.rows_there().at(5).at(2) = number_cell(78);
    EXPECT_EQ(servers.found(), "missing aa4 tail NULL 4; changed b5 v; extra aa4 tail NULL 77");
}

TEST(PairingKey, IsOneThatBothSidesHave) {
    Keyed servers({unique_key("a", {{"a", 3}})});
    auto& there = servers.destination.table({"shop", "t"}).definition.keys;
    servers.rows_there().at(3).at(2) = number_cell(77);
    const std::string as_two_rows = "missing aa3 tail b3 3; extra aa3 tail b3 77";
    there = {unique_key("a", {{"a", 2}})};
    EXPECT_EQ(servers.found(), as_two_rows);
    there = {unique_key("a", {{"a", 3}, {"b", 0}})};
    EXPECT_EQ(servers.found(), as_two_rows);
    there.at(0) = unique_key("a", {{"a", 3}});
    there.at(0).unique = false;
    EXPECT_EQ(servers.found(), as_two_rows);
    there = {unique_key("other", {{"v", 0}}), unique_key("another_name", {{"a", 3}})};
    EXPECT_EQ(servers.found(), "changed aa3 tail v");
}

/// Of two keys the one is taken that finds every row.
TEST(PairingKey, IsOneWithoutNullWhereThereIsOne) {
    Keyed servers({unique_key("b", {{"b", 0}}), unique_key("a", {{"a", 3}})});
    for (MemoryDatabase* const side : {&servers.source, &servers.destination}) {
        side->table({"shop", "t"}).definition.columns.at(0).nullable = false;
        side->table({"shop", "t"}).rows.at(4).at(1) = null_cell();
    }
    servers.rows_there().at(4).at(2) = number_cell(77);
    EXPECT_EQ(servers.found(), "changed aa4 tail v");
}

/// What such a rule may forgive is looked for among all rows that have the rest in common.
TEST(PairingKey, IsNotTakenWhereRowsAreForgiven) {
    TwoServers servers;
    servers.add_plain(5, 0);
    for (MemoryDatabase* const side : {&servers.source, &servers.destination}) {
        side->table({"shop", "t"}).definition.keys = {unique_key("id", {{"id", 0}})};
    }
    servers.rows_there().at(1).at(1) = text_cell("other");
    EXPECT_EQ(describe(servers.run().discrepancies), "changed 2 name");
    servers.request.floats = {.mode = FloatRule::Mode::ulp, .ulps = 1};
    EXPECT_EQ(describe(servers.run().discrepancies), "missing 2 name2 0.5; extra 2 other 0.5");
}

/// As for keys that tables are cut by: the counts are the same however little memory there is.
TEST(PairingKey, CountsAllThatChangedInLittleMemory) {
    TwoServers servers;
    servers.add_plain(150, 0);
    for (std::size_t i = 0; i < 150; i += 3) {
        servers.rows_there()[i].at(1) = text_cell("changed");
    }
    servers.rows_there().resize(120);
    servers.run();
    const auto here = servers.source.snapshot(1, {});
    const auto copy = servers.destination.snapshot(1, {});
    Pace pace(0, 0, real_clock());
    TablePair pair = pair_table(
        servers.request.plan.tables.at(0), &servers.destination.table({"shop", "t"}).definition,
        {});
    pair.pairing = {{.column = 0}};
    for (const std::size_t rows_held : {10U, 100U, 100'000U}) {
        LanePair lanes{{here->lane(0), pace}, {copy->lane(0), pace}};
        const Narrowed found =
            narrow(pair, lanes, {{Chunk{}}, 270}, {.listed = 20, .rows_held = rows_held});
        EXPECT_EQ(found.missing, 30U);
        EXPECT_EQ(found.changed, 40U);
        EXPECT_EQ(found.extra, 0U);
        EXPECT_EQ(found.listed.size(), 20U);
    }
}

struct CoveredCase {
    const char* character_set;  ///< "": a binary column.
    bool as_utf8mb4;
    const char* value;
    const char* covered;  ///< By a prefix of 2.
};

const CoveredCase covered_cases[] = {
    {"utf8mb4", false, "k\xC3\xA9y", "k\xC3\xA9"},
    {"utf8mb3", false, "\xC3\xA9", "\xC3\xA9"},
    {"utf8mb4", false, "", ""},
    {"utf8mb4", false, "\xF0\x9F\x98\x80\xF0\x9F\x98\x80!", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80"},
    {"latin1", false, "k\xE9y", "k\xE9"},
    {"latin1", true, "k\xC3\xA9y", "k\xC3\xA9"},
    {"gbk", true, "k\xC3\xA9y", "k\xC3\xA9"},
    {"gbk", false, "\x81\x40\x81\x40y", "\x81\x40\x81\x40y"},
    {"", false, "k\xC3\xA9y", "k\xC3"},
};

TEST(PairingKey, CoversCharactersOfTextAndBytesOfTheRest) {
    for (const CoveredCase& test : covered_cases) {
        SCOPED_TRACE(std::string(test.character_set) + " " + test.value);
        const std::string set = test.character_set;
        const ReadColumn column{
            .form = set.empty() ? CellForm::bytes : CellForm::text,
            .as_utf8mb4 = test.as_utf8mb4,
            .character_set = set};
        EXPECT_EQ(covered_by_key({.prefix_length = 2}, column, test.value), test.covered);
        EXPECT_EQ(covered_by_key({}, column, test.value), test.value);
    }
}

}  // namespace
}  // namespace cutover::test::pairing_key_test
