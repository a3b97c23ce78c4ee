#include "app/task_file.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace cutover::task_file_test {
namespace {

/// A good task file with `line` as its line 6.
std::string with(const std::string& line) {
    return R"({
  "name": "t",
  "source": {"host": "a", "user": "u"},
  "destination": {"host": "b", "user": "u"},
  "types": ["schema", "full"],
)" + line +
           R"(
  "objects": {"shop": {}}
})";
}

std::vector<Complaint> complaints_about(
    const std::string& text, const std::vector<std::string>& overrides = {}) {
    try {
        (void)parse_task_file(text, "t.json", overrides);
    } catch (const TaskFileError& error) {
        return error.complaints();
    }
    return {};
}

struct MistakeCase {
    const char* name;
    const char* line;
    const char* pointer;
    const char* message;
};

const MistakeCase mistake_cases[] = {
    {"misspelt key", R"("conflict": "error",)", "/conflict", R"(did you mean "conflicts"?)"},
    {"unknown key", R"("zzzzzzzz": 1,)", "/zzzzzzzz", R"(known here: "name", "source")"},
    {"misspelt nested key", R"("limits": {"wrokers": 1},)", "/limits/wrokers",
     R"(did you mean "workers"?)"},
    {"key in the wrong case", R"("Float": {},)", "/Float", R"(did you mean "float"?)"},
    {"object expected", R"("limits": 4,)", "/limits", "must be an object, but is a number"},
    {"array expected", R"("exclude": "shop.x",)", "/exclude", "must be an array, but is a string"},
    {"string expected", R"("exclude": [7],)", "/exclude/0", "must be a string, but is a number"},
    {"number expected", R"("limits": {"workers": "4"},)", "/limits/workers",
     "must be a whole number, but is a string"},
    {"negative", R"("limits": {"workers": -4},)", "/limits/workers", "is a negative number"},
    {"fraction", R"("limits": {"workers": 1.5},)", "/limits/workers", "is a fraction"},
    {"null", R"("limits": {"workers": null},)", "/limits/workers", "is null"},
    {"boolean", R"("conflicts": true,)", "/conflicts", R"(one of "error", "proceed")"},
    {"too many", R"("limits": {"workers": 65},)", "/limits/workers", "from 1 to 64"},
    {"beyond 64 bits", R"("limits": {"rows_per_second": 18446744073709551615},)",
     "/limits/rows_per_second", "must be from 0"},
    {"misspelt choice", R"("name_case": "perserve",)", "/name_case", R"(mean "preserve"?)"},
    {"choice in the wrong case", R"("float": {"mode": "DTS"},)", "/float/mode",
     R"(one of "dts", "exact", "ulp")"},
    {"no ulps", R"("float": {"mode": "ulp", "ulps": 0},)", "/float/ulps", "from 1 to 1000000"},
    {"duration without unit", R"("retry": {"connection": 720},)", "/retry/connection",
     "with its unit"},
    {"duration of a wrong unit", R"("retry": {"task": "7w"},)", "/retry/task", "with its unit"},
    {"duration out of range", R"("retry": {"connection": "5m"},)", "/retry/connection",
     "from 10m to 1440m"},
    {"size of a wrong unit", R"("limits": {"max_memory": "256 MB"},)", "/limits/max_memory",
     "number of bytes"},
    {"size out of range", R"("limits": {"max_memory": "1M"},)", "/limits/max_memory",
     "at least 16M"},
    {"reason missing", R"("ignore_checks": {"binlog.format": ""},)", "/ignore_checks/binlog.format",
     "must not be empty"},
    {"reason of a wrong type", R"("ignore_checks": ["binlog.format"],)", "/ignore_checks",
     "must be an object"},
    {"key given twice", R"("name": "t",)", "/name", "given twice"},
};

