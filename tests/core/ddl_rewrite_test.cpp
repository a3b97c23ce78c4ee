#include "core/ddl_rewrite.hpp"

#include <gtest/gtest.h>

namespace cutover::ddl_rewrite_test {
namespace {

/// shop is moved whole, but for tmp_*; of crm only customers and leads, with a column of another
/// name; log is not moved.
ObjectSelection selection() {
    ObjectSelection objects;
    objects.databases["shop"] = {.rename = "st`ore"};
    objects.databases["crm"].rename = "crm_eu";
    objects.databases["crm"].tables["customers"] = {
        .rename = "clients", .columns = {{"email", {.rename = "mail"}}}};
    objects.databases["crm"].tables["leads"] = {};
    objects.exclude = {"shop.tmp_*"};
    return objects;
}

DdlRewrite rewritten(const std::string& sql, const std::string& sql_mode = "") {
    Task task;
    task.objects = selection();
    ServerFacts destination;
    destination.character_sets = {"utf8mb3", "utf8mb4", "latin1"};
    destination.collations = {{"utf8mb3_bin", "utf8mb3"}};
    const DdlChange change = parse_ddl({.sql = sql, .database = "shop", .sql_mode = sql_mode});
    NameMapping names;
    learn_names(names, change, task, destination);
    names.databases = {{"shop", "st`ore"}, {"crm", "crm_eu"}};
    names.columns[{"crm", "customers"}] = {{"email", "mail"}};
    names.tables[{"crm", "customers"}] = {"crm_eu", "clients"};
    return rewrite_ddl(
        change, {.names = names, .destination = destination, .share = [&](const DdlObject& object) {
                     return share_of(task.objects, object);
                 }});
}

struct RewriteCase {
    std::string sql;
    std::string expected;  ///< The statement; empty: none of it is selected; "!...": the obstacle.
    std::string sql_mode{};
};

void expect_all(const std::vector<RewriteCase>& cases) {
    for (const RewriteCase& test : cases) {
        SCOPED_TRACE(test.sql);
        const DdlRewrite result = rewritten(test.sql, test.sql_mode);
        std::string text = result.statements.empty() ? "" : result.statements.front();
        if (result.obstacle != DdlObstacle::none) {
            text += "!" + std::string(to_text(result.obstacle));
        }
        EXPECT_EQ(text, test.expected) << result.reason;
        EXPECT_EQ(result.reason.empty(), result.obstacle == DdlObstacle::none);
        EXPECT_LE(result.statements.size(), 1U);
    }
}

TEST(RewriteDdl, QualifiesQuotesAndMapsEveryName) {
    expect_all({
        {"CREATE TABLE t (a INT)", "CREATE TABLE `st``ore`.`t` (a INT)"},
        {"CREATE TABLE shop . t(a INT) -- shop.t\n",
         "CREATE TABLE `st``ore`.`t`(a INT) -- shop.t\n"},
        {"CREATE TABLE/**/`t``*/`/* t */(a INT)",
         "CREATE TABLE/**/`st``ore`.`t``*/`/* t */(a INT)"},
        {"CREATE TABLE `☃\n'` (a INT DEFAULT 'shop.t')",
         "CREATE TABLE `st``ore`.`☃\n'` (a INT DEFAULT 'shop.t')"},
        {R"(CREATE TABLE "t" ("a" INT DEFAULT 'x'))",
         "CREATE TABLE `st``ore`.`t` (\"a\" INT DEFAULT 'x')", "ANSI_QUOTES"},
        {"CREATE /*!50100 TABLE shop.t */ (a INT) /*!50100 ENGINE=InnoDB */",
         "CREATE /*!50100 TABLE `st``ore`.`t` */ (a INT) /*!50100 ENGINE=InnoDB */"},
        {"CREATE TABLE t (a CHAR(3) CHARACTER SET UTF8 COLLATE utf8_bin) DEFAULT CHARSET=utf8",
         "CREATE TABLE `st``ore`.`t` (a CHAR(3) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin) DEFAULT "
         "CHARSET=utf8mb3"},
        {"CREATE TABLE t LIKE u", "CREATE TABLE `st``ore`.`t` LIKE `st``ore`.`u`"},
        {"CREATE TABLE t (LIKE u)", "CREATE TABLE `st``ore`.`t` (LIKE `st``ore`.`u`)"},
        {"CREATE TABLE t (a INT) START TRANSACTION", "CREATE TABLE `st``ore`.`t` (a INT) "},
        {"CREATE TABLE t (a INT REFERENCES p (id), FOREIGN KEY (a) REFERENCES crm.leads (id))",
         "CREATE TABLE `st``ore`.`t` (a INT REFERENCES `st``ore`.`p` (id), FOREIGN KEY (a) "
         "REFERENCES `crm_eu`.`leads` (id))"},
        {"CREATE TABLE t (a INT, b INT AS (t.a+1), c INT AS (shop.t.a))",
         "CREATE TABLE `st``ore`.`t` (a INT, b INT AS (a+1), c INT AS (a))"},
        {"CREATE TABLE m (a INT) ENGINE=MERGE UNION=(t1,shop.t2)",
         "CREATE TABLE `st``ore`.`m` (a INT) ENGINE=MERGE UNION=(`st``ore`.`t1`,`st``ore`.`t2`)"},
        {"CREATE TABLE t (a INT DEFAULT nextval(`shop`.`s`))",
         "CREATE TABLE `st``ore`.`t` (a INT DEFAULT nextval(`st``ore`.`s`))"},
        {"ALTER TABLE t WAIT 5 ADD b INT", "ALTER TABLE `st``ore`.`t`  ADD b INT"},
        {"ALTER TABLE crm.leads RENAME COLUMN a TO b",
         "ALTER TABLE `crm_eu`.`leads` RENAME COLUMN a TO b"},
        {"ALTER TABLE t RENAME u, ADD INDEX (a)",
         "ALTER TABLE `st``ore`.`t` RENAME `st``ore`.`u`, ADD INDEX (a)"},
        {"ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u",
         "ALTER TABLE `st``ore`.`t` EXCHANGE PARTITION p WITH TABLE `st``ore`.`u`"},
        {"ALTER TABLE t DROP PARTITION p0, p1", "ALTER TABLE `st``ore`.`t` DROP PARTITION p0, p1"},
        {"SET STATEMENT max_statement_time=1 FOR ALTER TABLE t FORCE",
         "SET STATEMENT max_statement_time=1 FOR ALTER TABLE `st``ore`.`t` FORCE"},
        {"TRUNCATE t NOWAIT", "TRUNCATE `st``ore`.`t` "},
        {"CREATE INDEX t ON t (t)", "CREATE INDEX t ON `st``ore`.`t` (t)"},
        {"DROP INDEX i ON crm.leads", "DROP INDEX i ON `crm_eu`.`leads`"},
        {"CREATE SEQUENCE s START 5", "CREATE SEQUENCE `st``ore`.`s` START 5"},
        {"DROP TABLE `t` /* generated by server */",
         "DROP TABLE `st``ore`.`t` /* generated by server */"},
        {"CREATE DATABASE shop CHARSET utf8", "CREATE DATABASE `st``ore` CHARSET utf8mb3"},
        {"ALTER DATABASE COLLATE utf8_bin", "ALTER DATABASE `st``ore` COLLATE utf8mb3_bin"},
        {"ALTER DATABASE crm CHARSET latin1", "ALTER DATABASE `crm_eu` CHARSET latin1"},
    });
}

TEST(RewriteDdl, LeavesOutWhatIsNotSelected) {
    expect_all({
        {"CREATE TABLE log.t (a INT)", ""},
        {"CREATE TABLE tmp_1 (a INT)", ""},
        {"ALTER TABLE crm.other ADD a INT", ""},
        {"CREATE TEMPORARY TABLE t (a INT)", ""},
        {"DROP TEMPORARY TABLE IF EXISTS t", ""},
        {"CREATE TABLE log.t SELECT * FROM shop.t", ""},
        {"ALTER TABLE log.t IMPORT TABLESPACE", ""},
        {"DROP DATABASE log", ""},
        {"CREATE PROCEDURE crm.p() SELECT 1", ""},
        {"CREATE VIEW crm.customers AS SELECT 1", ""},
        {"CREATE TRIGGER tr AFTER INSERT ON tmp_1 FOR EACH ROW SET @a = 1", ""},
        {"RENAME TABLE log.a TO log.b", ""},
        {"CREATE USER a", ""},
        {"FLUSH TABLES", ""},
        {"BEGIN", ""},
        {"CREATE FUNCTION f RETURNS STRING SONAME 'x.so'", ""},
        {"INSERT INTO log.t VALUES (1)", ""},
        {"DROP TABLE log.a, t", "DROP TABLE `st``ore`.`t`"},
        {"DROP TABLE IF EXISTS t, log.a, log.b RESTRICT",
         "DROP TABLE IF EXISTS `st``ore`.`t` RESTRICT"},
        {"DROP TABLE log.a, t, log.b, crm.customers, log.c /* generated by server */",
         "DROP TABLE `st``ore`.`t`, `crm_eu`.`clients` /* generated by server */"},
        {"DROP TABLE log.a, log.b", ""},
        {"DROP VIEW log.v, v", "DROP VIEW `st``ore`.`v`"},
        {"DROP SEQUENCE s, log.s", "DROP SEQUENCE `st``ore`.`s`"},
        {"RENAME TABLE log.a TO log.b, t TO u, log.b TO log.c",
         "RENAME TABLE `st``ore`.`t` TO `st``ore`.`u`"},
    });
}

TEST(RewriteDdl, FollowsRenamesToTheirEnd) {
    expect_all({
        {"RENAME TABLE a TO b", "RENAME TABLE `st``ore`.`a` TO `st``ore`.`b`"},
        {"RENAME TABLE a WAIT 5 TO b", "RENAME TABLE `st``ore`.`a`  TO `st``ore`.`b`"},
        {"RENAME TABLE a TO x, b TO a, x TO b",
         "RENAME TABLE `st``ore`.`a` TO `st``ore`.`x`, `st``ore`.`b` TO `st``ore`.`a`, "
         "`st``ore`.`x` TO `st``ore`.`b`"},
        {"RENAME TABLE a TO tmp_x, b TO a, tmp_x TO b",
         "RENAME TABLE `st``ore`.`a` TO `st``ore`.`tmp_x`, `st``ore`.`b` TO `st``ore`.`a`, "
         "`st``ore`.`tmp_x` TO `st``ore`.`b`"},
        {"RENAME TABLE a TO tmp_a", "!renamed_out"},
        {"RENAME TABLE tmp_a TO a", "!renamed_in"},
        {"RENAME TABLE a TO tmp_a, tmp_b TO a", "!renamed_out"},
        {"RENAME TABLE shop.a TO log.a", "!renamed_out"},
        {"RENAME TABLE crm.leads TO crm.old_leads", "!renamed_out"},
        {"ALTER TABLE a ADD b INT, RENAME log.a", "!renamed_out"},
        {"ALTER TABLE log.a RENAME a", "!renamed_in"},
        {"RENAME TABLE crm.customers TO x", "!renamed_column"},
        {"ALTER TABLE x RENAME crm.customers", "!renamed_column"},
    });
}

TEST(RewriteDdl, RenamesColumnsWhereTheGrammarSaysSo) {
    const std::string table = "ALTER TABLE `crm_eu`.`clients` ";
    expect_all({
        {"CREATE TABLE crm.customers (id INT, `Email` TEXT, UNIQUE KEY email (email(9), id))",
         "CREATE TABLE `crm_eu`.`clients` (id INT, `mail` TEXT, UNIQUE KEY email (`mail`(9), id))"},
        {"CREATE TABLE t (c INT, FOREIGN KEY email (c) REFERENCES crm.customers (email))",
         "CREATE TABLE `st``ore`.`t` (c INT, FOREIGN KEY email (c) REFERENCES "
         "`crm_eu`.`clients` (`mail`))"},
        {"ALTER TABLE crm.customers MODIFY email TEXT", table + "MODIFY `mail` TEXT"},
        {"ALTER TABLE crm.customers CHANGE COLUMN email email CHAR(9) FIRST",
         table + "CHANGE COLUMN `mail` `mail` CHAR(9) FIRST"},
        {"ALTER TABLE crm.customers ADD a INT AFTER email, DROP email",
         table + "ADD a INT AFTER `mail`, DROP `mail`"},
        {"ALTER TABLE crm.customers WAIT 5 DROP COLUMN IF EXISTS email",
         table + " DROP COLUMN IF EXISTS `mail`"},
        {"ALTER TABLE crm.customers DROP INDEX email, RENAME COLUMN email TO e",
         table + "DROP INDEX email, RENAME COLUMN `mail` TO e"},
        {"ALTER TABLE crm.customers ADD CONSTRAINT email UNIQUE (email), ALTER email SET DEFAULT 1",
         table + "ADD CONSTRAINT email UNIQUE (`mail`), ALTER `mail` SET DEFAULT 1"},
        {"ALTER TABLE crm.customers ADD (a INT, email TEXT, INDEX (email DESC))",
         table + "ADD (a INT, `mail` TEXT, INDEX (`mail` DESC))"},
        {"ALTER TABLE crm.customers COMMENT 'email'", table + "COMMENT 'email'"},
        {"ALTER TABLE crm.customers ADD c INT AS (length(email))", "!renamed_column"},
        {"ALTER TABLE crm.customers ADD INDEX ((lower(email)))", "!renamed_column"},
        {"ALTER TABLE crm.customers PARTITION BY KEY (email)", "!renamed_column"},
        {"CREATE TABLE crm.customers (email TEXT, CHECK (email <> ''))", "!renamed_column"},
        {"CREATE INDEX email ON crm.customers (email)",
         "CREATE INDEX email ON `crm_eu`.`clients` (`mail`)"},
        {"DROP INDEX email ON crm.customers", "DROP INDEX email ON `crm_eu`.`clients`"},
        {"CREATE TABLE t LIKE crm.customers", "!renamed_column"},
        {"CREATE VIEW v AS SELECT c.email FROM crm.customers c",
         "CREATE SQL SECURITY INVOKER VIEW `st``ore`.`v` AS SELECT c.`mail` FROM "
         "`crm_eu`.`clients` c"},
        {"CREATE VIEW v AS SELECT email FROM crm.customers", "!renamed_column"},
    });
}

TEST(RewriteDdl, CodeComesAsTheSchemaCopyMakesIt) {
    expect_all({
        {"CREATE DEFINER=a@b VIEW v AS SELECT * FROM t",
         "CREATE SQL SECURITY INVOKER VIEW `st``ore`.`v` AS SELECT * FROM t"},
        {"ALTER DEFINER=a @ b SQL SECURITY DEFINER VIEW v AS SELECT 1 FROM shop.t",
         "ALTER SQL SECURITY INVOKER VIEW `st``ore`.`v` AS SELECT 1 FROM `st``ore`.t"},
        {"CREATE OR REPLACE VIEW v (a) AS SELECT 1 FROM crm.leads",
         "CREATE OR REPLACE SQL SECURITY INVOKER VIEW `st``ore`.`v` (a) AS SELECT 1 FROM "
         "`crm_eu`.leads"},
        {"CREATE DEFINER=`a`@`b` PROCEDURE p()\nBEGIN CALL shop.q(); END",
         "CREATE PROCEDURE `st``ore`.`p`()\n    SQL SECURITY INVOKER\nBEGIN CALL `st``ore`.q(); "
         "END"},
        {"CREATE FUNCTION IF NOT EXISTS shop.f() RETURNS INT SQL SECURITY DEFINER RETURN 1",
         "CREATE FUNCTION IF NOT EXISTS `st``ore`.`f`() RETURNS INT SQL SECURITY INVOKER RETURN 1"},
        {R"(CREATE DEFINER="a"@"b" PROCEDURE "p"() SELECT "x")",
         "CREATE PROCEDURE `st``ore`.`p`()\n    SQL SECURITY INVOKER SELECT \"x\"", "ANSI_QUOTES"},
        {"ALTER PROCEDURE p SQL SECURITY DEFINER COMMENT 'x'",
         "ALTER PROCEDURE `st``ore`.`p` SQL SECURITY INVOKER COMMENT 'x'"},
        {"ALTER FUNCTION f COMMENT 'DEFINER'", "ALTER FUNCTION `st``ore`.`f` COMMENT 'DEFINER'"},
        {"CREATE DEFINER=a@b TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
         "CREATE TRIGGER `st``ore`.`tr` BEFORE INSERT ON `st``ore`.`t` FOR EACH ROW SET NEW.a = 1"},
        {"DROP TRIGGER tr", "DROP TRIGGER IF EXISTS `st``ore`.`tr`"},
        {"DROP TRIGGER IF EXISTS shop.tr", "DROP TRIGGER IF EXISTS `st``ore`.`tr`"},
        {"DROP FUNCTION f", "DROP FUNCTION IF EXISTS `st``ore`.`f`"},
        {"DROP PROCEDURE p", "DROP PROCEDURE `st``ore`.`p`"},
        {"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t",
         "CREATE EVENT `st``ore`.`e` ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t"},
        {"CREATE EVENT e ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE COMMENT 'ENABLE' DO SET "
         "@a = 1",
         "CREATE EVENT `st``ore`.`e` ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE DISABLE "
         "COMMENT 'ENABLE' DO SET @a = 1"},
        {"CREATE DEFINER=a@b EVENT e ON SCHEDULE EVERY 1 DAY ENABLE DO SELECT 1",
         "CREATE EVENT `st``ore`.`e` ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1"},
        {"ALTER EVENT e ENABLE", "ALTER EVENT `st``ore`.`e` DISABLE"},
        {"ALTER EVENT e RENAME TO f", "ALTER EVENT `st``ore`.`e` RENAME TO `st``ore`.`f`"},
        {"ALTER EVENT e COMMENT 'x'", "ALTER EVENT `st``ore`.`e` COMMENT 'x'"},
        {"ALTER EVENT e RENAME TO log.f", "!mixed_objects"},
        {"DROP EVENT e", "DROP EVENT `st``ore`.`e`"},
    });
}

TEST(RewriteDdl, SaysWhatHasToBeDecided) {
    expect_all({
        {"CREATE TABLE t (a INT", "!not_understood"},
        {"HANDLER t OPEN", "!not_understood"},
        {"INSERT INTO t VALUES (1)", "!rows_by_statement"},
        {"CALL log.p()", "!rows_by_statement"},
        {"CREATE TABLE t SELECT 1 AS a", "!missing_rows"},
        {"CREATE TABLE t LIKE log.t", "!missing_rows"},
        {"ALTER TABLE t IMPORT TABLESPACE", "!unclear_name"},
        {"CREATE TABLE t (a INT CHECK (x.a > 1))", "!unclear_name"},
        {"ALTER TABLE t EXCHANGE PARTITION p WITH TABLE log.t", "!mixed_objects"},
        {"ALTER TABLE log.t EXCHANGE PARTITION p WITH TABLE t", "!mixed_objects"},
        {"ALTER TABLE t CONVERT PARTITION p TO TABLE tmp_t", "!mixed_objects"},
        {"DROP DATABASE shop", "!partial_database"},
        {"DROP DATABASE crm", "!partial_database"},
        {"CREATE PACKAGE pkg AS PROCEDURE p; END", "!unsupported", "ORACLE"},
    });
}

TEST(RewriteDdl, ADatabaseIsDroppedOnlyWhereItIsTheSameOverThere) {
    const DdlChange change = parse_ddl({.sql = "DROP DATABASE shop"});
    NameMapping names;
    const ServerFacts destination;
    const DdlTarget target{
        .names = names, .destination = destination, .share = [](const DdlObject&) {
            return DdlShare::whole;
        }};
    EXPECT_EQ(rewrite_ddl(change, target).statements.at(0), "DROP DATABASE `shop`");
    names.databases = {{"shop", "all"}, {"crm", "all"}};
    EXPECT_EQ(rewrite_ddl(change, target).obstacle, DdlObstacle::partial_database);
}

TEST(RewriteDdl, ANameWithoutADatabaseIsNobodys) {
    NameMapping names;
    ServerFacts destination;
    const DdlTarget target{
        .names = names, .destination = destination, .share = [](const DdlObject&) {
            return DdlShare::none;
        }};
    EXPECT_EQ(
        rewrite_ddl(parse_ddl({.sql = "DROP TABLE t"}), target).obstacle, DdlObstacle::no_database);
    EXPECT_EQ(
        rewrite_ddl(parse_ddl({.sql = "DROP TABLE log.t"}), target).obstacle, DdlObstacle::none);
}

TEST(RewriteDdl, MySqlDoesNotKnowSetStatement) {
    NameMapping names;
    ServerFacts destination;
    destination.flavour = Flavour::mysql;
    const DdlTarget target{
        .names = names, .destination = destination, .share = [](const DdlObject&) {
            return DdlShare::whole;
        }};
    const std::string sql = "SET STATEMENT a=1 FOR DROP TABLE shop.t";
    EXPECT_EQ(rewrite_ddl(parse_ddl({.sql = sql}), target).obstacle, DdlObstacle::unsupported);
}

TEST(ShareOf, FollowsThePlansRules) {
    const ObjectSelection objects = selection();
    const auto share = [&](DdlObjectKind kind, const TableName& name) {
        return share_of(objects, {.kind = kind, .name = name});
    };
    EXPECT_EQ(share(DdlObjectKind::database, {"shop", ""}), DdlShare::part);
    EXPECT_EQ(share(DdlObjectKind::database, {"crm", ""}), DdlShare::part);
    EXPECT_EQ(share(DdlObjectKind::database, {"log", ""}), DdlShare::none);
    EXPECT_EQ(share(DdlObjectKind::table, {"crm", "leads"}), DdlShare::whole);
    EXPECT_EQ(share(DdlObjectKind::table, {"crm", "x"}), DdlShare::none);
    EXPECT_EQ(share(DdlObjectKind::procedure, {"crm", "leads"}), DdlShare::none);
    EXPECT_EQ(share(DdlObjectKind::view, {"shop", "tmp_v"}), DdlShare::none);
    EXPECT_EQ(share(DdlObjectKind::event, {"shop", "e"}), DdlShare::whole);
}

}  // namespace
}  // namespace cutover::ddl_rewrite_test
