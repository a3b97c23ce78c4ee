/// The selftest on real servers: verify finds every kind of difference with its row and column,
/// and a verify that does not is told apart. Whatever happens, nothing is left on the servers.
#include "selftest/selftest.hpp"

#include <csignal>

#include <gtest/gtest.h>

#include "app/repair_script.hpp"
#include "mysql/mysql_database.hpp"
#include "mysql/statement_runner.hpp"
#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test::selftest_test {
namespace {

/// The databases of selftests that are on a server.
std::string left_on(const PrivateServer& server) {
    return server.sql(
        "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE "
        "'cutover\\_selftest\\_%'");
}

class SelftestRun {
  public:
    explicit SelftestRun(const PairOfKinds& pair)
        : source(PrivateServer::shared(pair.source, 0)),
          destination(PrivateServer::shared(pair.destination, 1)) {
        request.databases = "cutover_selftest_by_test";
        request.seed = 20'261'126;
    }

    [[nodiscard]] SelftestReport run() const {
        const auto from = open_database(source.endpoint(), SessionRole::read_only);
        const auto to = open_database(destination.endpoint(), SessionRole::read_only);
        SelftestObserver observer;
        return selftest(
            request,
            {.source = *from,
             .destination = *to,
             .write_source = [&] { return open_statement_runner(source.endpoint()); },
             .write_destination = [&] { return open_statement_runner(destination.endpoint()); }},
            verification, observer);
    }

    void expect_nothing_left() const {
        EXPECT_EQ(left_on(source), "");
        EXPECT_EQ(left_on(destination), "");
    }

    PrivateServer& source;
    PrivateServer& destination;
    SelftestRequest request{};
    VerifyFunction verification = verify;
};

std::string wrong_answers(const SelftestReport& report) {
    std::string text;
    for (const WrongAnswer& wrong : report.wrong) {
        text += std::string(to_text(wrong.result.answer)) + " " + wrong.kind + ": " +
                wrong.result.sql + " expected " + wrong.result.expected + " found " +
                wrong.result.found + "\n";
    }
    return text;
}

/// And what --repair-sql writes of a kind's rows makes them the source's again.
TEST(SelftestOnServers, EveryKindIsFoundWithItsRowAndColumnAndMended) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        SelftestRun selftest(pair);
        const TemporaryFolder folder;
        const std::string path = (folder.path() / "repair.sql").string();
        std::size_t mended = 0;
        std::string not_mended;
        selftest.verification = [&](const VerifyRequest& asked, Database& source,
                                    Database& destination, EvidenceSink& evidence,
                                    VerifyObserver& observer) {
            VerifyRequest request = asked;
            RepairScript script(path);
            request.repair = &script;
            VerifyReport report = verify(request, source, destination, evidence, observer);
            if (script.finish() == 0) {
                // Data that is equal, and controls.
                not_mended += report.outcome() == "equal" ? "" : findings_text(report) + "\n";
                return report;
            }
            selftest.destination.execute("\nSOURCE " + path);
            const VerifyReport again = verify(asked, source, destination, evidence, observer);
            const bool is_mended = again.outcome() == "equal";
            mended += is_mended ? 1U : 0U;
            not_mended += is_mended ? "" : findings_text(report) + " is there still\n";
            return report;
        };
        const SelftestReport report = selftest.run();
        EXPECT_EQ(report.outcome(), "sharp") << wrong_answers(report);
        EXPECT_EQ(mended, report.tried()) << "not mended:\n" << not_mended;
        EXPECT_EQ(not_mended, "");
        EXPECT_GE(report.tried(), 60U);
        EXPECT_EQ(report.located(), report.tried());
        EXPECT_EQ(report.quiet.runs, 2U);
        EXPECT_EQ(report.busy.runs, 2U);
        selftest.expect_nothing_left();
    }
}

TEST(SelftestOnServers, WhileItIsBusyATableBesideThoseComparedIsThere) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        SelftestRun selftest(pair);
        selftest.request.rounds = 1;
        selftest.request.kinds = {"nothing*"};
        std::size_t beside = 0;
        selftest.verification = [&](const VerifyRequest& asked, Database& source,
                                    Database& destination, EvidenceSink& evidence,
                                    VerifyObserver& observer) {
            const std::string& name = asked.source_catalog.tables.front().name.database;
            const Catalog now = source.catalog({name});
            beside += find_table(now, {name, "busy"}) != nullptr ? 1U : 0U;
            return verify(asked, source, destination, evidence, observer);
        };
        const SelftestReport report = selftest.run();
        EXPECT_EQ(report.false_alarms(), 0U);
        EXPECT_EQ(report.busy.runs, 2U);
        EXPECT_EQ(beside, report.busy.runs);
        selftest.expect_nothing_left();
    }
}

