#include <gtest/gtest.h>

#include "mysql/catalog_reader.hpp"
#include "tests/servers/support/private_server.hpp"
#include "tests/servers/support/schema_fixture.hpp"

namespace cutover::test {
namespace {

TEST(CatalogReader, ReadsTheSampleShopOnEachServer) {
    for (const ServerKind kind : {ServerKind::mariadb, ServerKind::mysql56}) {
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

TEST(CatalogReader, DoesNotFailOnOneObject) {
    for (const ServerKind kind : {ServerKind::mariadb, ServerKind::mysql56}) {
        SCOPED_TRACE(kind == ServerKind::mariadb ? "MariaDB" : "MySQL 5.6");
        SchemaServer server(kind, 0);
        server.drop({"odd"});
        server.sql(
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

}  // namespace
}  // namespace cutover::test
