/// Section 10 of the issue, as far as it is about what a user hands in: each bad input gets one
/// clear message that says what, where and what to do, the exit code of the contract, and changes
/// nothing on the destination.
#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "app/state_folder.hpp"
#include "core/error.hpp"
#include "runtime/evidence_file.hpp"
#include "runtime/sqlite.hpp"
#include "tests/servers/support/private_server.hpp"

namespace cutover::test {
namespace {

/// Results are wrapped to 80 columns; messages are looked for without minding where.
std::string unwrapped(const std::string& text) {
    std::string line;
    for (const char c : text) {
        const bool is_space = c == ' ' || c == '\n';
        if (!is_space || line.empty() || line.back() != ' ') {
            line += is_space ? ' ' : c;
        }
    }
    return line;
}

/// A task of one small table; every test damages one thing of it.
class BadInput : public testing::Test {
  protected:
    BadInput() {
        source_.sql(
            "DROP DATABASE IF EXISTS bad; CREATE DATABASE bad; USE bad;"
            "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20)); INSERT INTO t VALUES (1, 'a');"
            "CREATE TABLE `T` (id INT PRIMARY KEY);"
            "CREATE OR REPLACE USER locked@'%' IDENTIFIED BY 'right';");
        destination_.sql("DROP DATABASE IF EXISTS bad");
        before_ = contents();
    }

    ~BadInput() override {
        source_.sql("DROP DATABASE IF EXISTS bad; DROP USER IF EXISTS locked@'%'");
        destination_.sql("DROP DATABASE IF EXISTS bad; DROP DATABASE IF EXISTS cutover");
    }

    /// Everything that a run could have changed over there.
    [[nodiscard]] std::string contents() const {
        return destination_.sql(
            "SELECT table_schema, table_name, table_rows, create_time "
            "FROM information_schema.tables "
            "WHERE table_schema NOT IN ('information_schema', 'performance_schema') ORDER BY 1, 2;"
            "SHOW DATABASES");
    }

    [[nodiscard]] static std::string endpoint(const PrivateServer& server) {
        return R"({"host": "127.0.0.1", "user": "root", "port": )" + std::to_string(server.port()) +
               "}";
    }

    /// The good task file with `objects` and further keys.
    [[nodiscard]] std::string task(
        const std::string& objects = R"({"bad": {"tables": {"t": {}}}})",
        const std::string& more = "") const {
        return "{\n\"name\": \"bad-input\",\n\"source\": " + endpoint(source_) +
               ",\n\"destination\": " + endpoint(destination_) +
               ",\n\"types\": [\"schema\", \"full\"],\n" + more + "\"objects\": " + objects + "\n}";
    }