/// Small tables are read in one piece first, every second round; and the peers are asked.
TEST(SelftestOnServers, BothWaysToReadATableFindIt) {
    SelftestRun selftest(pairs_of_kinds.front());
    selftest.request.rounds = 2;
    selftest.request.kinds = {"cancelling", "chunk*", "missing row", "nothing*"};
    selftest.request.peers = true;
    const SelftestReport report = selftest.run();
    EXPECT_EQ(report.outcome(), "sharp") << wrong_answers(report);
    EXPECT_EQ(report.tried(), 18U);
    for (const KindTally& tally : report.kinds) {
        SCOPED_TRACE(tally.kind->name);
        const std::string name = tally.kind->name;
        if (name == "missing row") {
            EXPECT_EQ(tally.peers, (PeerCounts{2, 2, 2}));
        } else if (name == "two rows with the same bit") {
            EXPECT_EQ(tally.peers, (PeerCounts{0, 2, 0})) << "the two cancel in BIT_XOR of CRC32";
        } else if (name == "text moved to the next column") {
            EXPECT_EQ(tally.peers, (PeerCounts{0, 0, 2})) << "CHECKSUM TABLE sees no lengths";
        } else if (tally.kind->is_control() && tally.not_possible.empty()) {
            EXPECT_EQ(tally.peers, PeerCounts{});
        }
    }
}

struct BadVerify {
    const char* name;
    std::function<void(VerifyReport&)> spoil;
    Answer answer;
    ExitCode exit_code;
};

const BadVerify bad_verifies[] = {
    {"overlooks everything",
     [](VerifyReport& report) {
         for (TableComparison& table : report.tables) {
             table.verdict = TableVerdict::equal;
         }
     },
     Answer::missed, ExitCode::no},
    {"names no columns",
     [](VerifyReport& report) {
         for (Discrepancy& discrepancy : report.discrepancies) {
             discrepancy.columns.clear();
         }
     },
     Answer::mislocated, ExitCode::no},
    {"proves nothing",
     [](VerifyReport& report) {
         for (TableComparison& table : report.tables) {
             table.verdict = TableVerdict::unproven;
         }
     },
     Answer::unproven, ExitCode::incomplete},
};

TEST(SelftestOnServers, AVerifyThatIsNotSharpIsToldApart) {
    for (const BadVerify& bad : bad_verifies) {
        SCOPED_TRACE(bad.name);
        SelftestRun selftest(pairs_of_kinds.front());
        selftest.request.kinds = {"one bit", "case"};
        selftest.verification = [&](const VerifyRequest& request, Database& from, Database& to,
                                    EvidenceSink& evidence, VerifyObserver& observer) {
            VerifyReport report = verify(request, from, to, evidence, observer);
            bad.spoil(report);
            return report;
        };
        const SelftestReport report = selftest.run();
        EXPECT_EQ(report.exit_code(), bad.exit_code);
        EXPECT_EQ(report.located(), 0U);
        ASSERT_EQ(report.wrong.size(), 2U);
        for (const WrongAnswer& wrong : report.wrong) {
            EXPECT_STREQ(to_text(wrong.result.answer), to_text(bad.answer));
        }
        selftest.expect_nothing_left();
    }
}

TEST(SelftestOnServers, AVerifyThatCriesWolfIsToldApart) {
    SelftestRun selftest(pairs_of_kinds.front());
    selftest.request.kinds = {"one bit", "row written again"};
    selftest.verification = [](const VerifyRequest& request, Database& from, Database& to,
                               EvidenceSink& evidence, VerifyObserver& observer) {
        VerifyReport report = verify(request, from, to, evidence, observer);
        report.tables.front().verdict = TableVerdict::different;
        return report;
    };
    const SelftestReport report = selftest.run();
    EXPECT_EQ(report.exit_code(), ExitCode::no);
    EXPECT_EQ(report.located(), 1U);
    EXPECT_EQ(report.false_alarms(), 1U + report.quiet.runs + report.busy.runs);
}

