#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "migrate/definition_hash.hpp"
#include "mysql/catalog_reader.hpp"
#include "mysql/mysql_database.hpp"
#include "tests/servers/support/private_server.hpp"
#include "tests/servers/support/schema_fixture.hpp"

namespace cutover::test::schema_catalog_test {
namespace {

TEST(CatalogReader, ReadsTheSampleShopOnEachServer) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        SchemaServer server(kind, 0);
        server.drop({"shop", "shop_archive"});
        server.load("testdata/sql/shop.sql");
        const Catalog catalog = server.catalog({"shop", "shop_archive", "not there"});

        ASSERT_EQ(catalog.databases.size(), 2U);
        EXPECT_EQ(catalog.databases[0].character_set, "utf8mb4");
        const TableDefinition* items = find_table(catalog, {"shop", "order_items"});
        ASSERT_NE(items, nullptr);
        EXPECT_EQ(items->engine, "InnoDB");
        ASSERT_EQ(items->columns.size(), 5U);
        EXPECT_EQ(items->columns[2].name, "sku");
        EXPECT_EQ(items->columns[2].collation, "utf8mb4_unicode_ci");
        EXPECT_TRUE(items->columns[3].is_unsigned);
        EXPECT_EQ(items->columns[4].precision, 10U);
        EXPECT_EQ(items->columns[4].scale, 2U);
        ASSERT_EQ(items->keys.size(), 2U);
        EXPECT_EQ(items->keys[0].name, "PRIMARY");
        ASSERT_EQ(items->foreign_keys.size(), 1U);
        EXPECT_EQ(items->foreign_keys[0].on_update, "CASCADE");
        std::string objects;
        for (const CodeObject& object : catalog.objects) {
            EXPECT_EQ(object.unreadable, "") << object.name.table;
            EXPECT_EQ(object.definer, "root@localhost");
            objects += std::string(to_text(object.kind)) + " " + object.name.table + "; ";
        }
        EXPECT_EQ(
            objects,
            "view a view that sorts before what it needs; procedure close_customer; "
            "event forget_page_views; function greeting; trigger order_inserted; "
            "trigger order_updated; view paid_orders; function vat_of; view vip_customers; "
            "view totals; ");
    }
}

/// What is read by names is what is read of whole databases, and nothing else comes along.
TEST(CatalogReader, ReadsNamedObjectsAsItReadsDatabases) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        SchemaServer server(kind, 0);
        server.drop({"shop", "shop_archive"});
        server.load("testdata/sql/shop.sql");
        const auto database =
            open_database(PrivateServer::shared(kind, 0).endpoint(), SessionRole::read_only);
        const Catalog whole = database->catalog({"shop", "shop_archive"});
        const Catalog named = database->definitions(
            {{"shop", "order_items"},
             {"shop", "vat_of"},
             {"shop", "paid_orders"},
             {"shop", "forget_page_views"},
             {"shop", "order_inserted"},
             {"shop", "not there"},
             {"shop_archive", ""},
             {"not there", "t"}});
        ASSERT_EQ(named.databases.size(), 2U);
        EXPECT_EQ(named.databases[0].collation, whole.databases[0].collation);
        EXPECT_EQ(named.databases[1].name, "shop_archive");
        ASSERT_EQ(named.tables.size(), 1U);
        EXPECT_EQ(
            definition_hash(named.tables[0]),
            definition_hash(*find_table(whole, {"shop", "order_items"})));
        std::string objects;
        for (const CodeObject& object : named.objects) {
            objects += std::string(to_text(object.kind)) + " " + object.name.table + "; ";
            EXPECT_NE(object.create_statement, "");
        }
        EXPECT_EQ(objects, "event forget_page_views; view paid_orders; function vat_of; ");
    }
}

