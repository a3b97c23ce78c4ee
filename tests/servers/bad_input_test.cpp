/// Section 10 of the issue, as far as it is about what a user hands in: each bad input gets one
/// clear message that says what, where and what to do, the exit code of the contract, and changes
/// nothing on the destination.
#include "tests/servers/support/bad_input.hpp"

#include <filesystem>

#include "app/state_folder.hpp"
#include "runtime/evidence_file.hpp"
#include "runtime/sqlite.hpp"

namespace cutover::test::bad_input_test {
namespace {

TEST_F(BadInput, MissingTaskFile) {
    const std::string path = (task.folder.path() / "none.json").string();
    task.expect_refused(
        run_cutover({"migrate", path}), ExitCode::usage,
        {"cutover: cannot read the task file: No such file", path, "cutover init"});
}

TEST_F(BadInput, UnreadableTaskFile) {
    task.expect_refused(
        run_cutover({"migrate", task.folder.path().string()}), ExitCode::usage,
        {"the task file is a folder", task.folder.path().string(), "name the JSON file in it"});
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
     ExitCode::no,
     {"bad.t (it would become bad.x", "as bad.T does", "cutover verify can prove"}},
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
            task.expect_refused(
                task.run(command, task.text(test.objects, more)), test.code, test.messages);
        }
    }
}

TEST_F(BadInput, SourceIsTheDestination) {
    const std::string port = std::to_string(task.source.port());
    task.expect_refused(
        task.run("migrate", task.text(), {"--set", "/destination/port=" + port}), ExitCode::usage,
        {"source and destination are the same server, 127.0.0.1:" + port});
    // Another name for the same server is found out by asking it.
    const std::string socket =
        R"({"user": "root", "socket": ")" + task.source.endpoint().socket + "\"}";
    task.expect_refused(
        task.run("migrate", task.text(), {"--set", "/destination=" + socket}), ExitCode::no,
        {"are one server"});
}

TEST_F(BadInput, PasswordVariableIsNotSet) {
    task.expect_refused(
        task.run("migrate", task.text(), {"--set", "/source/password_env=NO_SUCH_VARIABLE"}),
        ExitCode::usage, {"NO_SUCH_VARIABLE"});
}

TEST_F(BadInput, StateOfAnotherTask) {
    const std::string state = (task.folder.path() / "state").string();
    ASSERT_EQ(task.run("precheck", task.text(), {"--state", state}).exit_code, 0);
    task.expect_refused(
        task.run("migrate", task.text(), {"--state", state, "--set", "/name=other"}),
        ExitCode::usage, {"bad-input", state});
}

TEST_F(BadInput, StateOfANewerVersion) {
    const std::string state = (task.folder.path() / "state").string();
    ASSERT_EQ(task.run("precheck", task.text(), {"--state", state}).exit_code, 0);
    {
        SqliteFile file(evidence_file(state), SqliteFile::Access::read_write);
        file.execute("UPDATE meta SET value = '99' WHERE name = 'format'");
    }
    task.expect_refused(
        task.run("migrate", task.text(), {"--state", state}), ExitCode::usage, {"newer", state});
}

TEST_F(BadInput, StateIsHeldByAnotherRun) {
    const std::filesystem::path state = task.folder.path() / "state";
    const StateLock held(state, "migrate");
    task.expect_refused(
        task.run("migrate", task.text(), {"--state", state.string()}), ExitCode::could_not_finish,
        {"is being run already", "process " + std::to_string(::getpid()), state.string(),
         "cutover status"});
}

TEST_F(BadInput, StateCannotBeWritten) {
    task.expect_refused(
        task.run("migrate", task.text(), {"--state", task.folder.write("file", "x") + "/state"}),
        ExitCode::could_not_finish, {"cannot make the state folder", "--state DIR"});
}

TEST_F(BadInput, RestartIsConfirmed) {
    task.expect_refused(
        task.run("migrate", task.text(), {"--restart"}), ExitCode::usage, {"add --yes"});
}

TEST_F(BadInput, DryRunWritesNothing) {
    const ProgramRun shown = task.run("migrate", task.text(), {"--dry-run"});
    task.expect_refused(
        shown, ExitCode::yes, {"bad.t PRIMARY 1", "CREATE TABLE", "nothing was written"});
    EXPECT_FALSE(std::filesystem::exists(task.folder.path() / ".cutover"));
}

}  // namespace
}  // namespace cutover::test::bad_input_test