TEST(TaskFile, NamesEachMistakeWithItsPlace) {
    for (const MistakeCase& test : mistake_cases) {
        SCOPED_TRACE(test.name);
        const std::vector<Complaint> complaints = complaints_about(with(test.line));
        ASSERT_EQ(complaints.size(), 1U);
        EXPECT_EQ(complaints[0].pointer, test.pointer);
        EXPECT_EQ(complaints[0].line, 6U);
        EXPECT_NE(complaints[0].message.find(test.message), std::string::npos)
            << complaints[0].message;
    }
}

struct WholeCase {
    const char* name;
    const char* from;
    const char* to;
    const char* pointer;
    unsigned line;
    const char* message;
};

const WholeCase whole_cases[] = {
    {"no name", R"("name": "t",)", "", "/name", 1, "is missing"},
    {"bad name", R"("t")", R"("a b")", "/name", 2, "letters, digits"},
    {"no source", R"("source": {"host": "a", "user": "u"},)", "", "/source", 1, "is missing"},
    {"misspelt host", R"("host": "a")", R"("hots": "a")", "/source/hots", 3, "mean \"host\"?"},
    {"no host", R"("host": "a", )", "", "/source", 3, "say where the server is"},
    {"port of a wrong type", R"("host": "a")", R"("host": "a", "port": "3306")", "/source/port", 3,
     "whole number"},
    {"same server", R"("host": "b")", R"("host": "A")", "/destination", 4, "the same server"},
    {"types out of order", R"("schema", "full")", R"("full", "schema")", "/types/1", 5,
     "in the order"},
    {"type twice", R"("schema", "full")", R"("full", "full")", "/types/1", 5, "once"},
    {"misspelt type", R"("schema", "full")", R"("shema")", "/types/0", 5, "mean \"schema\"?"},
    {"no type", R"("schema", "full")", "", "/types", 5, "at least one"},
    {"nothing selected", R"({"shop": {}})", "{}", "/objects", 7, "selects nothing"},
    {"objects of a wrong type", R"({"shop": {}})", R"(["shop"])", "/objects", 7,
     "must be an object, but is an array"},
    {"empty tables", R"({"shop": {}})", R"({"shop": {"tables": {}}})", "/objects/shop/tables", 7,
     "names no table"},
    {"unknown key of a table", R"({"shop": {}})", R"({"shop": {"tables": {"a/b": {"wher": "x"}}}})",
     "/objects/shop/tables/a~1b/wher", 7, "mean \"where\"?"},
    {"empty rename", R"({"shop": {}})", R"({"shop": {"rename": ""}})", "/objects/shop/rename", 7,
     "must not be empty"},
};

TEST(TaskFile, ChecksEveryPart) {
    for (const WholeCase& test : whole_cases) {
        SCOPED_TRACE(test.name);
        std::string text = with("");
        text.replace(text.find(test.from), std::string(test.from).size(), test.to);
        const std::vector<Complaint> complaints = complaints_about(text);
        ASSERT_EQ(complaints.size(), 1U);
        EXPECT_EQ(complaints[0].pointer, test.pointer);
        EXPECT_EQ(complaints[0].line, test.line);
        EXPECT_NE(complaints[0].message.find(test.message), std::string::npos)
            << complaints[0].message;
    }
}

TEST(TaskFile, ListsAllMistakesAtOnceInTheirOrder) {
    try {
        (void)parse_task_file(
            with("\"limits\": {\"wrokers\": 1},\n\n\"exclude\": 7,"), "t.json", {"/retry/task=8d"});
        FAIL() << "it was accepted";
    } catch (const TaskFileError& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::usage);
        EXPECT_STREQ(
            error.what(),
            "3 mistakes in the task file (t.json); nothing was contacted\n"
            "  --set: /retry/task must be from 0 to 7d\n"
            "  line 6: /limits/wrokers unknown key \"wrokers\"; did you mean \"workers\"?\n"
            "  line 8: /exclude must be an array, but is a number");
    }
}

struct SyntaxCase {
    const char* name;
    std::string text;
    const char* place;
};

