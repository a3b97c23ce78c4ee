/// `verify --recheck` of tables that are not to be read again, beside one that is.
#include <gtest/gtest.h>

#include "tests/verify/recheck_case.hpp"

namespace cutover::test::recheck_tables_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Beside shop.t, of which one row differs, shop.other.
struct TwoTables {
    explicit TwoTables(std::size_t key_columns, std::uint64_t rows = 40) {
        std::vector<MemoryRow> made;
        for (std::uint64_t id = 1; id <= rows; ++id) {
            made.push_back({number_cell(id), real_cell(1)});
        }
        servers.add(
            define_table({"shop", "other"}, {"id bigint", "price double"}, key_columns), made);
    }

    [[nodiscard]] std::vector<MemoryRow>& others_there() {
        return servers.destination.table({"shop", "other"}).rows;
    }

    /// How often it was read on either side up to now.
    [[nodiscard]] std::size_t reads_of_other() const {
        return servers.source.diary().count("read shop.other") +
               servers.destination.diary().count("read shop.other");
    }

    RecheckCase test{KeyKind::primary};
    TwoServers& servers = test.servers;
};

TEST(RecheckOfTables, TooManyRowsAreNotReadAgainForThoseOfOthers) {
    TwoTables two(1);
    for (auto& row : two.others_there()) {
        row.at(1) = real_cell(2);
    }
    two.servers.request.most_read_again = 10;
    std::size_t reads_before = 0;
    two.test.write = [&](milliseconds) {
        reads_before = reads_before == 0 ? two.reads_of_other() : reads_before;
    };
    const VerifyReport report = two.servers.run();
    ASSERT_EQ(report.tables.size(), 2U);
    EXPECT_EQ(report.tables[0].verdict, TableVerdict::unproven) << report.tables[0].reason;
    EXPECT_EQ(report.tables[1].verdict, TableVerdict::different) << report.tables[1].reason;
    EXPECT_GT(reads_before, 0U);
    EXPECT_EQ(two.reads_of_other(), reads_before);
}

/// Without a key its rows are known by all that they hold, so it is read whole at each look.
TEST(RecheckOfTables, ATableWithoutAKeyIsNotReadAgainOnceItsRowsHaveArrived) {
    TwoTables two(0);
    const MemoryRow late = two.others_there().back();
    two.others_there().pop_back();
    std::size_t reads_before = 0;
    two.test.write = [&](milliseconds passed) {
        if (passed < seconds(2)) {
            return;
        }
        if (two.others_there().size() < 40) {
            two.others_there().push_back(late);
        } else if (reads_before == 0) {
            reads_before = two.reads_of_other();
        }
    };
    const VerifyReport report = two.servers.run();
    ASSERT_EQ(report.tables.size(), 2U);
    EXPECT_EQ(report.tables[0].verdict, TableVerdict::equal) << report.tables[0].reason;
    EXPECT_EQ(report.tables[0].rows_in_flight, 1U);
    EXPECT_EQ(report.tables[1].verdict, TableVerdict::different) << report.tables[1].reason;
    EXPECT_GT(reads_before, 0U);
    EXPECT_EQ(two.reads_of_other(), reads_before);
}

/// Nor are they narrowed to those that agree only rounded.
TEST(RecheckOfTables, OfTooManyRowsThoseThatAgreeRoundedAreNotCounted) {
    for (const std::size_t most : {100U, 10U}) {
        TwoTables two(1);
        for (std::size_t i = 0; i < two.others_there().size(); ++i) {
            two.others_there()[i].at(1) = real_cell(i % 2 == 0 ? 2 : 1.0000001);
        }
        two.servers.request.floats = {.mode = FloatRule::Mode::dts, .double_digits = 3};
        two.servers.request.most_read_again = most;
        const TableComparison other = two.servers.run().tables.at(0);
        EXPECT_EQ(other.verdict, most == 10 ? TableVerdict::unproven : TableVerdict::different);
        EXPECT_EQ(other.equal_only_rounded, most == 10 ? 0U : 20U);
    }
}

/// Of a sample, a chunk proves nothing where the servers order keys differently, whatever stands
/// still: nobody waits for that.
TEST(RecheckOfTables, ChunksThatProveNothingAreNotReadAgain) {
    RecheckCase test(KeyKind::primary);
    test.there("new");
    std::vector<MemoryRow> rows;
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}) {
        rows.push_back({text_cell(name), number_cell(1)});
    }
    test.servers.add(define_table({"shop", "other"}, {"name varchar", "n bigint"}, 1), rows);
    MemoryTable& there = test.servers.destination.table({"shop", "other"});
    there.definition.columns.at(0).collation = "other_ci";
    there.less = [](const KeyTuple& a, const KeyTuple& b) { return key_less(b, a); };
    test.servers.request.sample_percent = 70;
    const TableComparison other = test.servers.run().tables.at(0);
    EXPECT_EQ(other.verdict, TableVerdict::unproven);
    EXPECT_NE(other.reason.find("order its keys differently"), std::string::npos) << other.reason;
    EXPECT_EQ(test.passed, seconds(0));
}

}  // namespace
}  // namespace cutover::test::recheck_tables_test
