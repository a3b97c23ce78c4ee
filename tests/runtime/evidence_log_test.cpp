#include "runtime/evidence_log.hpp"

#include <csignal>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.hpp"
#include "runtime/evidence_chain.hpp"
#include "runtime/evidence_file.hpp"
#include "runtime/evidence_json.hpp"
#include "runtime/evidence_reader.hpp"

namespace cutover::evidence_log_test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class EvidenceLogTest : public testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "cutover-evidence-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder = fs::path(pattern) / "state";
    }

    void TearDown() override { fs::remove_all(folder.parent_path()); }

    EvidenceLog open(const std::string& task = "shop") {
        return {folder, task, [this] { return now; }};
    }

    std::vector<EvidenceRecord> read() {
        std::vector<EvidenceRecord> records;
        chain =
            read_evidence(folder, "shop", [&](const EvidenceRecord& r) { records.push_back(r); });
        return records;
    }

    void sql(const char* statement) {
        SqliteFile(evidence_file(folder), SqliteFile::Access::read_write).execute(statement);
    }

    /// The exit code and text of the Error that opening throws.
    std::pair<ExitCode, std::string> refusal(const std::string& task = "shop") {
        try {
            static_cast<void>(open(task));
        } catch (const Error& error) {
            return {error.exit_code(), error.what()};
        }
        return {ExitCode::yes, "it opened"};
    }

    fs::path folder{};
    std::chrono::system_clock::time_point now{std::chrono::seconds(1'700'000'000)};
    EvidenceChain chain{};
};

TEST_F(EvidenceLogTest, WhatWasAddedIsReadBackInOrder) {
    EvidenceLog log = open();
    log.add(RunStarted{.command = "verify"});
    log.add(RunEnded{.command = "verify", .exit_code = 1, .message = "\xff"});
    const auto records = read();
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].number, 1U);
    EXPECT_EQ(records[0].at, now);
    EXPECT_EQ(std::get<RunStarted>(records[0].entry).command, "verify");
    EXPECT_EQ(std::get<RunEnded>(records[1].entry).message, "\xff");
    EXPECT_TRUE(chain.on_file);
    EXPECT_EQ(chain.records, 2U);
    EXPECT_FALSE(chain.broken_at);
    EXPECT_EQ(chain.last_hash.size(), 64U);
}

TEST_F(EvidenceLogTest, NoFileIsNoEvidence) {
    EXPECT_TRUE(read().empty());
    EXPECT_FALSE(chain.on_file);
    EXPECT_FALSE(fs::exists(folder)) << "reading must not create anything";
}

TEST_F(EvidenceLogTest, ManyEntriesAreWrittenInBatches) {
    EvidenceLog log = open();
    log.add(ChunkCompared{});
    EXPECT_EQ(read().size(), 0U);
    now += milliseconds(99);
    log.add(ChunkCompared{});
    EXPECT_EQ(read().size(), 0U);
    now += milliseconds(1);
    log.add(ChunkCompared{});
    EXPECT_EQ(read().size(), 3U);
    log.add(ChunkCompared{});
    log.add(VerificationFinished{});
    EXPECT_EQ(read().size(), 5U) << "a finished verification must not wait";
    log.add(ChunkCompared{});
    log.flush();
    EXPECT_EQ(read().size(), 6U);
    log.add(CopyFinished{});
    EXPECT_EQ(read().size(), 7U) << "behind a copy nothing may come for days";
}

TEST_F(EvidenceLogTest, AClockSetBackDoesNotHoldEntriesBack) {
    EvidenceLog log = open();
    log.add(ChunkCompared{});
    now -= std::chrono::hours(1);
    log.add(ChunkCompared{});
    EXPECT_EQ(read().size(), 2U);
}