const SyntaxCase syntax_cases[] = {
    {"empty", "", "line 1, column 1)"},
    {"not JSON", "name: t", "line 1, column 2)"},
    {"trailing comma", "{\n  \"name\": \"t\",\n}", "line 3, column 1)"},
    {"missing comma", "{\n  \"name\": \"t\"\n  \"types\": []\n}", "line 3, column 9)"},
    {"unclosed", "{\n  \"name\": \"t\"\n", "line 3, column 1)"},
    {"unclosed comment", "{ /* never\n ends", "line 2, column 6)"},
    {"text behind a zero byte", std::string("{}\n\0 {", 6), "line 2, column 1)"},
    {"invalid UTF-8", "{\"name\": \"\xFF\"}", "line 1, column 11)"},
};

TEST(TaskFile, MalformedJsonHasLineAndColumn) {
    for (const SyntaxCase& test : syntax_cases) {
        SCOPED_TRACE(test.name);
        try {
            (void)parse_task_file(test.text, "t.json", {});
            ADD_FAILURE() << "it was accepted";
        } catch (const TaskFileError& error) {
            EXPECT_EQ(error.exit_code(), ExitCode::usage);
            EXPECT_NE(std::string(error.what()).find(test.place), std::string::npos)
                << error.what();
        }
    }
}

TEST(TaskFile, ReadsEveryKey) {
    const Task task =
        parse_task_file(
            R"({
        // a comment, and { "brackets": [
        "name": "shop-to-cluster", /* and
        another */
        "source": {"host": "db1", "port": 3310, "user": "me", "password_env": "PW",
                   "ssl_mode": "VERIFY_CA", "ssl_ca": "ca.pem", "ssl_cert": "/abs/c.pem",
                   "ssl_key": "keys/k.pem"},
        "destination": {"socket": "/run/d.sock", "user": "me", "password_file": "pw",
                        "defaults_file": "my.cnf", "defaults_group": "clone"},
        "types": ["schema", "full", "incremental"],
        "objects": {"shop": {}, "app_*": {},
                    "crm": {"rename": "crm_eu", "tables": {"customers": {
                        "rename": "clients", "columns": {"id": {}, "email": {"rename": "mail"}},
                        "where": "id > 100", "dml": ["insert"], "ddl": ["alter_table"]}}}},
        "exclude": ["shop.tmp_*"],
        "conflicts": "proceed", "name_case": "destination",
        "float": {"mode": "dts", "float_digits": 5, "double_digits": 12, "ulps": 9},
        "online_ddl": {"mode": "gh-ost", "shadow": "^(.+)_s$", "trash": "^(.+)_t$"},
        "retry": {"connection": "10m", "task": 0},
        "limits": {"workers": 8, "rows_per_second": 5, "bytes_per_second": "1M",
                   "max_source_threads_running": 30, "max_replica_lag": "20s",
                   "max_memory": "64M"},
        "ignore_checks": {"binlog.retention": "frozen"}
    })",
            "/etc/cutover/t.json", {"/limits/workers=9", "/name=other", "/exclude/1=a.b"})
            .task;
    EXPECT_EQ(task.name, "other");
    EXPECT_EQ(task.source.port, 3310U);
    EXPECT_EQ(task.source.ssl_mode, SslMode::verify_ca);
    EXPECT_EQ(task.source.ssl_ca, "/etc/cutover/ca.pem");
    EXPECT_EQ(task.source.ssl_cert, "/abs/c.pem");
    EXPECT_EQ(task.source.ssl_key, "/etc/cutover/keys/k.pem");
    EXPECT_EQ(task.destination.socket, "/run/d.sock");
    EXPECT_EQ(task.destination.password_file, "/etc/cutover/pw");
    EXPECT_EQ(task.destination.defaults_group, "clone");
    EXPECT_TRUE(task.types.schema && task.types.full && task.types.incremental);
    const TableRule& table = task.objects.databases.at("crm").tables.at("customers");
    EXPECT_EQ(table.columns.at("email").rename, "mail");
    EXPECT_EQ(table.where, "id > 100");
    EXPECT_EQ(table.ddl, std::vector<std::string>{"alter_table"});
    EXPECT_EQ(task.objects.exclude, (std::vector<std::string>{"shop.tmp_*", "a.b"}));
    EXPECT_EQ(task.conflicts, ConflictPolicy::proceed);
    EXPECT_EQ(task.name_case, NameCase::destination);
    EXPECT_EQ(task.floats.double_digits, 12U);
    EXPECT_EQ(task.floats.ulps, 9U);
    EXPECT_EQ(task.objects.online_ddl.mode, OnlineDdlMode::gh_ost);
    EXPECT_EQ(task.retry.connection, std::chrono::minutes(10));
    EXPECT_EQ(task.retry.task, std::chrono::seconds(0));
    EXPECT_EQ(task.limits.workers, 9U);
    EXPECT_EQ(task.limits.bytes_per_second, 1U << 20U);
    EXPECT_EQ(task.limits.max_replica_lag, std::chrono::seconds(20));
    EXPECT_EQ(task.limits.max_memory, 64U << 20U);
    EXPECT_EQ(task.ignore_checks.at("binlog.retention"), "frozen");
}

