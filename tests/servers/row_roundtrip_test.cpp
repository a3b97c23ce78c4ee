/// Every column type and every value that other tools lost: copied by every way of writing, over
/// every pair of servers, then equal by digest and by the servers' own HEX().
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/servers/support/row_fixture.hpp"
#include "tests/servers/support/type_cases.hpp"

namespace cutover::test::row_roundtrip_test {
namespace {

void copy_and_compare(TableOnBoth& table, ServerKind destination) {
    const RowsDigest expected = table.source_digest();
    const std::string expected_dump = table.dump_source();
    EXPECT_GT(expected.rows, 0U);
    for (const WriteMeans means : means_of(destination)) {
        SCOPED_TRACE(name_of(means));
        table.run_on_destination("TRUNCATE TABLE t");
        EXPECT_EQ(table.copy(means), expected.rows);
        EXPECT_EQ(table.destination_digest(), expected);
        EXPECT_EQ(table.dump_destination(), expected_dump);
    }
}

TEST(RowRoundTrip, EveryTypeByEveryWayOnEveryPair) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        for (const TypeCase& test : type_cases()) {
            if (test.mariadb_only && pair.source != ServerKind::mariadb) {
                continue;
            }
            SCOPED_TRACE(testing::Message() << test.name << ", " << pair.name);
            TableOnBoth table(pair, "id INT PRIMARY KEY, " + test.columns);
            table.run_on_source(
                "SET sql_mode='ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO';"
                "INSERT INTO t VALUES " +
                test.values);
            ASSERT_NO_THROW(copy_and_compare(table, pair.destination));
        }
    }
}

TEST(RowRoundTrip, KeepsTheSignOfZeroWhereTheServerCan) {
    const FloatRule folded{.fold_negative_zero = true};
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const bool mixed = pair.source != pair.destination;
        TableOnBoth table(pair, "id INT PRIMARY KEY, a DOUBLE, b FLOAT");
        table.run_on_source("INSERT INTO t VALUES (1, -0e0, 1), (2, 1, -0e0), (3, 0e0, 0e0)");
        for (const WriteMeans means : means_of(pair.destination)) {
            SCOPED_TRACE(name_of(means));
            table.run_on_destination("TRUNCATE TABLE t");
            table.copy(means);
            EXPECT_EQ(table.source_digest() == table.destination_digest(), !mixed);
            EXPECT_EQ(table.source_digest(folded), table.destination_digest(folded));
        }
    }
}

TEST(RowRoundTrip, ConvertsTextWhereCharacterSetsDiffer) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        TableOnBoth table(
            pair, "id VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY, a TEXT CHARACTER SET gbk",
            "id VARCHAR(20) CHARACTER SET utf8mb4 PRIMARY KEY, a TEXT CHARACTER SET utf8");
        table.run_on_source(
            "INSERT INTO t VALUES ('\u00e9', '\u4e2d\u6587'), ('\u20ac', '\\\\'), ('', NULL)");
        for (const WriteMeans means : means_of(pair.destination)) {
            SCOPED_TRACE(name_of(means));
            table.run_on_destination("TRUNCATE TABLE t");
            EXPECT_EQ(table.copy(means), 3U);
            EXPECT_EQ(table.source_digest(), table.destination_digest());
            const std::string rows = "SELECT id, a FROM t ORDER BY HEX(CONVERT(id USING utf8mb4))";
            EXPECT_EQ(table.ask_source(rows), table.ask_destination(rows));
        }
    }
}

TEST(RowRoundTrip, TakesRowsOfMegabytes) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        TableOnBoth table(pair, "id INT PRIMARY KEY, a LONGBLOB, b LONGTEXT");
        table.run_on_source(
            "INSERT INTO t VALUES (1, REPEAT('\\\\\\0', 2000000), REPEAT('x', 3000000));"
            "INSERT INTO t VALUES (2, 'short', 'rows'), (3, NULL, REPEAT('\\n', 2000000))");
        if (pair.source == ServerKind::mariadb) {  // MySQL 5.6 limits rows to a tenth of its log
            table.run_on_source("INSERT INTO t VALUES (4, REPEAT('\\0abc', 15000000), '')");
        }
        const std::uint64_t rows = table.source_digest().rows;
        for (const WriteMeans means : means_of(pair.destination)) {
            SCOPED_TRACE(name_of(means));
            table.run_on_destination("TRUNCATE TABLE t");
            EXPECT_EQ(table.copy(means), rows);
            EXPECT_EQ(table.source_digest(), table.destination_digest());
        }
    }
}

TEST(RowRoundTrip, TakesAThousandColumns) {
    std::string columns = "id INT PRIMARY KEY";
    for (int i = 0; i < 999; ++i) {
        columns += ", c" + std::to_string(i) + (i % 2 == 0 ? " INT" : " VARCHAR(5)");
    }
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        TableOnBoth table(pair, columns);
        table.run_on_source(
            "INSERT INTO t (id, c0, c998, c1) VALUES (1, 5, 6, 'x'), (2, 7, 8, '')");
        ASSERT_NO_THROW(copy_and_compare(table, pair.destination));
    }
}

}  // namespace
}  // namespace cutover::test::row_roundtrip_test
