#include "mysql/large_rows.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "mysql/row_reader.hpp"
#include "tests/servers/support/row_fixture.hpp"

namespace cutover::test::large_rows_test {
namespace {

/// The least that makes a row large.
constexpr std::size_t large_bytes = 256U << 10U;

class LargeRowReading : public testing::TestWithParam<ServerKind> {
  protected:
    static PairOfKinds pair() { return {"", GetParam(), GetParam()}; }

    static Session session() {
        Session reading(PrivateServer::shared(GetParam(), 0).endpoint(), SessionRole::read_only);
        take_text_as_stored(reading);
        return reading;
    }
};

/// Rows just below the limit, at it, above it, and above the client's packets.
const char* const rows_of_many_sizes =
    "INSERT INTO t (v) VALUES (REPEAT('a', 262000)), (REPEAT('b', 262145)), ('small'), "
    "(REPEAT('c', 1000000)), (NULL), (REPEAT('d', 3000000)), (REPEAT('e', 3000000)), ('small')";

TEST_P(LargeRowReading, OneAtATimeInTheWholeProcess) {
    TableOnBoth table(pair(), "id INT PRIMARY KEY AUTO_INCREMENT, v LONGTEXT");
    table.run_on_source(rows_of_many_sizes);
    const RowSource source = table.source_rows();
    const RowsDigest expected = table.source_digest();
    LargeRows large_rows(0, 1);
    ASSERT_EQ(large_rows.large_bytes(), large_bytes);
    std::atomic<int> held{0};
    std::atomic<int> most_held{0};
    const auto read = [&] {
        Session reading = session();
        RowBlock block(forms_of(source));
        RowEncoder encoder(source.columns, {});
        RowsDigest digest;
        read_rows(
            *fetch_chunk(reading, source, {}, &large_rows), {}, block, [&](const RowBlock& rows) {
                const bool is_large = rows.size_bytes() > large_bytes;
                const int now = is_large ? ++held : 0;
                int most = most_held;
                while (now > most && !most_held.compare_exchange_weak(most, now)) {
                }
                for (std::size_t row = 0; row < rows.rows(); ++row) {
                    digest.add(encoder.digest(rows, row));
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
                held -= is_large ? 1 : 0;
            });
        return digest;
    };
    std::vector<std::future<RowsDigest>> readers;
    readers.reserve(4);
    for (int reader = 0; reader < 4; ++reader) {
        readers.push_back(std::async(std::launch::async, read));
    }
    for (auto& reader : readers) {
        EXPECT_EQ(reader.get(), expected);
    }
    EXPECT_EQ(most_held, 1);
}

/// All on one thread: if a small row waited, this would never end.
TEST_P(LargeRowReading, SmallRowsNeverWaitForIt) {
    TableOnBoth table(pair(), "id INT PRIMARY KEY AUTO_INCREMENT, v LONGTEXT");
    table.run_on_source("INSERT INTO t (v) VALUES (REPEAT('x', 1000000)), ('y'), ('z')");
    const RowSource source = table.source_rows();
    RowSource small = source;
    small.where = "LENGTH(v) = 1";
    LargeRows large_rows(0, 1);
    for (const FetchMeans means : {FetchMeans::raw_packets, FetchMeans::bound}) {
        Session holding = session();
        Session passing = session();
        RowBlock block(forms_of(source));
        const auto fetch = RowFetch::execute(
            holding, select_rows(source, {}), source.columns, "testing", {means, &large_rows});
        ASSERT_TRUE(fetch->fill(block, {}));
        EXPECT_EQ(block.rows(), 1U) << "a large row ends its block";

        RowBlock other(forms_of(small));
        std::size_t rows = 0;
        read_rows(
            *fetch_chunk(passing, small, {}, &large_rows), {}, other,
            [&](const RowBlock& read) { rows += read.rows(); });
        EXPECT_EQ(rows, 2U);

        block.clear();
        EXPECT_FALSE(fetch->fill(block, {}));
        EXPECT_EQ(block.rows(), 2U);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Servers, LargeRowReading, testing::ValuesIn(both_kinds), [](const auto& test) {
        return test.param == ServerKind::mariadb ? "MariaDB" : "Mysql56";
    });

}  // namespace
}  // namespace cutover::test::large_rows_test
