/// What writing does where rows are there already, do not fit, or would be changed on the way in.
#include "mysql/row_inserter.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/row_reader.hpp"
#include "tests/servers/support/row_fixture.hpp"

namespace cutover::test::row_inserter_test {
namespace {

/// Calls `check(pair, means)` for every way of writing to each flavour.
template<typename Check>
void for_each_way(Check check) {
    for (const ServerKind kind : both_kinds) {
        for (const WriteMeans means : means_of(kind)) {
            SCOPED_TRACE(testing::Message() << name_of(means) << " to " << int(kind));
            check(PairOfKinds{"", kind, kind}, means);
        }
    }
}

std::string failure_of(TableOnBoth& table, WriteMeans means, unsigned* code = nullptr) {
    try {
        table.copy(means);
    } catch (const ServerError& error) {
        if (code != nullptr) {
            *code = error.code();
        }
        return error.what();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing failed";
}

TEST(RowInserter, ObeysEachConflictRule) {
    for_each_way([](const PairOfKinds& pair, WriteMeans means) {
        TableOnBoth table(pair, "id INT PRIMARY KEY, a VARCHAR(9), e ENUM('x')");
        table.run_on_source("INSERT INTO t VALUES (1,'new',1), (2,'new',0), (3,'new',NULL)");
        const std::string existing = "TRUNCATE t; INSERT INTO t VALUES (2,'old',1), (9,'old',1)";
        const std::string all = "SELECT id, a FROM t ORDER BY id";

        table.run_on_destination(existing);
        unsigned code = 0;
        failure_of(table, means, &code);
        EXPECT_EQ(code, 1062U);

        table.run_on_destination(existing);
        EXPECT_EQ(table.copy(means, OnConflict::keep_existing), 2U);
        EXPECT_EQ(table.ask_destination(all), "1\tnew\n2\told\n3\tnew\n9\told\n");

        table.run_on_destination(existing);
        EXPECT_EQ(table.copy(means, OnConflict::overwrite), 3U);
        EXPECT_EQ(table.ask_destination(all), "1\tnew\n2\tnew\n3\tnew\n9\told\n");
    });
}

struct ChangedCase {
    const char* name;
    const char* here;
    const char* there;
    const char* value;
};

const ChangedCase changed_cases[] = {
    {"text cut off", "VARCHAR(40)", "VARCHAR(5)", "'confidential'"},
    {"number out of range", "INT", "TINYINT", "300"},
    {"unsigned out of range", "BIGINT", "BIGINT UNSIGNED", "-1"},
    {"bytes cut off", "VARBINARY(40)", "BINARY(3)", "'confidential'"},
    {"NULL where none may be", "INT", "INT NOT NULL DEFAULT 5", "NULL"},
    {"no such member", "ENUM('a','b')", "ENUM('a')", "'b'"},
    {"a character that the set lacks", "VARCHAR(9) CHARACTER SET utf8mb4",
     "VARCHAR(9) CHARACTER SET latin1", "'\u4e2d'"},
    {"a date that is none", "VARCHAR(20)", "DATE", "'confidential'"},
    {"digits cut off", "DECIMAL(10,4)", "DECIMAL(4,1)", "99999.1234"},
};

TEST(RowInserter, RefusesToStoreSomethingElseThanItWasGiven) {
    for_each_way([](const PairOfKinds& pair, WriteMeans means) {
        for (const ChangedCase& test : changed_cases) {
            SCOPED_TRACE(test.name);
            TableOnBoth table(
                pair, std::string("id INT PRIMARY KEY, amount ") + test.here,
                std::string("id INT PRIMARY KEY, amount ") + test.there);
            table.run_on_source(std::string("INSERT INTO t VALUES (1,") + test.value + ")");
            const std::string text = failure_of(table, means);
            EXPECT_NE(text.find("rows.t"), std::string::npos) << text;
            EXPECT_NE(text.find("amount"), std::string::npos) << text;
            EXPECT_EQ(text.find("confidential"), std::string::npos) << text;
        }
    });
}

TEST(RowInserter, FindsTheOneBadRowAmongManyEnumErrors) {
    for_each_way([](const PairOfKinds& pair, WriteMeans means) {
        TableOnBoth table(
            pair, "id INT PRIMARY KEY AUTO_INCREMENT, e ENUM('a'), v VARCHAR(9)",
            "id INT PRIMARY KEY AUTO_INCREMENT, e ENUM('a'), v VARCHAR(3)");
        table.run_on_source(
            "INSERT INTO t (e, v) VALUES (0,'x'),(0,'x'),(0,'x');"
            "INSERT INTO t (e, v) SELECT 0, 'x' FROM t a, t b, t c, t d, t f;");
        EXPECT_EQ(table.copy(means), 246U);
        EXPECT_EQ(table.source_digest(), table.destination_digest());
        table.run_on_destination("TRUNCATE t");
        table.run_on_source("INSERT INTO t (e, v) VALUES (0,'toolong')");
        EXPECT_NE(failure_of(table, means).find("'v'"), std::string::npos);
    });
}

/// The server's packet limit for sessions opened while this lives.
class PacketLimit {
  public:
    PacketLimit(ServerKind kind, unsigned bytes) : server_(PrivateServer::shared(kind, 1)) {
        server_.execute("SET GLOBAL max_allowed_packet=" + std::to_string(bytes));
    }

    ~PacketLimit() { server_.execute("SET GLOBAL max_allowed_packet=268435456"); }

    PacketLimit(const PacketLimit&) = delete;
    PacketLimit& operator=(const PacketLimit&) = delete;

  private:
    PrivateServer& server_;
};

TEST(RowInserter, SplitsPacketsByBytesAndNamesTheSettingWhereOneRowIsTooLarge) {
    for_each_way([](const PairOfKinds& pair, WriteMeans means) {
        TableOnBoth table(pair, "id INT PRIMARY KEY, a MEDIUMBLOB");
        table.run_on_source(
            "INSERT INTO t VALUES (1, REPEAT('\\\\', 300000)), (2, REPEAT('a', 300000)),"
            "(3, REPEAT('b', 300000)), (4, REPEAT('c', 300000)), (5, REPEAT('d', 300000))");
        const PacketLimit limit(pair.destination, 1U << 20U);
        EXPECT_EQ(table.copy(means), 5U);
        EXPECT_EQ(table.source_digest(), table.destination_digest());

        table.run_on_destination("TRUNCATE t");
        table.run_on_source("INSERT INTO t VALUES (6, REPEAT('e', 3000000))");
        if (means == WriteMeans::load_data) {  // packets do not limit its rows
            EXPECT_EQ(table.copy(means), 6U);
            EXPECT_EQ(table.source_digest(), table.destination_digest());
        } else {
            EXPECT_NE(failure_of(table, means).find("max_allowed_packet"), std::string::npos);
        }
    });
}

TEST(RowInserter, ServesNoFileWhateverIsAskedFor) {
    for (const ServerKind kind : both_kinds) {
        const PairOfKinds pair{"", kind, kind};
        TableOnBoth table(pair, "id INT PRIMARY KEY, a TEXT");
        table.run_on_source("INSERT INTO t VALUES (1, 'x')");
        Session writer = table.open_writer();
        const std::string sql =
            "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE `rows`.t (a) SET id = 7";
        EXPECT_THROW(writer.execute(sql, "testing"), ServerError);
        RowInserter inserter(writer, WriteMeans::load_data);
        RowBlock block(forms_of(table.source_rows()));
        read_rows(
            table.source_session(), table.source_rows(), {}, block,
            [&](const RowBlock& rows) { inserter.write(table.target(OnConflict::fail), rows); });
        EXPECT_THROW(writer.execute(sql, "testing"), ServerError);
    }
}

}  // namespace
}  // namespace cutover::test::row_inserter_test
