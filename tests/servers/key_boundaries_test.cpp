/// Chunks must partition a table whatever its key is: on the server they were cut on, and on the
/// one that they are compared with.
#include "mysql/key_boundaries.hpp"

#include <set>

#include <gtest/gtest.h>

#include "mysql/row_reader.hpp"
#include "tests/servers/support/row_fixture.hpp"

namespace cutover::test::key_boundaries_test {
namespace {

struct KeyCase {
    const char* name;
    std::string columns;
    std::string rows;  ///< INSERT statements.
    bool mariadb_only = false;
};

/// INSERT of `count` rows, where `n` in the expressions runs from 0.
std::string numbered(unsigned count, const std::string& expressions) {
    std::string sql;
    for (unsigned n = 0; n < count; ++n) {
        std::string row = expressions;
        for (std::size_t at = row.find('#'); at != std::string::npos; at = row.find('#', at)) {
            row.replace(at, 1, std::to_string(n));
        }
        sql += (n == 0 ? "INSERT IGNORE INTO t VALUES (" : "),(") + row;
    }
    return sql + ");";
}

const KeyCase key_cases[] = {
    {"dense integers", "id INT PRIMARY KEY", numbered(500, "#")},
    {"negative and far apart", "id BIGINT PRIMARY KEY",
     numbered(100, "#") + numbered(100, "-9223372036854775808 + #") +
         numbered(100, "9223372036854775807 - #")},
    {"unsigned above 2^63", "id BIGINT UNSIGNED PRIMARY KEY",
     numbered(100, "18446744073709551615 - #") + numbered(100, "#") +
         numbered(9, "9223372036854775808 + #")},
    {"one row", "id INT PRIMARY KEY", "INSERT INTO t VALUES (5);"},
    {"no row", "id INT PRIMARY KEY", ""},
    {"skewed", "id INT PRIMARY KEY, pad INT",
     numbered(300, "1000000 + #, 1") + numbered(20, "# * 100000000, 1")},
    {"case-insensitive text", "id VARCHAR(20) CHARACTER SET utf8 PRIMARY KEY",
     numbered(60, "'a#'") + numbered(60, "CONCAT('B', #, ' ')") + numbered(60, "'\u00e9#'") +
         numbered(60, "'c#\\\\'")},
    {"latin1 text with holes", "id VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY",
     numbered(256, "CHAR(# USING latin1)") + numbered(100, "CONCAT('x', CHAR(# USING latin1))")},
    {"binary collation", "id VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY",
     numbered(50, "'a#'") + numbered(50, "'A#'") + numbered(50, "'a# '") +
         numbered(50, "CONCAT('\U0001F600', #)")},
    {"gbk text", "id CHAR(10) CHARACTER SET gbk PRIMARY KEY",
     numbered(100, "'\u4e2d#'") + numbered(100, "CONVERT(x'815C' USING gbk)")},
    {"BINARY with trailing zeros", "id BINARY(8) PRIMARY KEY",
     numbered(100, "CHAR(#, 0, 0)") + numbered(100, "CHAR(1, #)")},
    {"VARBINARY", "id VARBINARY(8) PRIMARY KEY",
     numbered(100, "REPEAT(CHAR(0), #)") + numbered(100, "CHAR(1, #)")},
    {"DECIMAL", "id DECIMAL(30,10) PRIMARY KEY",
     numbered(100, "# / 3") + numbered(100, "-# / 7") +
         numbered(100, "12345678901234567890.0000000001 + #")},
    {"DATE", "id DATE PRIMARY KEY",
     numbered(200, "'2024-01-01' + INTERVAL # DAY") + "INSERT INTO t VALUES ('0000-00-00');"},
    {"DATETIME(6)", "id DATETIME(6) PRIMARY KEY",
     numbered(200, "'2024-01-01 00:00:00.999990' + INTERVAL # MICROSECOND") +
         "INSERT INTO t VALUES ('0000-00-00'), ('2021-00-10');"},
    {"TIMESTAMP", "id TIMESTAMP PRIMARY KEY DEFAULT CURRENT_TIMESTAMP",
     numbered(200, "'2021-10-31 00:00:00' + INTERVAL # MINUTE")},
    {"TIME(3)", "id TIME(3) PRIMARY KEY",
     numbered(100, "SEC_TO_TIME(# * 30000)") + numbered(100, "SEC_TO_TIME(-# * 30000.5)")},
    {"YEAR", "id YEAR PRIMARY KEY", numbered(200, "1901 + #") + "INSERT INTO t VALUES (0);"},
    {"ENUM", "id ENUM('z','y','','x','w','10','2') PRIMARY KEY",
     "INSERT INTO t VALUES (0),(1),(2),(3),(4),(5),(6),(7);"},
    {"SET", "id SET('z','y','x','w','v','u') PRIMARY KEY", numbered(64, "#")},
    {"BIT", "id BIT(64) PRIMARY KEY",
     numbered(100, "#") + numbered(100, "18446744073709551615 - #")},
    {"composite", "id INT, b VARCHAR(9), c DECIMAL(5,1), PRIMARY KEY (id, b, c)",
     numbered(100, "# % 3, CONCAT('k', # % 7), # / 2") + numbered(100, "7, 'A', #")},
    {"composite with ENUM", "id INT, e ENUM('b','a'), PRIMARY KEY (e, id)",
     numbered(100, "#, 1 + # % 2") + "INSERT INTO t VALUES (1000, 0);"},
    {"unique key beside columns", "id INT, u VARCHAR(9) NOT NULL, x TEXT, UNIQUE KEY `a``b` (u)",
     numbered(150, "#, 'k#', REPEAT('x', 100)")},
    {"UUID", "id UUID PRIMARY KEY",
     numbered(150, "CONCAT(LPAD(HEX(# * 7919), 8, '0'), '-e89b-12d3-a456-', LPAD(#, 12, '0'))"),
     true},
    {"INET6", "id INET6 PRIMARY KEY", numbered(150, "CONCAT('2001:db8::', HEX(# * 77))"), true},
};

/// Each row's own digest, so that a row that comes twice or never is seen.
std::multiset<std::string> rows_of(
    Session& session, const RowSource& source, const std::vector<KeyTuple>& boundaries) {
    std::multiset<std::string> rows;
    RowEncoder encoder(source.columns, {});
    RowBlock block(forms_of(source));
    for (const Chunk& chunk : cut(0, boundaries)) {
        read_rows(session, source, chunk, block, [&](const RowBlock& read) {
            for (std::size_t row = 0; row < read.rows(); ++row) {
                rows.insert(hex(encoder.digest(read, row)));
            }
        });
    }
    return rows;
}

void check_partition(
    Session& session, const RowSource& source, const std::vector<KeyTuple>& boundaries) {
    const std::multiset<std::string> in_chunks = rows_of(session, source, boundaries);
    EXPECT_EQ(in_chunks.size(), count_rows(session, source));
    EXPECT_EQ(in_chunks, rows_of(session, source, {}));
    EXPECT_EQ(std::set(in_chunks.begin(), in_chunks.end()).size(), in_chunks.size());
}

std::uint64_t rows_in(Session& session, const RowSource& source, const Chunk& chunk) {
    std::uint64_t rows = 0;
    RowBlock block(forms_of(source));
    read_rows(session, source, chunk, block, [&](const RowBlock& read) { rows += read.rows(); });
    return rows;
}

/// The key of a row by its number has just so many rows in front of it, also behind another key.
void check_keys_by_number(Session& session, const RowSource& source) {
    const std::uint64_t rows = count_rows(session, source);
    EXPECT_EQ(find_key(session, source, {}, rows + 1), std::nullopt);
    if (rows < 4) {
        return;
    }
    const auto middle = find_key(session, source, {}, rows / 2);
    ASSERT_TRUE(middle);
    EXPECT_EQ(rows_in(session, source, {.up_to = middle}), rows / 2);
    const auto later = find_key(session, source, {.after = middle}, rows / 4);
    ASSERT_TRUE(later);
    EXPECT_EQ(rows_in(session, source, {.after = middle, .up_to = later}), rows / 4);
    EXPECT_EQ(find_key(session, source, {.after = middle, .up_to = later}, rows / 4), later);
    EXPECT_EQ(
        find_key(session, source, {.after = middle, .up_to = later}, rows / 4 + 1), std::nullopt);
    check_partition(session, source, {*middle, *later});
}

TEST(KeyBoundaries, PartitionTheTableOnBothServersWhateverItsKey) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        for (const KeyCase& test : key_cases) {
            if (test.mariadb_only && pair.source != ServerKind::mariadb) {
                continue;
            }
            SCOPED_TRACE(testing::Message() << test.name << ", " << pair.name);
            TableOnBoth table(pair, test.columns);
            table.run_on_source(test.rows);
            table.run_on_source("ANALYZE TABLE t");
            table.copy(means_of(pair.destination).front());

            ASSERT_FALSE(table.source_rows().key.empty());
            check_keys_by_number(table.source_session(), table.source_rows());
            const bool is_small = table.source_digest().rows < 70;
            for (const std::uint64_t chunk_rows : {is_small ? 1ULL : 9ULL, 64ULL, 0ULL}) {
                SCOPED_TRACE(chunk_rows);
                const auto boundaries =
                    find_boundaries(table.source_session(), table.source_rows(), chunk_rows);
                const std::set<std::string> different = [&] {
                    std::set<std::string> texts;
                    for (const KeyTuple& boundary : boundaries) {
                        texts.insert(to_text(boundary));
                    }
                    return texts;
                }();
                EXPECT_EQ(different.size(), boundaries.size()) << "a boundary came twice";
                check_partition(table.source_session(), table.source_rows(), boundaries);
                check_partition(table.destination_session(), table.destination_rows(), boundaries);
            }
        }
    }
}

