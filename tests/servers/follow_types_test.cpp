/// Values of every type on their way through the log into statements: inserted, moved from one row
/// to another by one UPDATE of all rows, changed row by row, and deleted.
#include <gtest/gtest.h>

#include "tests/servers/support/follow_case.hpp"
#include "tests/servers/support/type_cases.hpp"

namespace cutover::test::follow_types_test {
namespace {

constexpr const char* lets_all_in =
    "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', time_zone = '+00:00'; USE "
    "`copy`; ";

/// "t.`a` = s.`a`, ..." of all columns that can be set but the key.
std::string assignments(const PrivateServer& source, const std::string& table) {
    std::string list = source.sql(
        "SET group_concat_max_len = 1000000; SELECT GROUP_CONCAT('t.`', REPLACE(column_name, "
        "'`', '``'), '` = s.`', REPLACE(column_name, '`', '``'), '`') FROM "
        "information_schema.columns WHERE table_schema = 'copy' AND "
        "table_name = '" +
        table + "' AND column_name <> 'id' AND extra NOT LIKE '%GENERATED%'");
    list.pop_back();
    return list;
}

class TypesOnTheSource {
  public:
    explicit TypesOnTheSource(const PairOfKinds& pair, const PrivateServer& source)
        : source_(source) {
        for (const TypeCase& type : type_cases()) {
            if (type.mariadb_only &&
                !(pair.source == ServerKind::mariadb && pair.destination == ServerKind::mariadb)) {
                continue;
            }
            const std::string table = "t" + std::to_string(tables_.size());
            run("CREATE TABLE " + table + " (id INT PRIMARY KEY, " + type.columns +
                ") ENGINE=InnoDB; CREATE TABLE " + table + "s LIKE " + table);
            tables_.push_back({table, type.values, assignments(source, table)});
        }
    }

    void insert() const {
        for (const Table& table : tables_) {
            run("INSERT INTO " + table.name + " VALUES " + table.values + "; INSERT INTO " +
                table.name + "s VALUES " + table.values);
        }
    }

    /// Each row gets the values of the next.
    void move_values() const {
        for (const Table& table : tables_) {
            run("CREATE TEMPORARY TABLE next_of AS SELECT a.id, (SELECT COALESCE(MIN(b.id), "
                "(SELECT "
                "MIN(c.id) FROM " +
                table.name + "s c)) FROM " + table.name + "s b WHERE b.id > a.id) AS other FROM " +
                table.name + " a; UPDATE " + table.name + " t JOIN next_of n ON n.id = t.id JOIN " +
                table.name + "s s ON s.id = n.other SET " + table.assignments);
        }
    }

    void change_one() const {
        for (const Table& table : tables_) {
            run("UPDATE " + table.name + " t JOIN " + table.name + "s s ON s.id <> t.id SET " +
                table.assignments + " WHERE t.id = 1");
        }
    }

    void erase() const {
        for (const Table& table : tables_) {
            run("DELETE FROM " + table.name + " WHERE id % 2 = 0; DELETE FROM " + table.name + "s");
        }
    }

  private:
    struct Table {
        std::string name{};
        std::string values{};
        std::string assignments{};
    };

    void run(const std::string& statements) const { source_.execute(lets_all_in + statements); }

    const PrivateServer& source_;
    std::vector<Table> tables_{};
};

/// What a server is sent while this lives.
class Overheard {
  public:
    explicit Overheard(const PrivateServer& server) : server_(server) {
        server_.execute(
            "SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = "
            "1");
    }

    ~Overheard() { server_.execute("SET GLOBAL general_log = 0, GLOBAL log_output = 'FILE'"); }

    Overheard(const Overheard&) = delete;
    Overheard& operator=(const Overheard&) = delete;

    [[nodiscard]] int count(const std::string& pattern) const {
        return std::stoi(server_.sql(
            "SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE '" + pattern + "'"));
    }

  private:
    const PrivateServer& server_;
};

TEST(FollowTypes, EveryValueArrivesHoweverItIsWritten) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        const TypesOnTheSource types(pair, servers.source);
        follow.catch_up();
        types.insert();
        follow.catch_up();
        follow.expect_equal();
        {
            const Overheard sent(servers.destination);
            types.move_values();
            follow.catch_up();
            EXPECT_GT(sent.count("UPDATE `copy`.%=CASE `id` WHEN %"), 0);
            EXPECT_GT(sent.count("UPDATE `copy`.%=CASE `id` WHEN %18446744073709551615%"), 0)
                << "which is to stand beside numbers that have a sign";
        }
        follow.expect_equal();
        types.change_one();
        follow.catch_up();
        follow.expect_equal();
        types.erase();
        follow.catch_up();
        follow.expect_equal();
    }
}

}  // namespace
}  // namespace cutover::test::follow_types_test