/// A seed that changes nothing has not been overlooked.
TEST(SelftestOnServers, WhatNeverCameToBeIsNotCalledMissed) {
    const SeedKind nothing{
        "f", "nothing", "alike", "UPDATE alike SET grade = 'B' WHERE id = {row}",
        "changed {row}: grade"};
    SelftestRun selftest(pairs_of_kinds.front());
    const auto from = open_database(selftest.source.endpoint(), SessionRole::read_only);
    const auto to = open_database(selftest.destination.endpoint(), SessionRole::read_only);
    const SelftestServers servers{
        .source = *from,
        .destination = *to,
        .write_source = [&] { return open_statement_runner(selftest.source.endpoint()); },
        .write_destination =
            [&] { return open_statement_runner(selftest.destination.endpoint()); }};
    {
        ScratchDatabases databases(servers, selftest.request.databases, test_tables());
        ScratchVerification verification(servers, databases, verify);
        const Trial trial{
            .kind = nothing, .table = test_tables().at(1), .places = {{"row", 10}, {"far", 80}}};
        EXPECT_STREQ(to_text(run_trial(trial, databases, verification).answer), "not there");
    }
    selftest.expect_nothing_left();
}

TEST(SelftestOnServers, ADatabaseThatExistsIsNotTouched) {
    SelftestRun selftest(pairs_of_kinds.front());
    const std::string mine = selftest.request.databases + "_kept";
    selftest.destination.execute(
        "CREATE DATABASE " + mine + "; CREATE TABLE " + mine + ".t AS SELECT 42 AS n");
    try {
        (void)selftest.run();
        ADD_FAILURE() << "it went on";
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::no);
        EXPECT_NE(std::string(error.what()).find(mine), std::string::npos) << error.what();
    }
    EXPECT_EQ(left_on(selftest.source), "");
    EXPECT_EQ(left_on(selftest.destination), mine + "\n");
    EXPECT_EQ(selftest.destination.sql("SELECT n FROM " + mine + ".t"), "42\n");
    selftest.destination.execute("DROP DATABASE " + mine);
}

TEST(SelftestOnServers, AFailureDropsTheDatabases) {
    SelftestRun selftest(pairs_of_kinds.back());
    int calls = 0;
    selftest.verification = [&](const VerifyRequest& request, Database& from, Database& to,
                                EvidenceSink& evidence, VerifyObserver& observer) {
        if (++calls == 4) {
            throw Error(Recovery::retry_session, "the server has gone away");
        }
        return verify(request, from, to, evidence, observer);
    };
    EXPECT_THROW((void)selftest.run(), Error);
    EXPECT_EQ(calls, 4);
    selftest.expect_nothing_left();
}

std::string servers_file(const TemporaryFolder& folder, const SelftestRun& selftest) {
    const auto endpoint = [](const PrivateServer& server) {
        return R"({"user": "root", "socket": ")" + server.endpoint().socket + "\"}";
    };
    return folder.write(
        "servers.json", R"({"source": )" + endpoint(selftest.source) + R"(, "destination": )" +
                            endpoint(selftest.destination) + "}");
}

TEST(SelftestOnServers, TheCommandTakesAFileWithNothingButServers) {
    const SelftestRun selftest(pairs_of_kinds.front());
    const TemporaryFolder folder;
    const ProgramRun run = run_cutover(
        {"selftest", "--servers", servers_file(folder, selftest), "--kinds", "NULL,minus zero",
         "--seed", "5", "--peers"});
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_NE(run.out.find("SHARP        4 of 4 differences found"), std::string::npos) << run.out;
    EXPECT_NE(run.out.find("minus zero (MariaDB stores -0.0 as 0.0)"), std::string::npos);
    const ProgramRun none = run_cutover(
        {"selftest", servers_file(folder, selftest), "--kinds", "minus zero", "--json"});
    EXPECT_EQ(none.exit_code, 4) << none.out << none.err;
    EXPECT_NE(none.out.find("\"outcome\": \"incomplete\""), std::string::npos) << none.out;
    const ProgramRun misspelt =
        run_cutover({"selftest", servers_file(folder, selftest), "--kinds", "txt"});
    EXPECT_EQ(misspelt.exit_code, 2);
    EXPECT_NE(misspelt.err.find("no kind of difference matches \"txt\""), std::string::npos);
    selftest.expect_nothing_left();
}

TEST(SelftestOnServers, ASignalDropsTheDatabases) {
    const SelftestRun selftest(pairs_of_kinds.front());
    const TemporaryFolder folder;
    CutoverProcess run(
        {"selftest", servers_file(folder, selftest), "--rounds", "1000", "--kinds", "text"},
        (folder.path() / "output").string());
    ASSERT_TRUE(run.writes("round 1 of 1000")) << run.output();
    EXPECT_NE(left_on(selftest.source), "");
    run.signal(SIGINT);
    EXPECT_EQ(run.wait(), 5) << run.output();
    EXPECT_NE(run.output().find("databases of the selftest are dropped"), std::string::npos)
        << run.output();
    selftest.expect_nothing_left();
}

}  // namespace
}  // namespace cutover::test::selftest_test
