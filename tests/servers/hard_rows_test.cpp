/// Rows that ask more of a program than their types do: of 60 MB, freshly loaded without a
/// statistic, and moments of the hour that comes twice. Between servers of the test's own, for
/// they want settings that others must not have.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::hard_rows_test {
namespace {

/// Moves the database `copy` with the limits a task file has that says nothing of them.
class WholeRun {
  public:
    explicit WholeRun(const CopyServers& servers)
        : task_(folder_.write(
              "copy.json",
              R"({"name": "copy", "types": ["schema", "full"], "objects": {"copy": {}}, )"
              R"("source": )" +
                  endpoint_json(servers.source) + R"(, "destination": )" +
                  endpoint_json(servers.destination) + "}")) {}

    void expect_success(const std::string& command) const {
        static_cast<void>(expect_exit(0, {command}, most_mebibytes));
    }

    /// What it printed.
    std::string expect_exit(
        int code, std::vector<std::string> arguments, std::uint64_t mebibytes) const {
        const std::string output = file("output" + std::to_string(++runs_));
        arguments.insert(arguments.begin() + 1, {task_, "--progress", "none"});
        CutoverProcess run(arguments, output);
        EXPECT_EQ(run.wait(std::chrono::minutes(5)), code) << output << run.output();
        EXPECT_LE(run.peak_bytes() >> 20U, mebibytes) << output;
        return run.output();
    }

    [[nodiscard]] std::string file(const std::string& name) const {
        return (folder_.path() / name).string();
    }

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    /// A sanitizer keeps freed memory and shadows of it: only that it ends at all is asked.
    static constexpr std::uint64_t most_mebibytes = 4096;
    static constexpr std::uint64_t most_mebibytes_of_differing = 4096;
    static constexpr std::uint64_t most_mebibytes_to_mend = 4096;
#else
    /// What the project promises of any command.
    static constexpr std::uint64_t most_mebibytes = 256;

    /// A row that differs is held whole: on either side as it came, as it is kept and in its
    /// canonical form, and what one was received in.
    static constexpr std::uint64_t most_mebibytes_of_differing = 8 * 60;

    /// Its statement is written in hex, too.
    static constexpr std::uint64_t most_mebibytes_to_mend = 12 * 60;
#endif

  private:
    TemporaryFolder folder_{};
    std::string task_;
    mutable int runs_ = 0;
};

/// MySQL 5.6 takes no value larger than a tenth of its redo log.
std::vector<std::string> for_large_rows(ServerKind kind) {
    return kind == ServerKind::mysql56
               ? std::vector<std::string>{"--innodb-log-file-size=340M", "--skip-log-bin",
                                          "--gtid-mode=OFF", "--max-allowed-packet=128M"}
               : std::vector<std::string>{"--skip-log-bin", "--max-allowed-packet=128M"};
}

/// One byte in the middle of a row of 60 MB, of one with a key and of one without.
void expect_that_a_byte_is_found(const PrivateServer& destination, const WholeRun& run) {
    destination.execute(
        "UPDATE `copy`.bytes SET v = INSERT(v, 30000001, 1, 'y') WHERE id = 1;"
        "UPDATE `copy`.keyless SET v = INSERT(v, 30000001, 1, 'y') WHERE LENGTH(v) > 5");
    const std::string found = run.expect_exit(
        1, {"verify", "--json", "--log-level", "error"}, WholeRun::most_mebibytes_of_differing);
    const auto outcome = nlohmann::json::parse(found.substr(found.find('{')));
    std::string rows;
    for (const auto& row : outcome["discrepancies"]) {
        rows += row["table"].get<std::string>() + " " + row["kind"].get<std::string>() + " " +
                (row["key"].contains("id") ? row["key"]["id"].get<std::string>() : "") + "; ";
    }
    EXPECT_EQ(rows, "copy.bytes changed 1; copy.keyless missing ; copy.keyless extra ; ");
    const std::string here = outcome["discrepancies"][0]["columns"][0]["source"];
    const std::string there = outcome["discrepancies"][0]["columns"][0]["destination"];
    EXPECT_LT(here.size() + there.size(), 2'000U) << "it is shown where it differs, not whole";
    EXPECT_NE(there.find("275c79ff275c"), std::string::npos) << there;
    EXPECT_EQ(here.find("275c79ff275c"), std::string::npos) << here;
}

void expect_that_it_is_mended(const PrivateServer& destination, const WholeRun& run) {
    const std::string script = run.file("repair.sql");
    static_cast<void>(
        run.expect_exit(1, {"verify", "--repair-sql", script}, WholeRun::most_mebibytes_to_mend));
    destination.execute("SOURCE " + script);
    run.expect_success("verify");
}

TEST(HardRows, OfSixtyMegabytesArriveAndAreProven) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrivateServer source(pair.source, for_large_rows(pair.source));
        PrivateServer destination(pair.destination, for_large_rows(pair.destination));
        const CopyServers servers(source, destination);
        source.execute(
            "USE `copy`;"
            "CREATE TABLE bytes (id INT NOT NULL PRIMARY KEY, v LONGBLOB) ENGINE=InnoDB;"
            "INSERT INTO bytes VALUES (1, REPEAT(X'00FF275C', 15000000)), (2, 'small'), (3, NULL);"
            "CREATE TABLE texts (id INT NOT NULL PRIMARY KEY, v LONGTEXT CHARACTER SET utf8mb4) "
            "ENGINE=InnoDB; INSERT INTO texts VALUES (1, REPEAT('\U0001F600', 15000000));"
            "CREATE TABLE keyless (v LONGBLOB) ENGINE=InnoDB;"
            "INSERT INTO keyless VALUES (REPEAT('\\\\', 60000000));"
            "INSERT INTO keyless VALUES ('small'), ('small')");
        const WholeRun run(servers);
        run.expect_success("migrate");
        for (const char* const hashes :
             {"SELECT id, LENGTH(v), MD5(v) FROM `copy`.bytes ORDER BY id",
              "SELECT id, LENGTH(v), MD5(v) FROM `copy`.texts ORDER BY id",
              "SELECT LENGTH(v), MD5(v) FROM `copy`.keyless ORDER BY 1"}) {
            EXPECT_EQ(destination.sql(hashes), source.sql(hashes));
        }
        run.expect_success("verify");
        expect_that_a_byte_is_found(destination, run);
        if (&pair == &pairs_of_kinds.front()) {
            expect_that_it_is_mended(destination, run);
        }
    }
}