TEST(KeyBoundaries, MakeChunksOfAboutTheSizeAskedFor) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        for (const char* const type : {"INT", "VARCHAR(20)"}) {
            SCOPED_TRACE(testing::Message() << type << " on " << pair.name);
            TableOnBoth table(pair, std::string("id ") + type + " PRIMARY KEY");
            for (unsigned thousand = 0; thousand < 20; ++thousand) {
                table.run_on_source(numbered(1000, std::to_string(thousand) + "000000 + #"));
            }
            table.run_on_source("ANALYZE TABLE t");
            const RowSource source = table.source_rows();
            const auto boundaries = find_boundaries(table.source_session(), source, 1000);
            EXPECT_GE(boundaries.size(), 8U);
            EXPECT_LE(boundaries.size(), 60U);
            std::uint64_t largest = 0;
            for (const Chunk& chunk : cut(0, boundaries)) {
                largest = std::max(largest, rows_in(table.source_session(), source, chunk));
            }
            EXPECT_LE(largest, 4000U);
        }
    }
}

/// Shards cut in sessions of their own: what is written beside them, and what the statistics make
/// of it, must have no say.
TEST(KeyBoundaries, SessionsThatSeeOneMomentCutAlike) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        for (const char* const type : {"BIGINT", "VARCHAR(20)"}) {
            SCOPED_TRACE(testing::Message() << type << " on " << pair.name);
            TableOnBoth table(pair, std::string("id ") + type + " PRIMARY KEY");
            for (unsigned part = 0; part < 4; ++part) {  // like numbers that hold the time
                table.run_on_source(numbered(800, std::to_string(part) + "000000000000 + #"));
            }
            const RowSource source = table.source_rows();
            Session& session = table.source_session();
            session.execute(
                "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", "seeing one moment");
            const auto before = find_boundaries(session, source, 0);
            table.run_on_source("DELETE FROM t WHERE id > '2'");
            table.run_on_source(numbered(900, "#"));
            table.run_on_source("ANALYZE TABLE t");
            EXPECT_EQ(find_boundaries(session, source, 0), before);
            const bool is_number = std::string(type) == "BIGINT";
            EXPECT_GE(before.size(), is_number ? 127U : 0U);
            EXPECT_LE(before.size(), 1024U);
            session.execute("COMMIT", "ending the moment");
            EXPECT_TRUE(!is_number || find_boundaries(session, source, 0) != before)
                << "nothing was written that changes where to cut";
        }
    }
}