TEST_F(EvidenceLogTest, RunsThatInterleaveKeepTheirRecordsApart) {
    EvidenceLog one = open();
    one.add(RunStarted{.command = "migrate"});
    EvidenceLog two = open();
    two.add(RunStarted{.command = "verify"});
    one.add(RunEnded{.command = "migrate"});
    two.add(RunEnded{.command = "verify"});
    const auto records = read();
    ASSERT_EQ(records.size(), 4U);
    EXPECT_FALSE(chain.broken_at);
    const std::vector<std::uint64_t> runs{
        records[0].run, records[1].run, records[2].run, records[3].run};
    EXPECT_EQ(runs, (std::vector<std::uint64_t>{1, 2, 1, 2}));
}

struct DamageCase {
    const char* name;
    const char* sql;
    std::uint64_t broken_at;
};

// What somebody who edits the file does after dropping the triggers.
const DamageCase damage_cases[] = {
    {"payload", "UPDATE evidence SET payload = replace(payload, '1', '0') WHERE number = 3", 3},
    {"time", "UPDATE evidence SET at = replace(at, '2023', '2022') WHERE number = 2", 2},
    {"kind", "UPDATE evidence SET kind = 'run_started' WHERE number = 4", 4},
    {"run", "UPDATE evidence SET run = 9 WHERE number = 4", 4},
    {"first record gone", "DELETE FROM evidence WHERE number = 1", 1},
    {"record in the middle gone", "DELETE FROM evidence WHERE number = 2", 2},
    {"two records swapped",
     "UPDATE evidence SET number = 9 WHERE number = 2; UPDATE evidence SET number = 2 WHERE number "
     "= 3; UPDATE evidence SET number = 3 WHERE number = 9",
     2},
    {"last hash", "UPDATE evidence SET hash = replace(hash, 'a', 'b') WHERE number = 4", 4},
};

TEST_F(EvidenceLogTest, AnyChangeIsFoundWithTheRecordsNumber) {
    for (const DamageCase& test : damage_cases) {
        SCOPED_TRACE(test.name);
        fs::remove_all(folder);
        EvidenceLog log = open();
        log.add(RunStarted{.command = "verify"});
        for (int exit_code = 1; exit_code <= 3; ++exit_code) {
            log.add(RunEnded{.exit_code = exit_code, .message = "1"});
        }
        sql("DROP TRIGGER evidence_stays; DROP TRIGGER evidence_is_fixed");
        sql(test.sql);
        EXPECT_EQ(read().size(), test.broken_at - 1) << "records after the break prove nothing";
        EXPECT_EQ(chain.broken_at, test.broken_at);
        EXPECT_FALSE(chain.problem.empty());
    }
}

TEST_F(EvidenceLogTest, NothingIsAppendedToABrokenEnd) {
    open().add(RunStarted{});
    sql("DROP TRIGGER evidence_is_fixed; UPDATE evidence SET payload = '{}'");
    const auto [exit_code, text] = refusal();
    EXPECT_EQ(exit_code, ExitCode::usage);
    EXPECT_NE(text.find("record 1 does not fit"), std::string::npos) << text;
}

TEST_F(EvidenceLogTest, TheFileItselfRefusesChanges) {
    open().add(RunStarted{});
    EXPECT_THROW(sql("DELETE FROM evidence"), Error);
    EXPECT_THROW(sql("UPDATE evidence SET payload = ''"), Error);
}

TEST_F(EvidenceLogTest, ARecordThatAnotherVersionWroteEndsTheProof) {
    open().add(RunStarted{});
    const StoredRecord stranger{2, 1, "2023-11-14T22:13:20.000Z", "run_paused", "{}"};
    std::string before;
    read();
    before = chain.last_hash;
    const std::string row =
        "INSERT INTO evidence VALUES (2, 1, '2023-11-14T22:13:20.000Z', "
        "'run_paused', '{}', '" +
        chain_hash(before, stranger) + "')";
    sql(row.c_str());
    EXPECT_EQ(read().size(), 1U);
    EXPECT_EQ(chain.broken_at, 2U);
    EXPECT_NE(chain.problem.find("run_paused"), std::string::npos) << chain.problem;
}

