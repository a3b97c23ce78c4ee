#include "core/task.hpp"

#include <gtest/gtest.h>

namespace cutover::task_test {
namespace {

Task good_task() {
    Task task;
    task.name = "shop-to-cluster";
    task.source = {.host = "127.0.0.1", .port = 3306, .user = "cutover", .password_env = "A"};
    task.destination = {.host = "127.0.0.1", .port = 3307, .user = "cutover"};
    task.types = {.schema = true, .full = true};
    task.objects.databases["shop"];
    return task;
}

struct ComplaintCase {
    const char* name;
    void (*change)(Task&);
    const char* pointer;
    const char* message;
};

const ComplaintCase complaint_cases[] = {
    {"empty name", [](Task& t) { t.name = ""; }, "/name", "1 to 40"},
    {"name with a slash", [](Task& t) { t.name = "a/b"; }, "/name", "1 to 40"},
    {"long name", [](Task& t) { t.name = std::string(41, 'a'); }, "/name", "1 to 40"},
    {"no server", [](Task& t) { t.source.host = ""; }, "/source", "\"host\""},
    {"host and socket", [](Task& t) { t.source.socket = "/s"; }, "/source/socket", "one of them"},
    {"port 0", [](Task& t) { t.source.port = 0; }, "/source/port", "65535"},
    {"port too large", [](Task& t) { t.source.port = 65536; }, "/source/port", "65535"},
    {"no user", [](Task& t) { t.destination.user = ""; }, "/destination", "\"user\""},
    {"two passwords", [](Task& t) { t.source.password = "x"; }, "/source", "not several"},
    {"key without certificate", [](Task& t) { t.source.ssl_key = "k"; }, "/source", "together"},
    {"verify without an authority", [](Task& t) { t.source.ssl_mode = SslMode::verify_ca; },
     "/source/ssl_mode", "ssl_ca"},
    {"same server", [](Task& t) { t.destination.port = 3306; }, "/destination", "same server"},
    {"same socket",
     [](Task& t) {
         t.source.host = t.destination.host = "";
         t.source.socket = t.destination.socket = "/run/mysqld.sock";
     },
     "/destination", "same server"},
    {"no types", [](Task& t) { t.types = {}; }, "/types", "at least one"},
    {"no objects", [](Task& t) { t.objects.databases.clear(); }, "/objects", "selects nothing"},
    {"system database", [](Task& t) { t.objects.databases["mysql"]; }, "/objects/mysql", "system"},
    {"renamed to a system database", [](Task& t) { t.objects.databases["shop"].rename = "sys"; },
     "/objects/shop/rename", "system database"},
    {"renamed pattern", [](Task& t) { t.objects.databases["a/*"].rename = "x"; },
     "/objects/a~1*/rename", "pattern"},
    {"illegal rename", [](Task& t) { t.objects.databases["shop"].rename = "x "; },
     "/objects/shop/rename", "ends in a space"},
    {"4-byte character in a rename",
     [](Task& t) { t.objects.databases["shop"].tables["t"].rename = "\xF0\x9F\x98\x80"; },
     "/objects/shop/tables/t/rename", "4-byte"},
    {"columns renamed to one",
     [](Task& t) {
         auto& columns = t.objects.databases["shop"].tables["t"].columns;
         columns["id"];
         columns["mail"].rename = "ID";
     },
     "/objects/shop/tables/t/columns/mail", "so does column \"id\""},
    {"unknown kind of change",
     [](Task& t) {
         t.objects.databases["shop"].tables["t"].dml = {"insert", "upsert"};
     },
     "/objects/shop/tables/t/dml/1", "insert, update, delete"},
    {"exclude without a database",
     [](Task& t) {
         t.objects.exclude = {"shop.x", "tmp_*"};
     },
     "/exclude/1", "database.table"},
    {"connection retry too short", [](Task& t) { t.retry.connection = std::chrono::minutes(9); },
     "/retry/connection", "10m"},
    {"task retry too long", [](Task& t) { t.retry.task = std::chrono::hours(7 * 24 + 1); },
     "/retry/task", "7d"},
    {"no workers", [](Task& t) { t.limits.workers = 0; }, "/limits/workers", "1 to 64"},
    {"many workers", [](Task& t) { t.limits.workers = 65; }, "/limits/workers", "1 to 64"},
    {"little memory", [](Task& t) { t.limits.max_memory = 1; }, "/limits/max_memory", "16M"},
    {"digits", [](Task& t) { t.floats.float_digits = 309; }, "/float/float_digits", "308"},
    {"pattern without a group", [](Task& t) { t.objects.online_ddl.shadow = NamePattern("_gho$"); },
     "/online_ddl/shadow", "parentheses"},
    {"pattern that never ends",
     [](Task& t) { t.objects.online_ddl.trash = NamePattern("^_(.+_del$"); }, "/online_ddl/trash",
     "missing )"},
    {"no reason", [](Task& t) { t.ignore_checks["binlog.format"] = " "; },
     "/ignore_checks/binlog.format", "say why"},
};

TEST(Task, ComplainsAboutEachBadValue) {
    for (const ComplaintCase& test : complaint_cases) {
        SCOPED_TRACE(test.name);
        Task task = good_task();
        test.change(task);
        const std::vector<Complaint> complaints = validate(task);
        ASSERT_EQ(complaints.size(), 1U);
        EXPECT_EQ(complaints[0].pointer, test.pointer);
        EXPECT_NE(complaints[0].message.find(test.message), std::string::npos)
            << complaints[0].message;
    }
}

TEST(Task, ComplainsAboutEverythingAtOnce) {
    EXPECT_TRUE(validate(good_task()).empty());
    EXPECT_GE(validate(Task{}).size(), 5U);
}

TEST(Task, DisplaysAnEndpointWithoutSecrets) {
    EXPECT_EQ(display(Endpoint{.host = "db.example", .port = 3307}), "db.example:3307");
    EXPECT_EQ(display(Endpoint{.host = "::1", .port = 3306}), "[::1]:3306");
    EXPECT_EQ(display(Endpoint{.socket = "/run/mysqld.sock", .password = "x"}), "/run/mysqld.sock");
}

}  // namespace
}  // namespace cutover::task_test
