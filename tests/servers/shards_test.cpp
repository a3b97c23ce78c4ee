/// Shards of a verification as processes of their own, and what `merge` makes of them.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/places.hpp"
#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/relay.hpp"
#include "tests/servers/support/server_pair.hpp"

namespace cutover::test::shards_test {
namespace {

constexpr int shards = 4;

/// A table of several chunks, one with text keys, small ones and one without a key. `ten` doubles
/// as the digits that the others' numbers are made of.
const char* const tables =
    "CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, note VARCHAR(40)) ENGINE=InnoDB;"
    "CREATE TABLE tags (name VARCHAR(30) NOT NULL PRIMARY KEY, n INT) ENGINE=InnoDB;"
    "CREATE TABLE small_1 (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;"
    "CREATE TABLE small_2 (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;"
    "CREATE TABLE keyless (a INT, b INT) ENGINE=InnoDB;"
    "CREATE TABLE ten (d INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;"
    "INSERT INTO ten VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);"
    "INSERT INTO orders (id) SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d FROM "
    "ten a, ten b, ten c, ten d, ten e WHERE e.d * 10 + d.d < 12;"
    "UPDATE orders SET note = CONCAT('order ', id);"
    "INSERT INTO tags SELECT CONCAT('tag ', id), id FROM orders WHERE id <= 5000;"
    "INSERT INTO small_1 VALUES (1), (2);"
    "INSERT INTO keyless SELECT id % 7, 1 FROM orders WHERE id <= 50;"
    "ANALYZE TABLE orders, tags;";

class ShardCase {
  public:
    explicit ShardCase(
        const std::string& database, const PairOfKinds& kinds = pairs_of_kinds.front())
        : pair_(kinds, database), database_(database) {
        pair_.at_both(tables);
        task_ = write_task("shop", "");
    }

    /// Rates that make chunks of about 2,000 rows, and let them be read at once.
    std::string write_task(const std::string& name, const std::string& more) {
        return folder_.write(
            name + ".json",
            R"({ "name": ")" + name + R"(", "types": ["schema", "full"], "objects": { ")" +
                database_ + R"(": {} }, "limits": { "workers": 8, "rows_per_second": 1600 }, )" +
                more + R"("source": )" + endpoint_json(pair_.source()) + R"(, "destination": )" +
                endpoint_json(destination_port_) + " }");
    }

    /// The task reaches the destination through this port from now on.
    void go_through(unsigned destination_port) {
        destination_port_ = destination_port;
        write_task("shop", "");
    }

    [[nodiscard]] std::string state_of(int shard) const {
        return (folder_.path() / ".cutover" /
                ("shop.shard-" + std::to_string(shard) + "-of-" + std::to_string(shards)))
            .string();
    }

    /// These of the four, at the same time; their exit codes.
    std::vector<int> run(const std::vector<int>& numbers, const std::set<int>& expected = {4, 1}) {
        std::vector<std::unique_ptr<CutoverProcess>> processes;
        processes.reserve(numbers.size());
        for (const int number : numbers) {
            processes.push_back(std::make_unique<CutoverProcess>(
                std::vector<std::string>{
                    "verify", task_, "--shard",
                    std::to_string(number) + "/" + std::to_string(shards)},
                (folder_.path() / ("output-" + std::to_string(number))).string()));
        }
        std::vector<int> codes;
        for (const auto& process : processes) {
            codes.push_back(process->wait());
            EXPECT_TRUE(expected.contains(codes.back())) << codes.back() << process->output();
        }
        return codes;
    }

    std::vector<int> run_all() { return run({1, 2, 3, 4}); }

    [[nodiscard]] std::vector<std::string> all_states() const {
        return {state_of(1), state_of(2), state_of(3), state_of(4)};
    }

    [[nodiscard]] ProgramRun merge(
        std::vector<std::string> states, const std::string& task = {}) const {
        std::vector<std::string> arguments{"merge", task.empty() ? task_ : task};
        arguments.insert(arguments.end(), states.begin(), states.end());
        arguments.emplace_back("--json");
        return run_cutover(arguments);
    }

    [[nodiscard]] const ServerPair& pair() const { return pair_; }

    [[nodiscard]] const std::string& task() const { return task_; }

  private:
    ServerPair pair_;
    std::string database_;
    unsigned destination_port_ = pair_.destination().port();
    TemporaryFolder folder_{};
    std::string task_{};
};

