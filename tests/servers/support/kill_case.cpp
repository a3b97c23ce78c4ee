#include "tests/servers/support/kill_case.hpp"

#include <cmath>
#include <iostream>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/environment.hpp"

namespace cutover::test {
namespace {

using std::chrono::milliseconds;

unsigned long environment_number(const char* name, unsigned long otherwise) {
    const std::string text = environment(name).value_or("");
    return text.empty() ? otherwise : std::stoul(text);
}

void fill(const PrivateServer& source, KillSize size) {
    const std::string factor = size == KillSize::large ? "1" : "f.d = 0 AND e.d = 0";
    source.execute(
        "USE `copy`;"
        "CREATE TABLE digits (d INT NOT NULL PRIMARY KEY) ENGINE=InnoDB CHARACTER SET utf8mb4;"
        "INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9);"
        "CREATE TABLE large (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, v VARCHAR(20), w INT, "
        "filler VARCHAR(1200), KEY by_v (v), KEY by_w (w, v)) ENGINE=InnoDB CHARACTER SET latin1;"
        "INSERT INTO large (v, w, filler) SELECT CONCAT('v', a.d * b.d), c.d, REPEAT('x', 1000 + "
        "a.d) FROM digits a, digits b, digits c, digits e, (SELECT 0 d UNION SELECT 1) f WHERE " +
        factor +
        ";"
        "CREATE TABLE keyless (a INT, b VARCHAR(300), KEY (a)) ENGINE=InnoDB CHARACTER SET latin1;"
        "INSERT INTO keyless SELECT a.d, REPEAT('y', 10 * b.d) FROM digits a, digits b, digits c, "
        "digits e;"
        "CREATE TABLE child (id INT NOT NULL PRIMARY KEY, d INT, CONSTRAINT of_digit FOREIGN KEY "
        "(d) REFERENCES digits (d) ON DELETE CASCADE) ENGINE=InnoDB CHARACTER SET utf8mb4;"
        "INSERT INTO child SELECT a.d, b.d FROM digits a, digits b WHERE a.d = b.d;"
        "CREATE TRIGGER spoils BEFORE INSERT ON keyless FOR EACH ROW SET NEW.a = 99;"
        "CREATE VIEW seen AS SELECT id, v FROM large;"
        "CREATE FUNCTION twice(n INT) RETURNS INT DETERMINISTIC RETURN n * 2;"
        "ANALYZE TABLE large; ANALYZE TABLE keyless;");
    std::string small = "USE `copy`;";
    for (int i = 0; i < 30; ++i) {
        const std::string name = "small" + std::to_string(i);
        small += fmt::format(
            "CREATE TABLE {0} LIKE keyless; INSERT INTO {0} SELECT * FROM keyless LIMIT {1};", name,
            i * 3);
    }
    source.execute(small);
}

std::string task_text(unsigned source, unsigned destination, unsigned rows_per_second) {
    return R"({"name": "copy", "types": ["schema", "full"], "objects": {"copy": {}}, "source": )" +
           endpoint_json(source) + R"(, "destination": )" + endpoint_json(destination) +
           R"(, "retry": {"connection": "10m"}, "limits": {"workers": 3, "rows_per_second": )" +
           std::to_string(rows_per_second) + "}}";
}

/// Every index, trigger, view, routine and foreign key, a line each.
std::string objects_of(const PrivateServer& server) {
    return server.sql(
        "SELECT table_name, index_name, column_name FROM information_schema.statistics WHERE "
        "table_schema = 'copy' ORDER BY table_name, index_name, seq_in_index;"
        "SELECT trigger_name, event_object_table FROM information_schema.triggers WHERE "
        "trigger_schema = 'copy' ORDER BY 1;"
        "SELECT table_name FROM information_schema.views WHERE table_schema = 'copy' ORDER BY 1;"
        "SELECT routine_name FROM information_schema.routines WHERE routine_schema = 'copy' "
        "ORDER BY 1;"
        "SELECT constraint_name, table_name, delete_rule FROM "
        "information_schema.referential_constraints WHERE constraint_schema = 'copy' ORDER BY 1");
}

/// The table that is made last.
bool has_progress(const PrivateServer& destination) {
    return destination.sql(
               "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'cutover' AND "
               "table_name = 'applied'") == "1\n";
}

}  // namespace

int kill_rounds() {
    return static_cast<int>(environment_number("CUTOVER_KILL_ROUNDS", 1));
}

Moments::Moments()
    : seed_(static_cast<unsigned>(environment_number("CUTOVER_KILL_SEED", std::random_device{}()))),
      random_(seed_) {
    std::cout << seed() << '\n';
}

milliseconds Moments::up_to(milliseconds longest) {
    std::uniform_real_distribution<double> exponent(
        0, std::log(static_cast<double>(longest.count())));
    return milliseconds(static_cast<int>(std::exp(exponent(random_))));
}

std::uint64_t Moments::number(std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>(1, most)(random_);
}

KillCase::KillCase(const CopyServers& pair, unsigned rows_per_second, KillSize size)
    : servers(pair), rows_per_second_(rows_per_second) {
    fill(servers.source, size);
    go_through(0, 0);
}

void KillCase::clean_destination() {
    servers.destination.execute(
        "SET foreign_key_checks = 0; DROP DATABASE IF EXISTS `copy`; "
        "DROP DATABASE IF EXISTS `cutover`");
    done_.clear();
}

void KillCase::go_through(unsigned source_port, unsigned destination_port) {
    const auto port = [](unsigned given, const PrivateServer& server) {
        return given == 0 ? server.port() : given;
    };
    task_ = folder_.write(
        "copy.json", task_text(
                         port(source_port, servers.source),
                         port(destination_port, servers.destination), rows_per_second_));
}

CutoverProcess KillCase::start(const std::string& state) const {
    const std::filesystem::path output = folder_.path() / ("output-" + state);
    std::filesystem::remove(output);
    return CutoverProcess(
        {"migrate", task_, "--progress", "none", "--state", (folder_.path() / state).string()},
        output.string());
}

void KillCase::wait_for_rows(CutoverProcess& run) const {
    static_cast<void>(run.writes("copying rows"));  // what is there may be of the run before it
    const std::string count = "SELECT IFNULL((SELECT SUM(done) FROM cutover.chunk), 0)";
    while (!run.has_ended()) {
        if (has_progress(servers.destination) && servers.destination.sql(count) != "0\n") {
            return;
        }
        std::this_thread::sleep_for(milliseconds(20));
    }
}

void KillCase::expect_done_chunks_stay() {
    if (!has_progress(servers.destination)) {
        return;
    }
    std::istringstream lines(servers.destination.sql(
        "SELECT CONCAT(table_id, '/', chunk_index), CONCAT_WS(' ', rows_written, "
        "HEX(source_digest), milliseconds) FROM cutover.chunk WHERE done"));
    for (std::string line; std::getline(lines, line);) {
        const std::string chunk = line.substr(0, line.find('\t'));
        const auto [known, is_new] = done_.emplace(chunk, line);
        EXPECT_EQ(known->second, line) << "chunk " << chunk << " was copied again";
    }
}

void KillCase::expect_finishes(const std::string& what, const std::string& state) {
    CutoverProcess run = start(state);
    EXPECT_EQ(run.wait(), 0) << what << '\n' << run.output();
    expect_done_chunks_stay();
}

void KillCase::expect_equal() const {
    EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
    EXPECT_EQ(objects_of(servers.destination), objects_of(servers.source));
}

}  // namespace cutover::test
