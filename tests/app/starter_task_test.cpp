#include "app/starter_task.hpp"

#include <gtest/gtest.h>

#include "app/task_file.hpp"

namespace cutover::starter_task_test {
namespace {

TEST(StarterTask, IsValidAsItStands) {
    const TaskFile file = parse_task_file(starter_task, "task.json", {});
    EXPECT_TRUE(file.warnings.empty());
    EXPECT_EQ(file.task.name, "shop-to-cluster");
    EXPECT_EQ(file.task.objects.databases.count("shop"), 1U);
    EXPECT_TRUE(file.task.types.schema && file.task.types.full);
    EXPECT_FALSE(file.task.types.incremental);
}

TEST(StarterTask, ShowsEveryKey) {
    for (const char* const key :
         {"host",
          "port",
          "socket",
          "user",
          "password_env",
          "password_file",
          "defaults_file",
          "defaults_group",
          "ssl_mode",
          "ssl_ca",
          "ssl_cert",
          "ssl_key",
          "types",
          "objects",
          "rename",
          "tables",
          "columns",
          "where",
          "dml",
          "ddl",
          "exclude",
          "conflicts",
          "name_case",
          "float",
          "float_digits",
          "double_digits",
          "ulps",
          "online_ddl",
          "mode",
          "shadow",
          "trash",
          "retry",
          "connection",
          "task",
          "limits",
          "workers",
          "rows_per_second",
          "bytes_per_second",
          "max_source_threads_running",
          "max_replica_lag",
          "max_memory",
          "ignore_checks"}) {
        EXPECT_NE(starter_task.find('"' + std::string(key) + '"'), std::string_view::npos) << key;
    }
}

TEST(StarterTask, FitsATerminal) {
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = starter_task.find('\n', begin)) != std::string_view::npos;
         begin = end + 1) {
        EXPECT_LE(end - begin, 100U);
    }
}

}  // namespace
}  // namespace cutover::starter_task_test