TEST(KeyBoundaries, AreReadFromTheKeyWithoutSorting) {
    for (const ServerKind kind : both_kinds) {
        const PairOfKinds pair{"one server", kind, kind};
        TableOnBoth table(
            pair, "id INT, b INT, c CHAR(100), PRIMARY KEY (id, b), KEY everything (c, b, id)");
        table.run_on_source(numbered(500, "# / 10, #, 'x'"));
        table.run_on_source("ANALYZE TABLE t");
        const RowSource source = table.source_rows();
        const auto boundaries = find_boundaries(table.source_session(), source, 100);
        ASSERT_GE(boundaries.size(), 3U);
        const Statement select = select_rows(source, cut(0, boundaries)[1]);
        std::vector<std::string> bounds;
        for (const Parameter& parameter : select.parameters) {
            bounds.push_back(to_text({parameter.value}).substr(1));
        }
        const TextRows plan =
            table.source_session().query("EXPLAIN " + select.sql, "testing", bounds);
        ASSERT_EQ(plan.rows.size(), 1U);
        std::string text;
        for (std::size_t i = 0; i < plan.names.size(); ++i) {
            text += plan.names[i] + "=" + plan.rows[0][i].value_or("NULL") + " ";
        }
        EXPECT_NE(text.find("type=range"), std::string::npos) << text;
        EXPECT_NE(text.find("key=PRIMARY"), std::string::npos) << text;
        EXPECT_EQ(text.find("filesort"), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace cutover::test::key_boundaries_test
