#include "tests/servers/support/follow_case.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "core/log_place.hpp"
#include "tests/servers/support/oracle.hpp"

namespace cutover::test {
namespace {

class Statements {
  public:
    explicit Statements(unsigned seed) : random_(seed) {}

    std::string transaction() {
        return begin_and_statements() + (up_to(10) == 1 ? "ROLLBACK;" : "COMMIT;");
    }

    /// Its number is answered once it is committed.
    std::string transaction(std::uint64_t number) {
        const std::string entry = std::to_string(number);
        return begin_and_statements() + "INSERT INTO ledger VALUES (" + entry + ");COMMIT;SELECT " +
               entry + ";\n";
    }

  private:
    std::string begin_and_statements() {
        std::string sql = "BEGIN;";
        for (unsigned i = up_to(4); i > 0; --i) {
            sql += statement();
        }
        return sql;
    }

    unsigned up_to(unsigned most) {
        return std::uniform_int_distribution<unsigned>(1, most)(random_);
    }

    std::string number(unsigned most) { return std::to_string(up_to(most)); }

    std::string statement() {
        const std::string id = number(2000);
        const std::string value = number(100'000);
        switch (up_to(10)) {
            case 1:
            case 2:
                return "INSERT IGNORE INTO keyed (id, u, t, f) VALUES (" + id + "," + value +
                       ",'inserted " + value + "'," + value + "e-3),(" + value +
                       ",NULL,NULL,NULL);";
            case 3:
            case 4:
                return "UPDATE keyed SET t=CONCAT('updated ', " + value + "), f=" + value +
                       "/7 WHERE id BETWEEN " + id + " AND " + id + "+5;";
            case 5: return "DELETE FROM keyed WHERE id BETWEEN " + id + " AND " + id + "+2;";
            case 6: return "UPDATE IGNORE keyed SET id=id+100000 WHERE id=" + id + ";";
            case 7:
                return "INSERT INTO keyless VALUES (" + number(20) + ",'same',NULL),(" +
                       number(20) + ",'same',0.1);";
            case 8: return "DELETE FROM keyless WHERE a=" + number(20) + " LIMIT 1;";
            case 9:
                return "UPDATE keyless SET b='other', c=c*3 WHERE a=" + number(20) + " LIMIT 2;";
            default:
                return "REPLACE INTO text_keys VALUES ('k" + number(50) + "','K" + number(5) +
                       "'," + value + ");";
        }
    }

    std::mt19937 random_;
};

std::string ledger_transactions(unsigned seed, int count, std::uint64_t first) {
    Statements statements(seed);
    std::string sql = "USE `copy`;";
    for (int i = 0; i < count; ++i) {
        sql += statements.transaction(first++);
    }
    return sql;
}

std::set<std::string> line_set(const std::string& text) {
    std::istringstream lines(text);
    std::set<std::string> set;
    for (std::string line; std::getline(lines, line);) {
        set.insert(line);
    }
    return set;
}

/// Sessions that have been sent all of the server's log, by their numbers.
std::set<std::string> readers_of(const PrivateServer& server) {
    return line_set(server
                        .try_sql("SELECT id FROM information_schema.processlist WHERE state LIKE "
                                 "'%has sent all binlog%'")
                        .out);
}

}  // namespace

std::string random_transactions(unsigned seed, int count) {
    Statements statements(seed);
    std::string sql = "USE `copy`;";
    for (int i = 0; i < count; ++i) {
        sql += statements.transaction();
    }
    return sql;
}

void make_followed_tables(const PrivateServer& source) {
    source.execute(
        "USE `copy`;"
        "CREATE TABLE keyed (id INT NOT NULL PRIMARY KEY, u INT UNIQUE, t VARCHAR(60), f FLOAT, "
        "KEY (t)) ENGINE=InnoDB CHARACTER SET utf8mb4;"
        "CREATE TABLE keyless (a INT, b VARCHAR(9), c FLOAT, KEY (a)) ENGINE=InnoDB CHARACTER SET "
        "latin1;"
        "CREATE TABLE text_keys (a VARCHAR(20), b CHAR(9), n INT, PRIMARY KEY (a, b)) "
        "ENGINE=InnoDB CHARACTER SET latin1;"
        "CREATE TABLE ledger (n BIGINT NOT NULL PRIMARY KEY) ENGINE=InnoDB CHARACTER SET latin1;" +
        random_transactions(1, 300));
}

std::vector<std::string> changing_definitions() {
    return {
        "ALTER TABLE keyed ADD COLUMN extra INT NOT NULL DEFAULT 7 AFTER id",
        "UPDATE keyed SET extra=id WHERE id % 3 = 0",
        "CREATE TABLE made (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v VARCHAR(20), at "
        "TIMESTAMP) ENGINE=InnoDB",
        "INSERT INTO made (v, at) VALUES ('a', '2001-02-03 04:05:06'), ('b', '2001-02-03')",
        "RENAME TABLE made TO made2",
        "INSERT INTO made2 (v, at) VALUES ('c', '2001-02-03')",
        "ALTER TABLE made2 RENAME made3, ADD KEY (v)",
        "UPDATE made3 SET v=CONCAT(v, '!'), at='2011-01-01'",
        "TRUNCATE TABLE keyless",
        "INSERT INTO keyless VALUES (1, 'x', 2), (1, 'x', 3)",
        "CREATE INDEX of_b ON keyless (b)",
        "ALTER TABLE keyless MODIFY a BIGINT UNSIGNED, ADD UNIQUE ones (c, a, b)",
        "INSERT INTO keyless VALUES (18446744073709551615, 'big', 0.5)",
        "DROP INDEX ones ON keyless",
        "CREATE VIEW seen AS SELECT id, extra FROM keyed",
        "CREATE PROCEDURE nothing() SELECT 1",
        "CREATE TABLE other LIKE keyed",
        "INSERT INTO other SELECT * FROM keyed",
        "DROP TABLE text_keys",
        "CREATE TABLE text_keys (n INT NOT NULL PRIMARY KEY, a VARCHAR(9), b TEXT) ENGINE=InnoDB",
        "INSERT INTO text_keys VALUES (1, 'one', 'eins'), (2, 'two', NULL)",
        "ALTER TABLE keyed MODIFY f DOUBLE, DROP COLUMN extra",
        "UPDATE keyed SET f=f/3 WHERE id % 2 = 0",
        "DROP VIEW IF EXISTS seen",
        "RENAME TABLE other TO aside, made3 TO other",
        "DELETE FROM aside WHERE id % 2 = 1",
        "INSERT INTO other (v, at) VALUES ('last', '2020-02-20')",
        "DROP TABLE aside, other",
    };
}

FollowCase::FollowCase(const CopyServers& of, unsigned rows_per_second, const std::string& keys)
    : servers(of), rows_per_second_(rows_per_second), keys_(keys) {
    make_followed_tables(servers.source);
    go_through(0, 0);
}

void FollowCase::go_through(unsigned source_port, unsigned destination_port) {
    const unsigned source = source_port == 0 ? servers.source.port() : source_port;
    const unsigned destination =
        destination_port == 0 ? servers.destination.port() : destination_port;
    task_ = folder_.write(
        "task.json",
        R"({"name": "copy", )" + keys_ +
            R"(, "retry": {"connection": "10m"}, "ignore_checks": {"binlog.retention": "a test"}, )"
            R"("limits": {"workers": 2, "rows_per_second": )" +
            std::to_string(rows_per_second_) + R"(}, "source": )" + endpoint_json(source) +
            R"(, "destination": )" + endpoint_json(destination) + "}");
}

void FollowCase::set_rows_per_second(unsigned rows) {
    rows_per_second_ = rows;
    go_through(0, 0);
}

FollowCase::~FollowCase() {
    stop_writing();
}

CutoverProcess FollowCase::start(
    const std::string& until, const std::vector<std::string>& environment) const {
    readers_before_ = readers_of(servers.source);
    return CutoverProcess(
        {"migrate", task_, "--state", (folder_.path() / ("state" + place_)).string(), "--until",
         until, "--progress", "none"},
        (folder_.path() / ("output" + place_)).string(), environment);
}

CutoverProcess FollowCase::start_verify(
    const std::string& output,
    const std::vector<std::string>& environment,
    const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"verify",         task_,        "--state",
                                       state().string(), "--progress", "none"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return CutoverProcess(std::move(arguments), output, environment);
}

void FollowCase::move_elsewhere() {
    place_ = "-elsewhere";
}

/// Neither the reader of a run before, which the source notices only after a while to be gone, nor
/// the one by which a run looks at the log before it follows it, and which is gone at once.
bool FollowCase::waits_for_more(CutoverProcess& run) const {
    std::set<std::string> seen;
    for (int i = 0; i < 300 && !run.has_ended(); ++i) {
        std::set<std::string> now = readers_of(servers.source);
        for (const std::string& reader : now) {
            if (seen.contains(reader) && !readers_before_.contains(reader)) {
                return true;
            }
        }
        seen = std::move(now);
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
    }
    return false;
}

bool FollowCase::has_applied_all(CutoverProcess& run, int within_seconds) const {
    const std::string status = servers.source.sql("SHOW MASTER STATUS");
    std::istringstream words(status);
    LogPlace end;
    words >> end.file >> end.offset;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(within_seconds);
    while (std::chrono::steady_clock::now() < until && !run.has_ended()) {
        const ProgramRun asked =
            servers.destination.try_sql("SELECT place FROM `cutover`.`applied`");
        const auto place = parse_log_place(asked.out.substr(0, asked.out.find('\n')));
        if (place && has_reached(*place, end)) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
}

void FollowCase::catch_up() const {
    CutoverProcess run = start("caught-up");
    EXPECT_EQ(run.wait(), 0) << run.output();
}

void FollowCase::start_writing(unsigned seed) {
    stop_ = false;
    writer_ = std::thread([this, seed] {
        constexpr int batch = 20;
        for (unsigned i = 0; !stop_; ++i) {
            const ProgramRun run =
                servers.source.try_sql(ledger_transactions(seed + i, batch, next_entry_));
            next_entry_ += batch;
            acknowledged_.merge(line_set(run.out));
            if (run.exit_code != 0) {
                ++failed_batches_;
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
            }
        }
    });
}

void FollowCase::stop_writing() {
    stop_ = true;
    if (writer_.joinable()) {
        writer_.join();
    }
}

std::uint64_t FollowCase::applied() const {
    const bool has_begun = servers.destination.sql(
                               "SELECT COUNT(*) FROM information_schema.tables WHERE "
                               "table_schema='cutover' AND table_name='applied'") != "0\n";
    const char* const asked = "SELECT COALESCE(MAX(transactions), 0) FROM `cutover`.`applied`";
    const std::string text = has_begun ? servers.destination.sql(asked) : "0";
    return std::strtoull(text.c_str(), nullptr, 10);
}

ProgramRun FollowCase::run(const std::string& command, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{command, task_, "--state", state().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_cutover(arguments);
}

const std::string& FollowCase::task_file() const {
    return task_;
}

std::filesystem::path FollowCase::state() const {
    return folder_.path() / "state";
}

std::string FollowCase::status(bool as_json) const {
    const ProgramRun asked =
        run("status", as_json ? std::vector<std::string>{"--json"} : std::vector<std::string>{});
    EXPECT_EQ(asked.exit_code, 0) << asked.err;
    return asked.out;
}

void FollowCase::create_triggers() const {
    const ProgramRun made = run("migrate", {"--types", "schema,full", "--progress", "none"});
    EXPECT_EQ(made.exit_code, 0) << made.err;
}

ProgramRun FollowCase::verify() const {
    return run("verify", {"--progress", "none"});
}

void FollowCase::expect_equal() const {
    const std::vector<TableWord> source = table_words(servers.source, "copy");
    const std::vector<TableWord> destination = table_words(servers.destination, "copy");
    EXPECT_FALSE(source.empty());
    EXPECT_EQ(to_text(source), to_text(destination)) << first_differences(source, destination);
    const std::set<std::string> arrived =
        line_set(servers.destination.sql("SELECT n FROM `copy`.ledger"));
    std::vector<std::string> lost;
    std::set_difference(
        acknowledged_.begin(), acknowledged_.end(), arrived.begin(), arrived.end(),
        std::back_inserter(lost));
    EXPECT_TRUE(lost.empty()) << lost.size() << " transactions were acknowledged and are lost, "
                              << (lost.empty() ? "" : lost.front()) << " among them";
    EXPECT_TRUE(source_may_fail || failed_batches_ == 0) << failed_batches_ << " batches failed";
}

}  // namespace cutover::test
