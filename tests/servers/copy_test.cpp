/// Schema and full copy between real servers, as far as structure goes: keys and keyless, many
/// chunks and tables, selections and renames, conflicts, counters, keys built afterwards. What the
/// types of columns need is tested with the rows. An oracle that shares no code judges.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::copy_test {
namespace {

/// Numbers 1 to 100,000 for INSERT ... SELECT on any server.
const std::string numbers =
    "(SELECT 1+a.d+10*b.d+100*c.d+1000*e.d+10000*f.d AS n FROM "
    "(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION "
    "SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) a, "
    "(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION "
    "SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) b, "
    "(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION "
    "SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) c, "
    "(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION "
    "SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) e, "
    "(SELECT 0 d UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION "
    "SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) f) numbers ";

/// Tables of every key shape, a trigger that would spoil rows, a counter far ahead.
const std::string shapes =
    "USE `copy`;"
    "CREATE TABLE many (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v VARCHAR(40), w INT, "
    "KEY by_v (v), KEY by_w_v (w, v(10))) CHARACTER SET utf8mb4;"
    "INSERT INTO many SELECT n, CONCAT('value ', n % 977), n % 31 FROM " +
    numbers +
    "WHERE n <= 20000;"
    "DELETE FROM many WHERE id > 19990; ALTER TABLE many AUTO_INCREMENT = 50000;"
    "CREATE TABLE composite (a VARCHAR(20) NOT NULL, b BIGINT UNSIGNED NOT NULL, c BINARY(4) NOT "
    "NULL, PRIMARY KEY (a, b, c)) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
    "INSERT INTO composite SELECT CHAR(65 + n % 26), 18446744073709551615 - n % 500, "
    "UNHEX(HEX(n % 7)) FROM " +
    numbers +
    "WHERE n <= 5000 GROUP BY 1, 2, 3;"
    "CREATE TABLE keyless (a INT, b VARCHAR(10)) CHARACTER SET latin1;"
    "INSERT INTO keyless SELECT n % 10, 'x' FROM " +
    numbers +
    "WHERE n <= 1000;"
    "CREATE TABLE only_unique (u VARCHAR(30) NOT NULL, v INT, UNIQUE KEY (u)) "
    "CHARACTER SET utf8mb4;"
    "INSERT INTO only_unique SELECT CONCAT('u', n), n FROM " +
    numbers +
    "WHERE n <= 3000;"
    "CREATE TABLE nothing (id INT NOT NULL PRIMARY KEY) CHARACTER SET utf8mb4;"
    "CREATE TABLE zero (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY) CHARACTER SET utf8mb4;"
    "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; INSERT INTO zero VALUES (0), (5);"
    "CREATE TABLE parent (id INT NOT NULL PRIMARY KEY, other INT, UNIQUE KEY (other)) "
    "CHARACTER SET utf8mb4;"
    "CREATE TABLE child (id INT NOT NULL PRIMARY KEY, parent INT, CONSTRAINT to_parent FOREIGN KEY "
    "(parent) REFERENCES parent (other) ON DELETE CASCADE) CHARACTER SET utf8mb4;"
    "INSERT INTO parent VALUES (1, 10), (2, 20); INSERT INTO child VALUES (1, 10), (2, NULL);"
    "CREATE TRIGGER spoils BEFORE INSERT ON many FOR EACH ROW SET NEW.v = 'spoilt';"
    "CREATE VIEW seen AS SELECT id, v FROM many;";

std::string keys_of(const PrivateServer& server, const std::string& database) {
    return server.sql(
        "SELECT table_name, index_name, GROUP_CONCAT(column_name ORDER BY seq_in_index) FROM "
        "information_schema.statistics WHERE table_schema = '" +
        database + "' GROUP BY table_name, index_name ORDER BY table_name, index_name");
}

std::string counter_of(const PrivateServer& server, const std::string& table) {
    return server.sql(
        "SELECT auto_increment FROM information_schema.tables WHERE table_schema = 'copy' AND "
        "table_name = '" +
        table + "'");
}

TEST(Copy, EveryShapeOfKeyInManyChunks) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        servers.source.execute(shapes);
        const CopyResult result = migrate_once(servers, copy_task(), 700);
        ASSERT_EQ(result.error, "");
        EXPECT_GT(result.report.chunks, 15U);
        EXPECT_FALSE(result.report.source_moved);
        const std::string expected = contents(servers.source, "copy");
        EXPECT_NE(expected.find("composite\t"), std::string::npos);
        EXPECT_EQ(contents(servers.destination, "copy"), expected);
        EXPECT_EQ(keys_of(servers.destination, "copy"), keys_of(servers.source, "copy"));
        EXPECT_EQ(counter_of(servers.destination, "many"), "50000\n");
        EXPECT_NE(
            servers.destination.sql("SHOW TRIGGERS FROM `copy`").find("spoils"), std::string::npos);
        EXPECT_EQ(servers.destination.sql("SELECT COUNT(*) FROM `copy`.seen"), "19990\n");
    }
}

