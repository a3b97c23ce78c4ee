/// A condition on rows that are sent means what it means to the server that stores them.
#include "mysql/row_conditions.hpp"

#include <array>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mysql/mysql_database.hpp"
#include "mysql/row_reader.hpp"
#include "tests/servers/support/row_fixture.hpp"
#include "tests/servers/support/type_cases.hpp"

namespace cutover::test::row_conditions_test {
namespace {

const TableName asked_table{"rows", "t"};

/// Reals are spelt by each product in its own way.
constexpr std::array on_reals{"{} IS NULL", "{} > 1", "{} * 3 <= 0.1", "NOT {}"};
constexpr std::array on_others{
    "{} IS NULL",
    "LENGTH({}) > 2",
    "{} > 1",
    "{} <> ''",
    "HEX({}) LIKE '%0%'",
    "CAST({} AS CHAR) LIKE '%1%' OR {} IS NULL",
    "{} + 0 = 0 AND {} LIKE '%'",
    "t.{} BETWEEN 'A' AND 'a'"};

std::string about(std::string text, const std::string& column) {
    for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}")) {
        text.replace(at, 2, column);
    }
    return text;
}

/// The table's rows and who is asked about them.
class AskedRows {
  public:
    AskedRows(const PairOfKinds& pair, TableOnBoth& table) : block(forms_of(table.source_rows())) {
        const PrivateServer& source = PrivateServer::shared(pair.source, 0);
        const PrivateServer& destination = PrivateServer::shared(pair.destination, 1);
        destination.execute("CREATE DATABASE IF NOT EXISTS cutover");
        columns = open_database(destination.endpoint(), SessionRole::read_only)
                      ->catalog({"rows"})
                      .tables.at(0)
                      .columns;
        conditions.emplace(destination.endpoint());
        Session session(source.endpoint(), SessionRole::read_only);
        take_text_as_stored(session);
        read_rows(
            session, table.source_rows(), {}, block, [&](const RowBlock& rows) { all = rows; });
    }

    /// The ids of those that fulfil it, a line each.
    [[nodiscard]] std::string ids_where(const std::string& where) {
        conditions->define({.table = asked_table, .columns = columns, .where = where});
        const std::vector<std::uint8_t> flags = conditions->fulfilled(asked_table, all);
        EXPECT_EQ(flags.size(), all.rows());
        std::string ids;
        for (std::size_t row = 0; row < flags.size(); ++row) {
            ids += flags[row] == 0 ? "" : std::to_string(all.columns()[0].numbers[row]) + "\n";
        }
        return ids;
    }

    RowBlock block;
    RowBlock all{};
    std::vector<ColumnDefinition> columns{};
    std::optional<MysqlRowConditions> conditions{};
};

/// What the server says of the same rows in its own table; nothing where it does not take the
/// condition. Between products the answers differ for what makes little sense, a date against ''.
std::optional<std::string> ids_in_its_table(const TableOnBoth& table, const std::string& where) {
    try {
        return table.ask_destination("SELECT id FROM t WHERE (" + where + ") ORDER BY id");
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

TEST(RowConditions, MeanTheSameOnEveryType) {
    std::size_t asked = 0;
    for (const PairOfKinds& pair : pairs_of_kinds) {
        for (const TypeCase& type : type_cases()) {
            if (type.mariadb_only && pair.source != ServerKind::mariadb) {
                continue;
            }
            TableOnBoth table(pair, "id INT PRIMARY KEY, " + type.columns);
            table.run_on_source("INSERT INTO t VALUES " + type.values);
            table.copy(WriteMeans::insert_text);
            AskedRows rows(pair, table);
            for (const ReadColumn& column : table.source_rows().columns) {
                const bool is_real =
                    column.form == CellForm::real32 || column.form == CellForm::real64;
                for (const char* const text :
                     is_real ? std::vector(on_reals.begin(), on_reals.end())
                             : std::vector(on_others.begin(), on_others.end())) {
                    const std::string where = about(text, quoted_name(column.name));
                    SCOPED_TRACE(
                        testing::Message() << pair.name << " " << type.name << " " << where);
                    const std::optional<std::string> expected = ids_in_its_table(table, where);
                    if (expected) {
                        EXPECT_EQ(rows.ids_where(where), *expected);
                        ++asked;
                    }
                }
            }
        }
    }
    EXPECT_GT(asked, 500U);
}

std::string refusal(AskedRows& rows, const std::string& where) {
    try {
        rows.conditions->define({.table = asked_table, .columns = rows.columns, .where = where});
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::no);
        EXPECT_EQ(error.recovery(), Recovery::none);
        return error.what();
    }
    return {};
}

TEST(RowConditions, AreTriedWhenTheyAreDefined) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        TableOnBoth table(pair, "id INT PRIMARY KEY, v VARCHAR(9)");
        table.run_on_source("INSERT INTO t VALUES (1,'a'),(2,'b')");
        AskedRows rows(pair, table);
        EXPECT_NE(refusal(rows, "no_such > 1").find("no_such"), std::string::npos);
        EXPECT_NE(refusal(rows, "no_function(v)").find("condition of rows.t"), std::string::npos);
        EXPECT_NE(refusal(rows, "v = ").find("\"where\""), std::string::npos);
        EXPECT_EQ(rows.ids_where("t.id > 1"), "2\n");
        EXPECT_EQ(rows.ids_where("1"), "1\n2\n");
        EXPECT_EQ(rows.ids_where("id > 2"), "");
    }
}

}  // namespace
}  // namespace cutover::test::row_conditions_test