struct OverrideCase {
    const char* name;
    const char* text;
    const char* message;
};

const OverrideCase override_cases[] = {
    {"no value", "/limits/workers", "must be /json/pointer=value"},
    {"no pointer", "limits.workers=4", "must be /json/pointer=value"},
    {"a password", "/source/password=secret", "do not belong on a command line"},
    {"a misspelt key", "/limits/wrokers=4", "did you mean \"workers\"?"},
    {"a wrong type", "/limits/workers=many", "must be a whole number"},
    {"through a string", "/name/x=4", "leads nowhere"},
    {"control bytes", "\x01x/name=y", "must be /json/pointer=value"},
    {"control bytes in a pointer", "/name/\x01x=4", "leads nowhere"},
    {"beyond an array", "/types/9=full", ""},
};

TEST(TaskFile, OverridesAreCheckedAsTheFileIs) {
    for (const OverrideCase& test : override_cases) {
        SCOPED_TRACE(test.name);
        const std::vector<Complaint> complaints = complaints_about(with(""), {test.text});
        ASSERT_FALSE(complaints.empty());
        EXPECT_EQ(complaints[0].line, 0U);
        EXPECT_NE(complaints[0].message.find(test.message), std::string::npos)
            << complaints[0].message;
        EXPECT_EQ(complaints[0].message.find("secret"), std::string::npos);
    }
}

TEST(TaskFile, WarnsOfPasswordsInClearTextWithoutShowingThem) {
    const TaskFile file = parse_task_file(with(""), "t.json", {});
    EXPECT_TRUE(file.warnings.empty());
    std::string text = with("");
    text.replace(text.find(R"("user": "u")"), 11, R"("user": "u", "password": "hunter2")");
    const TaskFile warned = parse_task_file(text, "t.json", {});
    ASSERT_EQ(warned.warnings.size(), 1U);
    EXPECT_NE(warned.warnings[0].find("/source/password"), std::string::npos);
    EXPECT_EQ(warned.warnings[0].find("hunter2"), std::string::npos);
}

TEST(TaskFile, SaysWhyAFileCannotBeRead) {
    for (const char* const path : {"/nonexistent/t.json", "/proc"}) {
        SCOPED_TRACE(path);
        try {
            (void)read_task_file(path, {});
            ADD_FAILURE() << "it was read";
        } catch (const TaskFileError& error) {
            EXPECT_EQ(error.exit_code(), ExitCode::usage);
            EXPECT_NE(std::string(error.what()).find(path), std::string::npos);
            EXPECT_NE(std::string(error.what()).find("\n  "), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace cutover::task_file_test