TEST(CatalogReader, DoesNotFailOnOneObject) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        SchemaServer server(kind, 0);
        server.drop({"odd"});
        server.execute(
            "CREATE DATABASE odd CHARACTER SET utf8; USE odd;"
            "CREATE TABLE t (a INT, e ENUM('it''s', 'a,b', 'x\\\\y', '☃', '') NOT NULL);"
            "CREATE DEFINER = no@body SQL SECURITY DEFINER VIEW orphan AS SELECT a FROM t;"
            "CREATE TABLE gone (a INT); CREATE VIEW dangling AS SELECT a FROM gone;"
            "DROP TABLE gone;");
        const Catalog catalog = server.catalog({"odd"});
        ASSERT_EQ(catalog.tables.size(), 1U);
        EXPECT_EQ(
            catalog.tables[0].columns.at(1).members,
            (std::vector<std::string>{"it's", "a,b", "x\\y", "☃", ""}));
        ASSERT_EQ(catalog.objects.size(), 2U);
        EXPECT_NE(catalog.objects[0].create_statement + catalog.objects[0].unreadable, "");
        EXPECT_EQ(catalog.objects[1].definer, "no@body");
        EXPECT_NE(catalog.objects[1].create_statement, "");
    }
}

/// Names that information_schema's collation takes for one, and their columns and sizes.
TEST(CatalogReader, TellsNamesApartByCase) {
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        SchemaServer server(kind, 0);
        server.drop({"cases", "Cases"});
        server.execute(
            "CREATE DATABASE cases; CREATE DATABASE Cases; USE cases;"
            "CREATE TABLE t (a INT) COMMENT 'small'; CREATE TABLE T (b INT) COMMENT 'large';"
            "CREATE TABLE Cases.t (c INT) COMMENT 'elsewhere'");
        const Catalog catalog = server.catalog({"cases", "Cases"});
        server.drop({"cases", "Cases"});
        std::string found;
        for (const TableDefinition& table : catalog.tables) {
            found += quoted_name(table.name) + " " + table.columns.at(0).name + " " +
                     table.comment + (table.columns.size() == 1 ? "; " : " and more; ");
        }
        EXPECT_EQ(found, "`Cases`.`t` c elsewhere; `cases`.`T` b large; `cases`.`t` a small; ");
    }
}

/// More tables and views than one message asks for, and one of each that cannot be shown.
TEST(CatalogReader, ReadsManyObjectsOverSeveralSessions) {
    constexpr int count = 600;
    for (const ServerKind kind : both_kinds) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        PrivateServer& server = PrivateServer::shared(kind, 0);
        std::string sql = "DROP DATABASE IF EXISTS several; CREATE DATABASE several; USE several;";
        for (int i = 0; i < count; ++i) {
            sql += fmt::format(
                "CREATE TABLE t{0} (c{0} INT PRIMARY KEY, `a{0};` INT, KEY (`a{0};`)) "
                "ENGINE=MyISAM COMMENT 'number {0}'; INSERT INTO t{0} VALUES (1, {0});"
                "CREATE VIEW v{0} AS SELECT {0} AS c FROM t{0};",
                i);
        }
        server.execute(sql + "FLUSH TABLES");
        const std::filesystem::path index = server.folder() / "data" / "several" / "t217.MYI";
        std::filesystem::rename(index, server.folder() / "tmp" / "t217.MYI");
        SchemaServer reader(kind, 0);
        const Catalog catalog = reader.catalog({"several"});
        std::filesystem::rename(server.folder() / "tmp" / "t217.MYI", index);
        server.execute("DROP DATABASE several");

        ASSERT_EQ(catalog.tables.size(), std::size_t{count});
        ASSERT_EQ(catalog.objects.size(), std::size_t{count});
        for (int i = 0; i < count; ++i) {
            const std::string number = std::to_string(i);
            SCOPED_TRACE(number);
            const TableDefinition& table = *find_table(catalog, {"several", "t" + number});
            const CodeObject& view =
                *find_object(catalog, ObjectKind::view, {"several", "v" + number});
            if (i == 217) {
                EXPECT_NE(table.unreadable.find("t217"), std::string::npos) << table.unreadable;
                EXPECT_EQ(table.create_statement, "");
                continue;
            }
            EXPECT_EQ(table.unreadable, "");
            EXPECT_EQ(table.comment, "number " + number);
            EXPECT_EQ(table.estimated_rows, 1U);
            ASSERT_EQ(table.columns.size(), 2U);
            EXPECT_EQ(table.columns[0].name, "c" + number);
            EXPECT_EQ(table.columns[1].name, "a" + number + ";");
            ASSERT_EQ(table.keys.size(), 2U);
            EXPECT_EQ(table.keys[1].parts.at(0).column, "a" + number + ";");
            EXPECT_EQ(view.unreadable, "");
            EXPECT_NE(view.create_statement.find("`t" + number + "`"), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace cutover::test::schema_catalog_test
