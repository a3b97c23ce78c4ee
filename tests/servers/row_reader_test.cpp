#include "mysql/row_reader.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "core/error.hpp"
#include "mysql/client_library.hpp"
#include "tests/servers/support/row_fixture.hpp"

namespace cutover::test::row_reader_test {
namespace {

constexpr FetchMeans all_means[] = {FetchMeans::raw_packets, FetchMeans::bound};

/// 4,096 rows with values of many lengths.
const char* const some_rows =
    "INSERT INTO t VALUES (0, 'a', 1.5, 2.5, -0.5, '2024-01-02 03:04:05.6', '-01:02:03', b'101', "
    "1),"
    "(1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);"
    "INSERT INTO t SELECT a.id + b.id * 2 + c.id * 4 + d.id * 8 + 16, REPEAT('x', 300 * c.id), "
    "a.id, b.id, c.id, '0000-00-00', d.id, 7, 2 FROM t a, t b, t c, t d;"
    "INSERT INTO t SELECT 1000 + a.id * 100 + b.id, CONCAT(a.id, b.t), 1, 2, 3, a.d, b.h, a.b, 1 "
    "FROM t a, t b WHERE a.id >= 16 AND b.id >= 16";

const char* const columns =
    "id INT PRIMARY KEY, t TEXT, f FLOAT, d2 DOUBLE, n DECIMAL(9,3), d DATETIME(6), h TIME, "
    "b BIT(12), e ENUM('x','y')";

class RowReading : public testing::TestWithParam<ServerKind> {
  protected:
    static PairOfKinds pair() { return {"", GetParam(), GetParam()}; }
};

TEST_P(RowReading, BothWaysOfFetchingGiveTheSameRowsInBlocksOfTheLimit) {
    TableOnBoth table(pair(), columns);
    table.run_on_source(some_rows);
    const RowSource source = table.source_rows();
    const RowsDigest expected = table.source_digest();
    EXPECT_EQ(expected.rows, count_rows(table.source_session(), source));
    EXPECT_GT(expected.rows, 250U);
    for (const FetchMeans means : all_means) {
        for (const BlockLimit limit : {BlockLimit{1, 1U << 20U}, {100, 1U << 20U}, {5000, 2000}}) {
            RowsDigest total;
            RowEncoder encoder(source.columns, {});
            RowBlock block(forms_of(source));
            auto fetch = RowFetch::execute(
                table.source_session(), select_rows(source, {}), source.columns, "testing",
                {means});
            read_rows(*fetch, limit, block, [&](const RowBlock& rows) {
                EXPECT_LE(rows.rows(), limit.rows);
                EXPECT_GT(rows.rows(), 0U);
                for (std::size_t row = 0; row < rows.rows(); ++row) {
                    total.add(encoder.digest(rows, row));
                }
            });
            EXPECT_EQ(total, expected);
            fetch.reset();
            EXPECT_EQ(rows_sent(table.source_session()), expected.rows);
        }
    }
}

TEST_P(RowReading, LeavesTheSessionUsableWhereTheSinkThrows) {
    TableOnBoth table(pair(), columns);
    table.run_on_source(some_rows);
    const RowSource source = table.source_rows();
    for (const FetchMeans means : all_means) {
        RowBlock block(forms_of(source));
        const auto read = [&] {
            const auto fetch = RowFetch::execute(
                table.source_session(), select_rows(source, {}), source.columns, "testing",
                {means});
            read_rows(*fetch, {.rows = 10}, block, [](const RowBlock&) { throw Interrupted(); });
        };
        EXPECT_THROW(read(), Interrupted);
        EXPECT_EQ(count_rows(table.source_session(), source), table.source_digest().rows);
    }
}

TEST_P(RowReading, TellsALostSessionFromTheEndOfData) {
    TableOnBoth table(pair(), "id INT PRIMARY KEY AUTO_INCREMENT, t TEXT");
    table.run_on_source("INSERT INTO t (t) VALUES (REPEAT('x', 60000))");
    for (int doubling = 0; doubling < 10; ++doubling) {
        table.run_on_source("INSERT INTO t (t) SELECT t FROM t");
    }
    const RowSource source = table.source_rows();
    for (const FetchMeans means : all_means) {
        Session victim(PrivateServer::shared(GetParam(), 0).endpoint(), SessionRole::read_only);
        RowBlock block(forms_of(source));
        std::uint64_t rows = 0;
        const auto read = [&] {
            const auto fetch = RowFetch::execute(
                victim, select_rows(source, {}), source.columns, "reading", {means});
            read_rows(*fetch, {.rows = 1}, block, [&](const RowBlock&) {
                if (++rows == 1) {
                    // Not KILL: MySQL 5.6 then waits for net_write_timeout on a closed socket.
                    ::shutdown(socket_of(victim.handle()), SHUT_RDWR);
                }
            });
        };
        try {
            read();
            FAIL() << "took a lost session for the end of data after " << rows << " rows";
        } catch (const ServerError& error) {
            EXPECT_EQ(error.recovery(), Recovery::retry_session) << error.what();
        }
        EXPECT_LT(rows, 1024U);
    }
}

TEST_P(RowReading, ReadsTheConditionAndCountsByIt) {
    TableOnBoth table(pair(), columns);
    table.run_on_source(some_rows);
    RowSource source = table.source_rows();
    source.where = "id < 20 OR t IS NULL";
    EXPECT_EQ(digest_of(table.source_session(), source).rows, 6U);
    EXPECT_EQ(rows_sent(table.source_session()), 6U);
    EXPECT_EQ(count_rows(table.source_session(), source), 6U);
}

INSTANTIATE_TEST_SUITE_P(Servers, RowReading, testing::ValuesIn(both_kinds), [](const auto& test) {
    return test.param == ServerKind::mariadb ? "MariaDB" : "Mysql56";
});

}  // namespace
}  // namespace cutover::test::row_reader_test