TEST(Copy, SelectedRowsAndColumnsUnderOtherNames) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        servers.source.execute(shapes);
        Task task = copy_task();
        task.objects.databases["copy"].rename = "copied";
        task.objects.databases["copy"].tables["many"] = {
            .rename = "some",
            .columns = {{"id", {}}, {"v", {.rename = "`word`"}}},
            .where = "id % 10 = 3 OR v = 'value 5'"};
        task.objects.databases["copy"].tables["keyless"] = {.where = "a > 6"};
        const CopyResult result = migrate_once(servers, task, 700);
        ASSERT_EQ(result.error, "");
        EXPECT_EQ(
            servers.destination.sql("SELECT id, ```word``` FROM copied.some ORDER BY id"),
            servers.source.sql(
                "SELECT id, v FROM `copy`.many WHERE id % 10 = 3 OR v = 'value 5' ORDER BY id"));
        EXPECT_EQ(servers.destination.sql("SELECT COUNT(*) FROM copied.keyless"), "300\n");
        EXPECT_EQ(servers.destination.sql("SHOW TABLES FROM copied"), "keyless\nsome\n");
    }
}

TEST(Copy, RowsThatAreThereAlready) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        const std::string table =
            "CREATE TABLE `copy`.t (id INT NOT NULL PRIMARY KEY, v VARCHAR(10), UNIQUE KEY (v)) "
            "CHARACTER SET utf8mb4;";
        servers.source.execute(
            table + "INSERT INTO `copy`.t VALUES (1,'a'),(2,'b'),(3,'c'),(4,'d')");
        servers.destination.execute(
            "CREATE DATABASE `copy`;" + table + "INSERT INTO `copy`.t VALUES (2,'mine'),(9,'d')");
        Task task = copy_task();
        task.types.schema = false;
        const CopyResult refused = migrate_once(servers, task);
        EXPECT_NE(refused.error.find("chunk 1 of copy.t"), std::string::npos) << refused.error;
        EXPECT_NE(refused.error.find("1062"), std::string::npos) << refused.error;
        EXPECT_EQ(refused.error.find("'2'"), std::string::npos) << refused.error;
        EXPECT_EQ(servers.destination.sql("SELECT COUNT(*) FROM `copy`.t"), "2\n");

        task.conflicts = ConflictPolicy::proceed;
        const CopyResult kept = migrate_once(servers, task);
        ASSERT_EQ(kept.error, "");
        EXPECT_EQ(kept.report.rows, 4U);
        EXPECT_EQ(kept.report.rows_written, 2U);
        EXPECT_EQ(
            servers.destination.sql("SELECT * FROM `copy`.t ORDER BY id"),
            "1\ta\n2\tmine\n3\tc\n9\td\n");
    }
}

/// MySQL 5.6 takes no value larger than a tenth of its redo log, which is small by default.
std::uint64_t large_bytes(const PairOfKinds& pair) {
    const bool small_log =
        pair.source == ServerKind::mysql56 || pair.destination == ServerKind::mysql56;
    return small_log ? 9'000'000 : 60'000'000;
}

