#include "mysql/replications.hpp"

#include <gtest/gtest.h>

namespace cutover::test::replications_test {
namespace {

struct StatusCase {
    const char* name;
    TextRows rows;
    std::string expected;  ///< "name behind" or "name why", with commas between connections.
};

TextRows row_of(const std::vector<std::pair<std::string, std::optional<std::string>>>& cells) {
    TextRows rows;
    rows.rows.emplace_back();
    for (const auto& [name, value] : cells) {
        rows.names.push_back(name);
        rows.rows.front().push_back(value);
    }
    return rows;
}

std::string described(const TextRows& rows) {
    std::string text;
    for (const Replication& one : replications_in(rows)) {
        text += (text.empty() ? "" : ", ") + one.name + " " +
                (one.behind ? std::to_string(one.behind->count()) : one.why_standing);
    }
    return text;
}

TextRows mariadb(
    const char* reads,
    const char* writes,
    std::optional<std::string> behind,
    const char* io_error = "0",
    const char* sql_error = "0") {
    return row_of(
        {{"Connection_name", ""},
         {"Master_Host", "10.0.0.1"},
         {"Master_Port", "3306"},
         {"Slave_IO_Running", reads},
         {"Slave_SQL_Running", writes},
         {"Last_IO_Errno", io_error},
         {"Last_SQL_Errno", sql_error},
         {"Seconds_Behind_Master", std::move(behind)},
         {"SQL_Delay", "0"}});
}

TextRows mysql8(const char* channel, const char* behind, const char* delay) {
    return row_of(
        {{"Source_Host", "db"},
         {"Source_Port", "3307"},
         {"Replica_IO_Running", "Yes"},
         {"Replica_SQL_Running", "Yes"},
         {"Last_IO_Errno", "0"},
         {"Last_SQL_Errno", "0"},
         {"Seconds_Behind_Source", behind},
         {"SQL_Delay", delay},
         {"Channel_Name", channel}});
}

TextRows two_connections() {
    TextRows rows = mariadb("Yes", "Yes", "3");
    rows.rows.push_back(mariadb("No", "Yes", std::nullopt).rows.front());
    rows.rows.back().front() = "eu\x01";
    return rows;
}

TEST(Replications, AreReadFromTheServersStatus) {
    const std::vector<StatusCase> cases{
        {"none", {}, ""},
        {"level", mariadb("Yes", "Yes", "0"), "from 10.0.0.1:3306 0"},
        {"late", mariadb("Yes", "Yes", "77"), "from 10.0.0.1:3306 77"},
        {"stopped", mariadb("No", "No", std::nullopt),
         "from 10.0.0.1:3306 its SQL thread does not run"},
        {"broken", mariadb("Yes", "No", std::nullopt, "0", "1032"),
         "from 10.0.0.1:3306 its SQL thread does not run (error 1032)"},
        {"not reading", mariadb("No", "Yes", std::nullopt, "1236"),
         "from 10.0.0.1:3306 its IO thread does not run (error 1236)"},
        {"source gone", mariadb("Connecting", "Yes", "5", "2003"),
         "from 10.0.0.1:3306 its IO thread is not connected (error 2003)"},
        {"says nothing", mariadb("Yes", "Yes", std::nullopt),
         "from 10.0.0.1:3306 it does not say how far it is behind"},
        {"channel", mysql8("west", "4", "0"), "'west' from db:3307 4"},
        {"told to be late", mysql8("", "0", "3600"), "from db:3307 3600"},
        {"late besides", mysql8("", "3700", "3600"), "from db:3307 3700"},
        {"absurd", mysql8("", "18446744073709551615", "0"), "from db:3307 3155760000"},
        {"a group's own", mysql8("group_replication_recovery", "0", "0"), ""},
        {"several", two_connections(),
         "from 10.0.0.1:3306 3, 'eu\\x01' from 10.0.0.1:3306 its IO thread does not run"}};
    for (const StatusCase& each : cases) {
        SCOPED_TRACE(each.name);
        EXPECT_EQ(described(each.rows), each.expected);
    }
}

}  // namespace
}  // namespace cutover::test::replications_test
