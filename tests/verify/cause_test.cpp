/// Damages that have a cause, each of a whole table, and the cause that is named; and damages that
/// have none, or look like one.
#include "core/cause.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "tests/fakes/two_servers.hpp"

namespace cutover::test::cause_test {
namespace {

std::uint64_t at_hour(unsigned hour) {
    return pack_datetime({2024, 2, 28, hour, 30, 0, 7});
}

/// Ids 1 to 12 in shop.t; flag, first, second, made and note have no value twice.
void add_orders(TwoServers& servers, std::size_t key_columns = 1) {
    std::vector<MemoryRow> rows;
    for (std::uint64_t id = 1; id <= 12; ++id) {
        rows.push_back(
            {number_cell(id), number_cell(id % 2), text_cell("first " + std::to_string(id)),
             text_cell("second " + std::to_string(id)), number_cell(at_hour(unsigned(id))),
             real_cell(static_cast<double>(id) / 7)});
    }
    TableDefinition table = define_table(
        {"shop", "t"},
        {"id bigint", "flag int", "first varchar", "second varchar", "made datetime",
         "rate double"},
        key_columns);
    table.columns.at(4).fraction_digits = 6;
    servers.add(table, rows);
}

/// "made: time shifted by +08:00, 12 of 12 changed; ...".
std::string headlines(const VerifyReport& report) {
    std::string text;
    for (const Cause& cause : report.causes) {
        text += (text.empty() ? "" : "; ") + headline(cause);
    }
    return text;
}

using Rows = std::vector<MemoryRow>;

struct DamagedTable {
    const char* name;
    std::function<void(Rows&)> damage;  ///< Of the destination's rows.
    const char* expected;
};

void shift(MemoryRow& row) {
    row.at(4) = number_cell(row.at(4).number + (8ULL << 32U));
}

const DamagedTable damages[] = {
    {"all shifted",
     [](Rows& rows) {
         for (MemoryRow& row : rows) {
             shift(row);
         }
     },
     "made: time shifted by +08:00, 12 of 12 changed"},
    {"one shifted", [](Rows& rows) { shift(rows[3]); },
     "made: looks like time shifted by +08:00, 1 of 1 changed"},
    {"shifted and cut",
     [](Rows& rows) {
         for (std::size_t i = 0; i < 4; ++i) {
             shift(rows[i]);
             rows[i][2].bytes.resize(5);
         }
     },
     "first: cut at 5 characters, 4 of 4 changed; made: time shifted by +08:00, 4 of 4 changed"},
    {"a cause and none",
     [](Rows& rows) {
         shift(rows[0]);
         shift(rows[1]);
         rows[1][1] = number_cell(7);
         rows[2][2] = text_cell("other");
     },
     "made: time shifted by +08:00, 2 of 3 changed; no cause known, 2 of 3 changed"},
    {"swapped rows",
     [](Rows& rows) {
         for (const std::size_t column : {1U, 2U, 3U, 4U, 5U}) {
             std::swap(rows[1][column], rows[10][column]);
         }
     },
     "values exchanged between two rows, 2 of 2 changed"},
    {"turned flags are no swap",
     [](Rows& rows) {
         rows[0][1] = number_cell(0);
         rows[1][1] = number_cell(1);
     },
     "no cause known, 2 of 2 changed"},
    {"three rows in a ring are no pair",
     [](Rows& rows) {
         std::swap(rows[0][2], rows[1][2]);
         std::swap(rows[1][2], rows[2][2]);
     },
     "no cause known, 3 of 3 changed"},
    {"swapped columns",
     [](Rows& rows) {
         std::swap(rows[1][2], rows[1][3]);
         std::swap(rows[7][2], rows[7][3]);
     },
     "first: values exchanged with column second, 2 of 2 changed"},
    {"cut at lengths without a pattern",
     [](Rows& rows) {
         for (std::size_t i = 0; i < 5; ++i) {
             rows[i][2].bytes.resize(1 + i);
         }
     },
     "no cause known, 5 of 5 changed"},
    {"tail", [](Rows& rows) { rows.resize(6); },
     "the tail is missing: every row after id = 6, 6 of 6 missing"},
    {"tail from a chunk's edge", [](Rows& rows) { rows.resize(8); },
     "the tail is missing: every row after id = 8, 4 of 4 missing"},
    {"the last row", [](Rows& rows) { rows.pop_back(); },
     "the tail is missing: every row after id = 11, 1 of 1 missing"},
    {"a tail with a row in it", [](Rows& rows) { rows.erase(rows.begin() + 6, rows.begin() + 11); },
     "no cause known, 5 of 5 missing"},
    {"the first row", [](Rows& rows) { rows.erase(rows.begin()); },
     "no cause known, 1 of 1 missing"},
    {"a tail and a hole",
     [](Rows& rows) {
         rows.resize(8);
         rows.erase(rows.begin() + 1);
     },
     "no cause known, 5 of 5 missing"},
    {"nothing", [](Rows& rows) { rows.clear(); },
     "nothing arrived: the destination's table is empty, 12 of 12 missing"},
    {"another writer",
     [](Rows& rows) {
         rows.push_back(rows[0]);
         rows.back()[0] = number_cell(700);
     },
     "rows that the source does not have, 1 of 1 extra"},
};

TEST(Causes, OfDamagedTablesAreNamed) {
    for (const DamagedTable& test : damages) {
        SCOPED_TRACE(test.name);
        TwoServers servers;
        add_orders(servers);
        test.damage(servers.rows_there());
        const VerifyReport report = servers.run();
        EXPECT_EQ(headlines(report), test.expected);
        std::size_t on_record = 0;
        for (const EvidenceRecord& record : servers.evidence.records) {
            on_record += std::holds_alternative<CauseFound>(record.entry) ? 1U : 0U;
        }
        EXPECT_EQ(on_record, report.causes.size());
    }
}

/// However many are listed, and however the table is cut.
TEST(Causes, DoNotDependOnTheList) {
    for (const std::uint64_t listed : {0U, 1U, 1000U}) {
        TwoServers servers;
        add_orders(servers);
        for (MemoryRow& row : servers.rows_there()) {
            shift(row);
        }
        servers.request.max_discrepancies = listed;
        servers.chunk_rows = listed == 1 ? 100 : 4;
        EXPECT_EQ(headlines(servers.run()), "made: time shifted by +08:00, 12 of 12 changed");
    }
}

TEST(Causes, SayHowManyRowsWereLookedAt) {
    TwoServers servers;
    servers.add_plain(10'500);
    for (MemoryRow& row : servers.rows_there()) {
        row.at(1).bytes += ' ';
    }
    servers.chunk_rows = 3000;
    const VerifyReport report = servers.run();
    ASSERT_EQ(report.causes.size(), 1U);
    const Cause& cause = report.causes.front();
    EXPECT_EQ(cause.differ, 10'500U);
    EXPECT_EQ(cause.rows, cause.looked_at);
    EXPECT_GE(cause.looked_at, 5'000U);
    EXPECT_LE(cause.looked_at, 10'000U);
    EXPECT_EQ(cause.examples.size(), 5U);
}

TEST(Causes, RowsThatTheFilterKeepsOut) {
    TwoServers servers;
    add_orders(servers);
    servers.request.max_discrepancies = 1;
    servers.source.table({"shop", "t"}).wheres["flag = 1"] = [](const MemoryRow& row) {
        return row.at(1).number == 1;
    };
    servers.rows_there().push_back(servers.rows_there().at(0));
    servers.rows_there().back().at(0) = number_cell(99);
    servers.where = "flag = 1";
    const VerifyReport report = servers.run();
    EXPECT_EQ(
        headlines(report),
        "rows that the task's filter keeps out: flag = 1, 6 of 7 extra; "
        "rows that the source does not have, 1 of 7 extra");
    EXPECT_EQ(report.causes.at(0).examples.at(0).at(0).value, "2");
    EXPECT_EQ(report.causes.at(1).examples.at(0).at(0).value, "99");
}

TEST(Causes, WithoutAKeyAChangedRowIsNobodysRow) {
    TwoServers servers;
    add_orders(servers, 0);
    servers.rows_there().at(3).at(2) = text_cell("other");
    EXPECT_EQ(
        headlines(servers.run()), "no cause known, 1 of 1 missing; no cause known, 1 of 1 extra");
}

}  // namespace
}  // namespace cutover::test::cause_test