TEST(Copy, AThousandColumnsAndALargeRow) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        for (const PrivateServer* server : {&servers.source, &servers.destination}) {
            server->execute("SET GLOBAL max_allowed_packet = 134217728");
        }
        std::string wide = "CREATE TABLE `copy`.wide (id INT NOT NULL PRIMARY KEY";
        for (int i = 1; i < 1000; ++i) {
            wide += ", c" + std::to_string(i) + " SMALLINT";
        }
        wide +=
            ") CHARACTER SET utf8mb4; INSERT INTO `copy`.wide (id, c1, c500, c999) SELECT n, "
            "n % 7, -n, n % 3 FROM ";
        servers.source.execute(wide + numbers + "WHERE n <= 300");
        servers.source.execute(
            "CREATE TABLE `copy`.large (id INT NOT NULL PRIMARY KEY, v LONGBLOB) "
            "CHARACTER SET utf8mb4;"
            "INSERT INTO `copy`.large VALUES (1, REPEAT(X'00FF27', " +
            std::to_string(large_bytes(pair) / 3) + ")), (2, 'small'), (3, NULL)");
        const CopyResult result = migrate_once(servers, copy_task());
        ASSERT_EQ(result.error, "");
        const std::string hashes = "SELECT id, LENGTH(v), MD5(v) FROM `copy`.large ORDER BY id";
        EXPECT_EQ(servers.destination.sql(hashes), servers.source.sql(hashes));
        const std::string rows = "SELECT * FROM `copy`.wide ORDER BY id";
        EXPECT_EQ(servers.destination.sql(rows), servers.source.sql(rows));
    }
}

TEST(Copy, ARowThatTheDestinationsPacketCannotHoldIsNamed) {
    PrivateServer& source = PrivateServer::shared(ServerKind::mariadb, 0);
    PrivateServer destination(ServerKind::mariadb, {"--max-allowed-packet=1048576"});
    const CopyServers servers(source, destination);
    servers.source.execute(
        "CREATE TABLE `copy`.large (id INT NOT NULL PRIMARY KEY, v LONGBLOB) "
        "CHARACTER SET utf8mb4; INSERT INTO `copy`.large VALUES (1, REPEAT('x', 3000000))");
    const CopyResult result = migrate_once(servers, copy_task());
    EXPECT_NE(result.error.find("copy.large"), std::string::npos) << result.error;
    EXPECT_NE(result.error.find("max_allowed_packet"), std::string::npos) << result.error;
    EXPECT_EQ(servers.destination.sql("SELECT COUNT(*) FROM `copy`.large"), "0\n");

    servers.destination.execute("SET GLOBAL max_allowed_packet = 16777216");
    EXPECT_EQ(migrate_once(servers, copy_task()).error, "");
    EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
}

/// CREATE TABLE waits for the disk, so several clients make the tables of the source at once.
void make_tables(const PrivateServer& server, int count) {
    std::vector<std::jthread> clients;
    constexpr int at_once = 8;
    clients.reserve(at_once);
    for (int client = 0; client < at_once; ++client) {
        clients.emplace_back([&server, client, count] {
            std::string tables = "USE `copy`;";
            for (int i = client; i < count; i += at_once) {
                const std::string name = "t" + std::to_string(i);
                tables += "CREATE TABLE " + name +
                          " (id INT NOT NULL PRIMARY KEY, v INT, KEY (v)) CHARACTER SET utf8mb4;";
                if (i % 10 == 0) {
                    tables += "INSERT INTO " + name + " VALUES (1, " + std::to_string(i) + ");";
                }
            }
            server.execute(tables);
        });
    }
}

TEST(Copy, ThousandsOfTables) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        const bool is_first = pair.source == ServerKind::mariadb;
        const int count = is_first ? 1000 : 300;  // dropping them takes 5.6 longest
        make_tables(servers.source, count);
        Task task = copy_task();
        task.limits.workers = 8;
        const auto begin = std::chrono::steady_clock::now();
        const CopyResult result = migrate_once(servers, task);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        RecordProperty("seconds " + std::string(pair.name), std::to_string(took.count()));
        ASSERT_EQ(result.error, "");
        EXPECT_EQ(result.report.tables, static_cast<std::uint64_t>(count));
        EXPECT_EQ(result.report.rows, static_cast<std::uint64_t>(count) / 10);
        const std::string some =
            "SELECT * FROM `copy`.t0 UNION ALL SELECT * FROM `copy`.t290 UNION ALL SELECT * FROM "
            "`copy`.t299";
        EXPECT_EQ(servers.destination.sql(some), "1\t0\n1\t290\n");
        EXPECT_LT(took.count(), 180);
    }
}

}  // namespace
}  // namespace cutover::test::copy_test