TEST_F(EvidenceLogTest, AnotherTasksFileIsRefused) {
    open("crm").add(RunStarted{});
    const auto [exit_code, text] = refusal("shop");
    EXPECT_EQ(exit_code, ExitCode::usage);
    EXPECT_NE(text.find("belongs to task 'crm', not to 'shop'"), std::string::npos) << text;
    EXPECT_THROW(read(), Error);
}

TEST_F(EvidenceLogTest, ANewerFormatIsRefusedAndLeftAlone) {
    open().add(RunStarted{});
    sql("UPDATE meta SET value = '2' WHERE name = 'format'; DROP TRIGGER evidence_stays");
    const auto [exit_code, text] = refusal();
    EXPECT_EQ(exit_code, ExitCode::usage);
    EXPECT_NE(text.find("format '2'"), std::string::npos) << text;
    sql("CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence BEGIN SELECT 1; END");
}

TEST_F(EvidenceLogTest, AFileThatIsNoDatabaseIsRefused) {
    fs::create_directories(folder);
    std::ofstream(evidence_file(folder)) << std::string(5000, 'x');
    const auto [exit_code, text] = refusal();
    EXPECT_EQ(exit_code, ExitCode::usage);
    EXPECT_NE(text.find("it is no evidence file"), std::string::npos) << text;
}

TEST_F(EvidenceLogTest, AnotherProgramsDatabaseIsRefused) {
    fs::create_directories(folder);
    sql("CREATE TABLE bookmarks (url TEXT)");
    EXPECT_EQ(refusal().first, ExitCode::usage);
}

TEST_F(EvidenceLogTest, AFileThatWasNeverFilledIsFilledNow) {
    fs::create_directories(folder);
    std::ofstream(evidence_file(folder)).close();
    EXPECT_TRUE(read().empty());
    EXPECT_FALSE(chain.on_file);
    open().add(RunStarted{});
    EXPECT_EQ(read().size(), 1U);
}

TEST_F(EvidenceLogTest, AStateFolderThatCannotBeMadeIsSaidSo) {
    std::ofstream(folder) << "a file in the way";
    const auto [exit_code, text] = refusal();
    EXPECT_EQ(exit_code, ExitCode::could_not_finish);
    EXPECT_NE(text.find("--state"), std::string::npos) << text;
}

TEST_F(EvidenceLogTest, OnlyTheOwnerMayRead) {
    open().add(RunStarted{});
    const fs::perms others = fs::perms::group_all | fs::perms::others_all;
    EXPECT_EQ(fs::status(folder).permissions() & others, fs::perms::none);
    EXPECT_EQ(fs::status(evidence_file(folder)).permissions() & others, fs::perms::none);
}

TEST_F(EvidenceLogTest, AFullDiskIsSaidSoAndNothingAddedIsLost) {
    EvidenceLog log = open();
    log.add(RunStarted{});
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit full{4096, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
    std::string text;
    try {
        log.add(RunEnded{.message = std::string(100'000, 'x')});
    } catch (const Error& error) {
        text = error.what();
        EXPECT_EQ(error.exit_code(), ExitCode::could_not_finish);
    }
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_NE(text.find("disk"), std::string::npos) << text;
    EXPECT_EQ(read().size(), 1U);
    log.flush();
    EXPECT_EQ(read().size(), 2U);
}

TEST_F(EvidenceLogTest, AKilledProcessLosesOnlyWhatWaited) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        EvidenceLog log = open();
        log.add(RunStarted{});
        for (int i = 0; i < 2'500; ++i) {
            log.add(ChunkCompared{});
        }
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(read().size(), 2'001U);
    EXPECT_FALSE(chain.broken_at);
    open().add(RunStarted{});
    EXPECT_EQ(read().size(), 2'002U);
    EXPECT_FALSE(chain.broken_at);
}

TEST_F(EvidenceLogTest, EvidenceInAFolderThatCannotBeWrittenIsReadable) {
    {
        EvidenceLog log = open();
        log.add(RunStarted{});
    }
    fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_EQ(read().size(), 1U);
    fs::permissions(folder, fs::perms::owner_all);
}

}  // namespace
}  // namespace cutover::evidence_log_test