    [[nodiscard]] ProgramRun run(
        const std::string& command,
        const std::string& text,
        const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{command, folder_.write("task.json", text)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_cutover(arguments);
    }

    void expect_refused(
        const ProgramRun& run, ExitCode code, const std::vector<std::string>& messages) const {
        EXPECT_EQ(run.exit_code, static_cast<int>(code)) << run.out << run.err;
        for (const std::string& message : messages) {
            EXPECT_NE(unwrapped(run.out + run.err).find(message), std::string::npos)
                << message << " is not in\n"
                << run.out << run.err;
        }
        EXPECT_EQ(contents(), before_) << "the destination was changed";
    }

    PrivateServer& source_ = PrivateServer::shared(ServerKind::mariadb, 0);
    PrivateServer& destination_ = PrivateServer::shared(ServerKind::mariadb, 1);
    TemporaryFolder folder_{};
    std::string before_{};
};

TEST_F(BadInput, MissingTaskFile) {
    const std::string path = (folder_.path() / "none.json").string();
    expect_refused(
        run_cutover({"migrate", path}), ExitCode::usage,
        {"cutover: cannot read the task file: No such file", path, "cutover init"});
}

TEST_F(BadInput, UnreadableTaskFile) {
    expect_refused(
        run_cutover({"migrate", folder_.path().string()}), ExitCode::usage,
        {"the task file is a folder", folder_.path().string(), "name the JSON file in it"});
}

struct TaskCase {
    const char* name;
    const char* objects;
    const char* more;
    ExitCode code;
    std::vector<std::string> messages;
};

const TaskCase task_cases[] = {
    {"malformed JSON",
     R"({"bad": {})",
     "",
     ExitCode::usage,
     {"not valid JSON", "task.json, line 7, column 2", "syntax error"}},
    {"misspelt key",
     R"({"bad": {}})",
     R"("excludes": [],)",
     ExitCode::usage,
     {"line 6: /excludes unknown key", "did you mean \"exclude\"?", "nothing was contacted"}},
    {"wrong type",
     R"({"bad": {}})",
     R"("limits": {"workers": "4"},)",
     ExitCode::usage,
     {"line 6: /limits/workers must be a whole number, but is a string"}},
    {"empty selection",
     "{}",
     "",
     ExitCode::usage,
     {"/objects it selects nothing", "name a database"}},
    {"a pattern that matches nothing", R"({"zzz_*": {}})", "", ExitCode::no, {"holds nothing"}},
    {"everything excluded",
     R"({"bad": {}})",
     R"("exclude": ["bad.*"],)",
     ExitCode::no,
     {"holds nothing"}},
    {"unknown database", R"({"nope": {}})", "", ExitCode::no, {"nope", "the source has none"}},
    {"unknown table",
     R"({"bad": {"tables": {"nope": {}}}})",
     "",
     ExitCode::no,
     {"bad.nope", "the source has none"}},
    {"unknown column",
     R"({"bad": {"tables": {"t": {"columns": {"nope": {}}}}}})",
     "",
     ExitCode::no,
     {"bad.t.nope", "has none of that name"}},
    {"illegal rename",
     R"({"bad": {"rename": "bad "}})",
     "",
     ExitCode::usage,
     {"/objects/bad/rename not a legal name: it ends in a space"}},
    {"two tables renamed to one",
     R"({"bad": {"tables": {"t": {"rename": "x"}, "T": {"rename": "x"}}}})",
     "",
     ExitCode::usage,
     {"it becomes \"x\", and so does table", "rename one of them"}},
    {"two tables that become one in upper case",
     R"({"bad": {}})",
     R"("name_case": "upper",)",
     ExitCode::no,
     {"bad.t", "would become BAD.T", "rename one of them"}},
    {"system database",
     R"({"mysql": {}})",
     "",
     ExitCode::usage,
     {"/objects/mysql system databases are not migrated"}},
    {"ignored check that does not exist",
     R"({"bad": {}})",
     R"("ignore_checks": {"binlog.formatt": "x"},)",
     ExitCode::usage,
     {"/ignore_checks/binlog.formatt"}},
};

TEST_F(BadInput, TaskFilesAndSelections) {
    for (const TaskCase& test : task_cases) {
        SCOPED_TRACE(test.name);
        const std::string more = std::string(test.more) + (*test.more == '\0' ? "" : "\n");
        for (const char* const command : {"precheck", "migrate"}) {
            SCOPED_TRACE(command);
            expect_refused(run(command, task(test.objects, more)), test.code, test.messages);
        }
    }
}

TEST_F(BadInput, IncrementalIsNotInThisVersion) {
    expect_refused(
        run("migrate", task(), {"--types", "schema,full,incremental"}), ExitCode::usage,
        {"does not include incremental migration", "--types schema,full"});
}

TEST_F(BadInput, SourceIsTheDestination) {
    const std::string port = std::to_string(source_.port());
    expect_refused(
        run("migrate", task(), {"--set", "/destination/port=" + port}), ExitCode::usage,
        {"source and destination are the same server, 127.0.0.1:" + port});
    // Another name for the same server is found out by asking it.
    const std::string socket =
        R"({"user": "root", "socket": ")" + source_.endpoint().socket + "\"}";
    expect_refused(
        run("migrate", task(), {"--set", "/destination=" + socket}), ExitCode::no,
        {"are one server"});
}

TEST_F(BadInput, WrongPassword) {
    const std::vector<std::string> login{
        "--set", "/source/user=locked", "--set", "/source/password_env=BAD_INPUT_PASSWORD"};
    std::vector<std::string> arguments{
        CUTOVER_PROGRAM, "migrate", folder_.write("task.json", task())};
    arguments.insert(arguments.end(), login.begin(), login.end());
    const ProgramRun refused = run_program(arguments, "", {"BAD_INPUT_PASSWORD=hunter2"});
    expect_refused(refused, ExitCode::refused, {"Access denied", "127.0.0.1:", "password"});
    EXPECT_EQ((refused.out + refused.err).find("hunter2"), std::string::npos);
}

TEST_F(BadInput, PasswordVariableIsNotSet) {
    expect_refused(
        run("migrate", task(), {"--set", "/source/password_env=NO_SUCH_VARIABLE"}), ExitCode::usage,
        {"NO_SUCH_VARIABLE"});
}

TEST_F(BadInput, UnreachableServer) {
    for (const char* const command : {"precheck", "migrate", "verify"}) {
        SCOPED_TRACE(command);
        expect_refused(
            run(command, task(), {"--set", "/source/port=1"}), ExitCode::could_not_finish,
            {"127.0.0.1:1"});
    }
}

TEST_F(BadInput, StateOfAnotherTask) {
    const std::string state = (folder_.path() / "state").string();
    ASSERT_EQ(run("precheck", task(), {"--state", state}).exit_code, 0);
    expect_refused(
        run("migrate", task(), {"--state", state, "--set", "/name=other"}), ExitCode::usage,
        {"bad-input", state});
}

TEST_F(BadInput, StateOfANewerVersion) {
    const std::string state = (folder_.path() / "state").string();
    ASSERT_EQ(run("precheck", task(), {"--state", state}).exit_code, 0);
    {
        SqliteFile file(evidence_file(state), SqliteFile::Access::read_write);
        file.execute("UPDATE meta SET value = '99' WHERE name = 'format'");
    }
    expect_refused(run("migrate", task(), {"--state", state}), ExitCode::usage, {"newer", state});
}

TEST_F(BadInput, StateIsHeldByAnotherRun) {
    const std::filesystem::path state = folder_.path() / "state";
    const StateLock held(state, "migrate");
    expect_refused(
        run("migrate", task(), {"--state", state.string()}), ExitCode::could_not_finish,
        {"is being run already", "process " + std::to_string(::getpid()), state.string(),
         "cutover status"});
}

TEST_F(BadInput, StateCannotBeWritten) {
    expect_refused(
        run("migrate", task(), {"--state", folder_.write("file", "x") + "/state"}),
        ExitCode::could_not_finish, {"cannot make the state folder", "--state DIR"});
}

TEST_F(BadInput, RestartIsConfirmed) {
    expect_refused(run("migrate", task(), {"--restart"}), ExitCode::usage, {"add --yes"});
}

TEST_F(BadInput, DryRunWritesNothing) {
    const ProgramRun shown = run("migrate", task(), {"--dry-run"});
    expect_refused(
        shown, ExitCode::yes, {"  bad.t ", "PRIMARY", "CREATE TABLE", "nothing was written"});
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / ".cutover"));
}