nlohmann::json table_in(const ProgramRun& merged, const std::string& name) {
    const auto result = nlohmann::json::parse(merged.out);
    for (const auto& table : result.at("tables")) {
        if (table.at("source") == name) {
            return table;
        }
    }
    throw std::logic_error(name + " is not among the tables: " + merged.out);
}

void expect_refused(const ProgramRun& merged, int exit_code, const std::string& message) {
    EXPECT_EQ(merged.exit_code, exit_code) << merged.out << merged.err;
    EXPECT_NE(merged.err.find(message), std::string::npos) << merged.err;
}

void expect_proven_as_by_one(const ShardCase& shop, const std::string& database) {
    const ProgramRun merged = shop.merge(shop.all_states());
    ASSERT_EQ(merged.exit_code, 0) << merged.out << merged.err;
    EXPECT_EQ(nlohmann::json::parse(merged.out).at("outcome"), "equal");
    EXPECT_GE(table_in(merged, database + ".orders").at("chunks"), 4);

    const ProgramRun whole = run_cutover({"verify", shop.task(), "--json"});
    ASSERT_EQ(whole.exit_code, 0) << whole.out << whole.err;
    for (const char* const name : {"orders", "tags", "small_1", "small_2", "keyless", "ten"}) {
        const std::string table = database + "." + name;
        for (const char* const key : {"digest", "source_rows", "destination_rows", "position"}) {
            EXPECT_EQ(table_in(merged, table).at(key), table_in(whole, table).at(key)) << key;
        }
    }
}

TEST(ShardsOnServers, FourProcessesProveWhatOneProves) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        SCOPED_TRACE(kinds.name);
        ShardCase shop("shards_equal", kinds);
        EXPECT_EQ(shop.run_all(), (std::vector<int>{4, 4, 4, 4}));
        expect_proven_as_by_one(shop, "shards_equal");
        // The report has both in its history, and the merged one's coverage is proven too.
        const auto report =
            nlohmann::json::parse(run_cutover({"report", shop.task(), "--json"}).out);
        ASSERT_EQ(report.at("history").size(), 2U);
        EXPECT_EQ(report.at("history").at(0).at("outcome"), "equal");
    }
}

