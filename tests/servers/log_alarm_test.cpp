/// A source that keeps its log for a few seconds only: the alarm comes well before the log is gone,
/// while rows are copied, in `status`, and while the log is applied.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "tests/servers/support/child_program.hpp"
#include "tests/servers/support/copy_fixture.hpp"

namespace cutover::test::log_alarm_test {
namespace {

constexpr const char* alarm = "the source's log is needed from";

std::string task_text(const CopyServers& servers, const std::string& limits) {
    return R"({"name": "alarm", "types": ["schema", "full", "incremental"],
        "objects": {"copy": {}}, "limits": )" +
           limits + R"(, "ignore_checks": {"binlog.retention": "-", "binlog.copy_time": "-"},
        "source": )" +
           endpoint_json(servers.source) + R"(, "destination": )" +
           endpoint_json(servers.destination) + "}";
}

TEST(LogAlarm, IsRaisedWhileCopyingInStatusAndWhileFollowing) {
    const CopyServers servers(pairs_of_kinds[0]);
    const std::string kept = servers.source.sql("SELECT @@GLOBAL.binlog_expire_logs_seconds");
    servers.source.execute(
        "SET GLOBAL binlog_expire_logs_seconds = 4;"
        "CREATE TABLE `copy`.a (id INT NOT NULL PRIMARY KEY);"
        "CREATE TABLE `copy`.b LIKE `copy`.a; CREATE TABLE `copy`.c LIKE `copy`.a;"
        "USE `copy`; INSERT INTO a SELECT seq FROM seq_1_to_300;"
        "INSERT INTO b SELECT id FROM a; INSERT INTO c SELECT id FROM a");
    const TemporaryFolder folder;
    const std::string quick = folder.write("quick.json", task_text(servers, R"({"workers": 1})"));
    const std::string slow =
        folder.write("slow.json", task_text(servers, R"({"workers": 1, "rows_per_second": 250})"));
    const auto migrate = [](const std::string& task) {
        return run_cutover({"migrate", task, "--until", "caught-up"});
    };

    const ProgramRun copied = migrate(slow);
    EXPECT_EQ(copied.exit_code, 0) << copied.err;
    EXPECT_NE(copied.err.find(alarm), std::string::npos) << copied.err;
    const ProgramRun calm = run_cutover({"status", slow});
    EXPECT_EQ(calm.out.find("ALARM"), std::string::npos) << "nothing of the log is needed";

    servers.source.execute("INSERT INTO `copy`.a VALUES (1000)");
    std::this_thread::sleep_for(std::chrono::seconds(4));
    const ProgramRun late = run_cutover({"status", quick});
    EXPECT_NE(late.out.find("ALARM"), std::string::npos) << late.out;
    const ProgramRun followed = migrate(quick);
    EXPECT_EQ(followed.exit_code, 0) << followed.err;
    EXPECT_NE(followed.err.find(alarm), std::string::npos) << followed.err;
    EXPECT_EQ(contents(servers.destination, "copy"), contents(servers.source, "copy"));
    servers.source.execute("SET GLOBAL binlog_expire_logs_seconds = " + kept);
}

}  // namespace
}  // namespace cutover::test::log_alarm_test