/// A copy that takes a while, so that something can happen meanwhile.
class SlowCopy : public BadInput {
  protected:
    SlowCopy() {
        source_.sql(
            "USE bad; INSERT INTO t SELECT seq, REPEAT('x', 20) FROM seq_2_to_200000;"
            "ANALYZE TABLE t");
    }

    /// The command line of a copy that would take about 20 seconds.
    [[nodiscard]] std::vector<std::string> slow() const {
        return {
            CUTOVER_PROGRAM, "migrate", folder_.write("task.json", task()), "--set",
            "/limits/rows_per_second=10000"};
    }
};

TEST_F(SlowCopy, StopsOnASignalAndGoesOn) {
    for (const char* const signal : {"INT", "TERM"}) {
        SCOPED_TRACE(signal);
        // In the foreground: otherwise the whole group gets the signal, cutover twice.
        std::vector<std::string> arguments{"timeout", "--foreground", "--preserve-status",
                                           "-s",      signal,         "2"};
        const std::vector<std::string> command = slow();
        arguments.insert(arguments.end(), command.begin(), command.end());
        const ProgramRun stopped = run_program(arguments);
        EXPECT_EQ(stopped.exit_code, static_cast<int>(ExitCode::interrupted))
            << stopped.out << stopped.err;
        EXPECT_NE(stopped.err.find("run the same command again"), std::string::npos) << stopped.err;
    }
    const ProgramRun finished = run("migrate", task());
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
    EXPECT_EQ(destination_.sql("SELECT COUNT(*), SUM(id) FROM bad.t"), "200000\t20000100000\n");
}

TEST_F(SlowCopy, IsNotRunTwiceAtOnceFromTwoMachines) {
    const std::vector<std::string> command = slow();
    ProgramRun first;
    std::thread other([&] { first = run_program(command); });
    ProgramRun second;
    for (int tries = 0; tries < 20; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        if (destination_.sql("SHOW DATABASES LIKE 'cutover'").empty()) {
            continue;
        }
        second = run("migrate", task(), {"--state", (folder_.path() / "elsewhere").string()});
        break;
    }
    other.join();
    EXPECT_EQ(first.exit_code, 0) << first.err;
    EXPECT_EQ(second.exit_code, static_cast<int>(ExitCode::could_not_finish)) << second.err;
    EXPECT_NE(second.err.find("another"), std::string::npos) << second.err;
}

}  // namespace
}  // namespace cutover::test