TEST(ShardsOnServers, WhatIsMergedIsGoneOnFrom) {
    ShardCase shop("shards_carried");
    shop.run_all();
    ASSERT_EQ(shop.merge(shop.all_states()).exit_code, 0);
    shop.pair().at_both("UPDATE orders SET note = 'new' WHERE id = 4711");
    shop.pair().at_destination("UPDATE tags SET n = 0 WHERE n = 42");
    const ProgramRun again = run_cutover({"verify", shop.task(), "--json", "--since-last"});
    EXPECT_EQ(again.exit_code, 1) << again.out << again.err;
    EXPECT_EQ(nlohmann::json::parse(again.out).at("discrepancy_count"), 1) << again.out;
    EXPECT_EQ(table_in(again, "shards_carried.orders").at("verdict"), "EQUAL");
    EXPECT_GT(table_in(again, "shards_carried.orders").at("rows_carried"), 11'000) << again.out;
    EXPECT_GT(table_in(again, "shards_carried.tags").at("rows_carried"), 4'000) << again.out;
}

TEST(ShardsOnServers, TheReportShowsAMergedVerificationLikeAnyOther) {
    ShardCase shop("shards_report");
    shop.run_all();
    ASSERT_EQ(shop.merge(shop.all_states()).exit_code, 0);
    const auto report = nlohmann::json::parse(run_cutover({"report", shop.task(), "--json"}).out);
    for (const auto& criterion : report.at("criteria")) {
        for (const char* const id :
             {"tables.equal", "coverage.full", "definitions.equal", "verification.finished",
              "snapshot.consistent", "evidence.intact"}) {
            if (criterion.at("id") == id) {
                EXPECT_EQ(criterion.at("status"), "met") << criterion.dump(2);
            }
        }
    }
}

void expect_difference_found(const PairOfKinds& kinds) {
    SCOPED_TRACE(kinds.name);
    ShardCase shop("shards_differ", kinds);
    shop.pair().at_destination(
        "UPDATE orders SET note = 'changed' WHERE id = 7777; DELETE FROM tags WHERE n = 42; "
        "CREATE TABLE nobodys (id INT PRIMARY KEY)");
    const std::vector<int> codes = shop.run_all();
    EXPECT_GE(std::count(codes.begin(), codes.end(), 4), 2) << "the others found nothing";
    const ProgramRun merged = shop.merge(shop.all_states());
    EXPECT_EQ(merged.exit_code, 1) << merged.out << merged.err;
    const auto result = nlohmann::json::parse(merged.out);
    EXPECT_EQ(result.at("outcome"), "different");
    EXPECT_EQ(result.at("discrepancy_count"), 2);
    const auto& found = result.at("discrepancies");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at(0).at("key").at("id"), "7777");
    EXPECT_EQ(found.at(0).at("columns").at(0).at("name"), "note");
    EXPECT_EQ(found.at(1).at("kind"), "missing");
    EXPECT_EQ(found.at(1).at("key").at("name"), "tag 42");
    EXPECT_EQ(table_in(merged, "shards_differ.small_1").at("verdict"), "EQUAL");
    ASSERT_EQ(result.at("causes").size(), 2U) << merged.out;
    EXPECT_EQ(result.at("causes").at(0).at("table"), "shards_differ.orders");
    const auto report = nlohmann::json::parse(run_cutover({"report", shop.task(), "--json"}).out);
    EXPECT_EQ(report.at("causes").size(), 2U) << report.at("causes");
    EXPECT_NE(report.at("notes").dump().find("shards_differ.nobodys"), std::string::npos)
        << report.at("notes") << "each shard has said that nothing was compared there";
}

TEST(ShardsOnServers, ADifferenceIsFoundWithItsRowColumnAndCause) {
    for (const PairOfKinds& kinds : pairs_of_kinds) {
        expect_difference_found(kinds);
    }
}

/// Over a connection that is lost at some packet the shard ends without its evidence, or gets it
/// at another try: what is merged then is either refused or right.
TEST(ShardsOnServers, AShardWhoseConnectionIsCutMakesNoWrongVerdict) {
    ShardCase shop("shards_cut");
    Relay relay(shop.pair().destination().port());
    shop.go_through(relay.port());
    const std::uint64_t before = relay.packets();
    shop.run_all();
    const std::uint64_t of_one = (relay.packets() - before) / shards;
    ASSERT_EQ(shop.merge(shop.all_states()).exit_code, 0);
    shop.pair().at_destination("UPDATE orders SET note = 'changed' WHERE id = 7777");
    int refused = 0;
    for (std::uint64_t packet = 5; packet < of_one * 9 / 10; packet += of_one / 3 + 1) {
        const auto loss = packet % 2 == 0 ? Relay::Loss::request : Relay::Loss::answer;
        SCOPED_TRACE("packet " + std::to_string(packet) + " of " + std::to_string(of_one));
        shop.run({1, 2, 4}, {1, 4, 3});
        relay.cut(packet, loss);
        shop.run({3}, {1, 4, 3});
        EXPECT_TRUE(relay.has_cut());
        const ProgramRun merged = shop.merge(shop.all_states());
        EXPECT_TRUE(merged.exit_code == 1 || merged.exit_code == 2 || merged.exit_code == 3)
            << merged.exit_code << merged.out << merged.err;
        refused += merged.exit_code == 1 ? 0 : 1;
    }
    EXPECT_GT(refused, 0) << "no cut was ever one that mattered";
}

TEST(ShardsOnServers, ManyRowsWithOneCauseAreOneCause) {
    ShardCase shop("shards_cause");
    shop.pair().at_destination("UPDATE orders SET note = UPPER(note)");
    EXPECT_EQ(shop.run_all(), (std::vector<int>{1, 1, 1, 1}));
    const ProgramRun merged = shop.merge(shop.all_states());
    EXPECT_EQ(merged.exit_code, 1) << merged.out << merged.err;
    const auto result = nlohmann::json::parse(merged.out);
    ASSERT_EQ(result.at("causes").size(), 1U) << result.at("causes");
    const auto& cause = result.at("causes").at(0);
    EXPECT_EQ(cause.at("kind"), "case_folding");
    EXPECT_EQ(cause.at("column"), "note");
    EXPECT_EQ(cause.at("differ"), 12'000);
    EXPECT_EQ(cause.at("rows"), cause.at("looked_at"));
}

TEST(ShardsOnServers, WhatDoesNotFitTogetherIsRefused) {
    ShardCase shop("shards_refused");
    expect_refused(shop.merge({shop.state_of(1)}), 2, "holds no evidence");
    shop.run_all();
    expect_refused(
        shop.merge({shop.state_of(1), shop.state_of(2), shop.state_of(4)}), 2,
        "shard 3 of 4 is missing");
    expect_refused(
        shop.merge({shop.state_of(1), shop.state_of(2), shop.state_of(2), shop.state_of(4)}), 2,
        "shard 2 of 4 is there twice");
    expect_refused(
        shop.merge(shop.all_states(), shop.write_task("other", "")), 2, "belongs to task");
    expect_refused(
        shop.merge(
            shop.all_states(),
            shop.write_task("shop", R"("exclude": ["shards_refused.small_2"], )")),
        2, "means something else");
    shop.write_task("shop", "");

    // Somebody wrote to the source before the last shard ran.
    shop.pair().at_source("UPDATE orders SET note = 'late' WHERE id = 1");
    shop.run({4});
    expect_refused(shop.merge(shop.all_states()), 3, "different moments of the source");
    // All of them again, and what was written is found.
    shop.run_all();
    EXPECT_EQ(shop.merge(shop.all_states()).exit_code, 1);
    expect_refused(shop.merge(shop.all_states()), 3, "a verification began");

    // A migration since then is newer than what the shards saw.
    const ProgramRun migration = run_cutover({"migrate", shop.task(), "--types", "schema"});
    EXPECT_NE(migration.exit_code, 70) << migration.err;
    expect_refused(shop.merge(shop.all_states()), 3, "a migration began");
}

void forge(const ShardCase& shop, std::vector<std::string> what) {
    std::vector<std::string> command{
        "python3", std::string(source_folder) + "/tests/servers/support/forge_evidence.py",
        shop.state_of(2) + "/evidence.sqlite", "shards_forged.orders"};
    command.insert(command.end(), what.begin(), what.end());
    const ProgramRun done = run_program(command);
    ASSERT_EQ(done.exit_code, 0) << done.err;
}

/// Hashes that hold prove nothing here: the chunks themselves have to be all, and each once.
TEST(ShardsOnServers, EvidenceWithAGapOrAnOverlapIsRefused) {
    ShardCase shop("shards_forged");
    shop.run_all();
    const std::string own = shop.state_of(2) + "/evidence.sqlite";
    std::filesystem::copy_file(own, own + ".kept");
    forge(shop, {"remove"});
    expect_refused(shop.merge(shop.all_states()), 3, "shards_forged.orders: chunk ");
    expect_refused(shop.merge(shop.all_states()), 3, " is missing");
    std::filesystem::copy_file(
        own + ".kept", own, std::filesystem::copy_options::overwrite_existing);
    forge(shop, {"add", shop.state_of(1) + "/evidence.sqlite"});
    expect_refused(shop.merge(shop.all_states()), 3, " is there twice");
    std::filesystem::copy_file(
        own + ".kept", own, std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(shop.merge(shop.all_states()).exit_code, 0);
}

/// docs/schedules/verify-in-shards.sh as it is, with the built program in front of all others.
TEST(ShardsOnServers, TheScriptForParallelSaysWhatIsEqualAndWhatIsNot) {
    ShardCase shop("shards_script");
    const auto run_script = [&] {
        const std::string folder = std::filesystem::path(program).parent_path().string();
        return run_program(
            {std::string(source_folder) + "/docs/schedules/verify-in-shards.sh", shop.task(),
             std::to_string(shards)},
            {}, {"PATH=" + folder + ":" + std::getenv("PATH")});
    };
    const ProgramRun equal = run_script();
    EXPECT_EQ(equal.exit_code, 0) << equal.out << equal.err;
    shop.pair().at_destination("UPDATE orders SET note = 'changed' WHERE id = 7777");
    const ProgramRun different = run_script();
    EXPECT_EQ(different.exit_code, 1) << different.out << different.err;
    EXPECT_NE(different.out.find("id = 7777"), std::string::npos) << different.out;
}

}  // namespace
}  // namespace cutover::test::shards_test