/// MySQL 5.6 takes such a table for an empty one until it is analysed.
TEST(HardRows, FreshFromALoadArriveWhateverTheStatisticSays) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        std::string load =
            "USE `copy`; CREATE TABLE fresh (id INT NOT NULL PRIMARY KEY, v VARCHAR(600)) "
            "ENGINE=InnoDB CHARACTER SET latin1 STATS_AUTO_RECALC=0;"
            "INSERT INTO fresh VALUES (0, REPEAT('x', 250));";
        for (int rows = 1; rows < 262'144; rows *= 2) {
            load += "INSERT INTO fresh SELECT id + " + std::to_string(rows) + ", v FROM fresh;";
        }
        servers.source.execute(load);
        const CopyResult result = migrate_once(servers, copy_task());
        ASSERT_EQ(result.error, "");
        EXPECT_GE(result.report.chunks, 2U);
        EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
    }
}

/// Both servers' own clocks are in a zone with an hour that comes twice, each in another one.
TEST(HardRows, MomentsOfTheHourThatComesTwiceStayDifferent) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        PrivateServer source(pair.source, {}, {"TZ=CET-1CEST,M3.5.0,M10.5.0/3"});
        PrivateServer destination(pair.destination, {}, {"TZ=EST5EDT,M3.2.0,M11.1.0"});
        const CopyServers servers(source, destination);
        source.execute(
            "SET time_zone = '+00:00'; USE `copy`; CREATE TABLE moments (ts TIMESTAMP NOT NULL "
            "DEFAULT '2000-01-01 00:00:00', n INT NOT NULL, dt DATETIME, PRIMARY KEY (ts, n)) "
            "ENGINE=InnoDB;"
            "INSERT INTO moments VALUES ('2021-10-31 00:30:00', 1, '2021-10-31 02:30:00'), "
            "('2021-10-31 01:30:00', 2, '2021-10-31 02:30:00'), ('2021-11-07 05:30:00', 3, NULL), "
            "('2021-11-07 06:30:00', 4, '2021-03-28 02:30:00'), ('2021-03-28 01:00:00', 5, NULL)");
        const std::string local =
            "SELECT COUNT(DISTINCT DATE_FORMAT(ts, '%Y-%m-%d %H:%i')) FROM "
            "`copy`.moments";
        EXPECT_EQ(source.sql(local), "4\n") << "the source has no hour that comes twice";
        EXPECT_EQ(migrate_once(servers, copy_task(), 1).error, "");
        EXPECT_EQ(destination.sql(local), "4\n") << "the destination has none";
        const std::string utc =
            "SET time_zone = '+00:00'; SELECT * FROM `copy`.moments ORDER BY ts, n";
        EXPECT_EQ(destination.sql(utc), source.sql(utc));
        WholeRun(servers).expect_success("verify");
    }
}

}  // namespace
}  // namespace cutover::test::hard_rows_test
