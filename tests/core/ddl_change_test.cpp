#include "core/ddl_change.hpp"

#include <gtest/gtest.h>

#include "tests/core/ddl_summary.hpp"

namespace cutover::ddl_cases::ddl_change_test {
namespace {

TEST(ParseDdl, Databases) {
    expect_all({
        {"CREATE DATABASE shop", "create_database: created database shop"},
        {"create schema /*!IF NOT EXISTS*/ `a``b` CHARSET utf8mb4 COLLATE = "
         "utf8mb4_bin",
         "create_database: created database a`b"},
        {"CREATE OR REPLACE DATABASE d COMMENT 'x'", "create_database: created database d"},
        {"CREATE DATABASE /*!32312 IF NOT EXISTS*/ d /*!40100 DEFAULT CHARACTER "
         "SET utf8 */",
         "create_database: created database d"},
        {"CREATE DATABASE", "unknown"},
        {"CREATE DATABASE a.b", "unknown"},
        {"CREATE DATABASE 'a'", "unknown"},
        {"CREATE DATABASE d; DROP DATABASE e", "unknown"},
        {"ALTER DATABASE d DEFAULT CHARACTER SET = latin1", "alter_database: altered database d"},
        {"ALTER SCHEMA CHARACTER SET latin1", "alter_database: altered database shop"},
        {"ALTER DATABASE COLLATE utf8_bin", "alter_database: altered database shop"},
        {"ALTER DATABASE charset utf8", "alter_database: altered database shop"},
        {"ALTER DATABASE charset charset utf8", "alter_database: altered database charset"},
        {"ALTER DATABASE `charset` = utf8", "alter_database: altered database charset"},
        {"ALTER DATABASE comment 'x'", "alter_database: altered database shop"},
        {"ALTER DATABASE d READ ONLY = 1", "alter_database: altered database d"},
        {"ALTER DATABASE d", "unknown"},
        {"ALTER DATABASE", "unknown"},
        {"DROP DATABASE d", "drop_database: dropped database d"},
        {"DROP SCHEMA IF EXISTS `☃`;", "drop_database: dropped database ☃; if_exists"},
        {"DROP DATABASE d RESTRICT", "unknown"},
        {"DROP DATABASE \"d\"", "drop_database: dropped database d", "ANSI_QUOTES"},
        {"DROP DATABASE \"d\"", "unknown"},
    });
}

TEST(ParseDdl, CreateTable) {
    expect_all({
        {"CREATE TABLE t (a INT)", "create_table: created table shop.t"},
        {"create\ttable\n`t`\r\n( a int )", "create_table: created table shop.t"},
        {"CREATE TABLE crm.t (a INT)", "create_table: created table crm.t"},
        {"CREATE TABLE `crm` . `t` (a INT)", "create_table: created table crm.t"},
        {"CREATE TABLE crm/* x */./* y */t (a INT)", "create_table: created table crm.t"},
        {"CREATE TABLE t.1e5 (a INT)", "create_table: created table t.1e5"},
        {"CREATE TABLE 1st (a INT)", "create_table: created table shop.1st"},
        {"CREATE TABLE`t`(a INT)", "create_table: created table shop.t"},
        {"CREATE TABLE `a``b`.`c.d` (a INT)", "create_table: created table a`b.c.d"},
        {"CREATE TABLE `x*/y` (a INT) /* `q */", "create_table: created table shop.x*/y"},
        {"/*!50100 CREATE TABLE `x*/y` (a INT) */", "create_table: created table shop.x*/y"},
        {"CREATE TABLE `'\"\n☃` (a INT)", "create_table: created table shop.'\"\n☃"},
        {R"(CREATE TABLE "t""x" ("a" INT))", "create_table: created table shop.t\"x",
         "STRICT_ALL_TABLES,ANSI_QUOTES"},
        {R"(CREATE TABLE "t" (a INT))", "unknown"},
        {"# a remark; 'open\nCREATE TABLE t (a INT)", "create_table: created table shop.t"},
        {"-- it's\n/* DROP TABLE x */ CREATE TABLE t (a INT) -- `",
         "create_table: created table shop.t"},
        {"CREATE /*!50100 TABLE t */ (a INT)", "create_table: created table shop.t"},
        {"CREATE /*M!100301 OR REPLACE */ TABLE t (a INT)", "create_table: created table shop.t"},
        {"CREATE OR REPLACE TABLE t (a INT)", "create_table: created table shop.t"},
        {"CREATE TABLE IF NOT EXISTS t (a INT)", "create_table: created table shop.t"},
        {"CREATE TEMPORARY TABLE t (a INT)", "create_table: created table shop.t; temporary"},
        {"CREATE OR REPLACE TEMPORARY TABLE t (a INT)",
         "create_table: created table shop.t; temporary"},
        {"CREATE TABLE t LIKE s", "create_table: created table shop.t, read table shop.s"},
        {"CREATE TABLE crm.t LIKE s", "create_table: created table crm.t, read table shop.s"},
        {"CREATE TABLE IF NOT EXISTS t (LIKE crm.s)",
         "create_table: created table shop.t, read table crm.s"},
        {"CREATE TABLE t LIKE s PARTITION", "unknown"},
        {"CREATE TABLE GENERATED LIKE test.t1",
         "create_table: created table shop.GENERATED, read table test.t1"},
        {"CREATE TABLE t SELECT a FROM s JOIN crm.u USING (a)",
         "create_table: created table shop.t, read table shop.s, read table "
         "crm.u; select"},
        {"CREATE TABLE t (b INT) ENGINE=InnoDB AS SELECT 1 AS b UNION (SELECT 2)",
         "create_table: created table shop.t; select"},
        {"CREATE TABLE t IGNORE (SELECT a FROM s)",
         "create_table: created table shop.t, read table shop.s; select"},
        {"CREATE TABLE t WITH x AS (SELECT 1) SELECT * FROM x",
         "create_table: created table shop.t, read table shop.x; select"},
        {"CREATE TABLE t VALUES ROW(1)", "create_table: created table shop.t; select"},
        {"CREATE TABLE t (a INT) WITH SYSTEM VERSIONING", "create_table: created table shop.t"},
        {"CREATE TABLE t (`a` INT) ENGINE=InnoDB START TRANSACTION",
         "create_table: created table shop.t; asides 1"},
        {"CREATE TABLE c (p INT REFERENCES p (id), q INT, FOREIGN KEY (q) "
         "REFERENCES `crm`.`q` (i))",
         "create_table: created table shop.c, referenced table shop.p, "
         "referenced table crm.q"},
        {"CREATE TABLE crm.c (p INT, CONSTRAINT fk FOREIGN KEY (p) REFERENCES p "
         "(id))",
         "create_table: created table crm.c, referenced table crm.p"},
        {"CREATE TABLE m (a INT) ENGINE=MERGE UNION=(t1, crm.t2) "
         "INSERT_METHOD=LAST",
         "create_table: created table shop.m, referenced table shop.t1, "
         "referenced table crm.t2"},
        {"CREATE TABLE m (a INT) ENGINE=MERGE UNION = ()", "create_table: created table shop.m"},
        {"CREATE TABLE t (a INT DEFAULT NEXTVAL(s), b INT DEFAULT (NEXT VALUE "
         "FOR crm.r))",
         "create_table: created table shop.t, referenced sequence shop.s, "
         "referenced sequence crm.r"},
        {"CREATE TABLE t (a INT, b INT AS (t.a + shop.t.a), CHECK (t.b > 1.5))",
         "create_table: created table shop.t; asides 3"},
        {"CREATE TABLE t (a INT CHECK (u.a > 1))", "create_table: created table shop.t; unclear"},
        {"CREATE TABLE t (a INT COMMENT 'REFERENCES x', `references` INT, UNIQUE "
         "(`references`))",
         "create_table: created table shop.t"},
        {"CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION p VALUES LESS "
         "THAN (3))",
         "create_table: created table shop.t"},
        {"CREATE TABLE t (s ENUM('a)','(','''')) DEFAULT CHARSET=utf8",
         "create_table: created table shop.t"},
        {"CREATE TABLE t", "unknown"},
        {"CREATE TABLE t (a INT", "unknown"},
        {"CREATE TABLE t (a INT COMMENT 'x)", "unknown"},
        {"CREATE TABLE t (a INT))", "unknown"},
        {"CREATE TABLE t (a INT) /* never closed", "unknown"},
        {"CREATE TABLE a.b.c (a INT)", "unknown"},
        {"CREATE TABLE .t (a INT)", "unknown"},
        {"CREATE TABLE `` (a INT)", "unknown"},
        {"CREATE TABLE t. (a INT)", "unknown"},
        {"CREATE TABLE t (a INT); DROP TABLE u", "unknown"},
        {"CREATE TABLE t (FOREIGN KEY (a) REFERENCES)", "unknown"},
    });
}

TEST(ParseDdl, AlterTable) {
    expect_all({
        {"ALTER TABLE t ADD COLUMN b INT AFTER a", "alter_table: altered table shop.t"},
        {"alter table `crm`.`t` engine=innodb", "alter_table: altered table crm.t"},
        {"ALTER ONLINE TABLE t FORCE", "alter_table: altered table shop.t"},
        {"ALTER IGNORE TABLE t ADD UNIQUE (a)", "alter_table: altered table shop.t"},
        {"ALTER ONLINE IGNORE TABLE IF EXISTS t NOWAIT DROP b",
         "alter_table: altered table shop.t; if_exists; asides 1"},
        {"ALTER TABLE t WAIT 10 DROP COLUMN b", "alter_table: altered table shop.t; asides 1"},
        {"ALTER TABLE t", "alter_table: altered table shop.t"},
        {"ALTER TABLE t RENAME TO u", "alter_table: from table shop.t, to table shop.u"},
        {"ALTER TABLE t RENAME u", "alter_table: from table shop.t, to table shop.u"},
        {"ALTER TABLE t RENAME AS u", "alter_table: from table shop.t, to table shop.u"},
        {"ALTER TABLE t RENAME = u", "alter_table: from table shop.t, to table shop.u"},
        {"ALTER TABLE crm.t RENAME u", "alter_table: from table crm.t, to table shop.u"},
        {"ALTER TABLE t ADD b INT DEFAULT 3, RENAME TO `crm` . u, ADD INDEX (b)",
         "alter_table: from table shop.t, to table crm.u"},
        {"ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX i TO j, RENAME KEY k "
         "TO l",
         "alter_table: altered table shop.t"},
        {"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (id), RENAME u",
         "alter_table: from table shop.t, to table shop.u, referenced table "
         "shop.p"},
        {"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (id), RENAME crm.u",
         "alter_table: from table shop.t, to table crm.u, referenced table "
         "shop.p; unclear"},
        {"ALTER TABLE t RENAME u, RENAME v", "unknown"},
        {"ALTER TABLE t RENAME", "unknown"},
        {"ALTER TABLE t ADD CONSTRAINT `f` FOREIGN KEY `i` (a) REFERENCES crm . "
         "p (id) ON DELETE "
         "CASCADE",
         "alter_table: altered table shop.t, referenced table crm.p"},
        {"ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE crm.u WITHOUT "
         "VALIDATION",
         "alter_table: altered table shop.t, altered table crm.u"},
        {"ALTER TABLE t EXCHANGE PARTITION p0 WITH u", "unknown"},
        {"ALTER TABLE t CONVERT PARTITION p0 TO TABLE u",
         "alter_table: altered table shop.t, created table shop.u"},
        {"ALTER TABLE t CONVERT TABLE u TO PARTITION p0 VALUES LESS THAN (5)",
         "alter_table: altered table shop.t, dropped table shop.u"},
        {"ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4", "alter_table: altered table shop.t"},
        {"ALTER TABLE t ADD PARTITION (PARTITION p9 VALUES LESS THAN MAXVALUE)",
         "alter_table: altered table shop.t"},
        {"ALTER TABLE t REORGANIZE PARTITION p0, p1 INTO (PARTITION p VALUES IN "
         "(1))",
         "alter_table: altered table shop.t"},
        {"ALTER TABLE t DROP PARTITION p0, p1", "alter_table: altered table shop.t"},
        {"ALTER TABLE t TRUNCATE PARTITION ALL", "alter_table: altered table shop.t"},
        {"ALTER TABLE t REMOVE PARTITIONING", "alter_table: altered table shop.t"},
        {"ALTER TABLE t IMPORT TABLESPACE", "alter_table: altered table shop.t; unclear"},
        {"ALTER TABLE t DISCARD PARTITION p TABLESPACE",
         "alter_table: altered table shop.t; unclear"},
        {"ALTER TABLE m UNION=(a, b)",
         "alter_table: altered table shop.m, referenced table shop.a, referenced "
         "table shop.b"},
        {"ALTER TABLE t ORDER BY t.a, shop.t.b", "alter_table: altered table shop.t; asides 2"},
        {"ALTER TABLE t CHANGE `rename` `union` INT", "alter_table: altered table shop.t"},
        {"ALTER TABLE t ADD c INT; ", "alter_table: altered table shop.t"},
        {"ALTER TABLE", "unknown"},
        {"ALTER TABLE t ADD (a INT", "unknown"},
        {"ALTER TABLE t ADD a INT; SELECT 1", "unknown"},
    });
}

TEST(ParseDdl, DropRenameTruncateAndIndexes) {
    expect_all({
        {"DROP TABLE t", "drop_table: dropped table shop.t"},
        {"DROP TABLE `t` /* generated by server */", "drop_table: dropped table shop.t"},
        {"DROP TABLE IF EXISTS `t1`,`crm`.`t2` /* generated by server */",
         "drop_table: dropped table shop.t1, dropped table crm.t2; if_exists"},
        {"DROP TABLES a , b . c CASCADE", "drop_table: dropped table shop.a, dropped table b.c"},
        {"DROP TABLE /* why */ IF EXISTS t RESTRICT",
         "drop_table: dropped table shop.t; if_exists"},
        {"DROP TABLE t WAIT 5 CASCADE", "drop_table: dropped table shop.t; asides 1"},
        {"DROP TABLE t NOWAIT", "drop_table: dropped table shop.t; asides 1"},
        {"DROP /*!40005 TEMPORARY */ TABLE IF EXISTS `tmp`",
         "drop_table: dropped table shop.tmp; temporary; if_exists"},
        {"DROP TABLE a,", "unknown"},
        {"DROP TABLE a b", "unknown"},
        {"DROP TABLE a, b.c.d", "unknown"},
        {"DROP TABLE `a", "unknown"},
        {"RENAME TABLE a TO b", "rename_table: from table shop.a, to table shop.b"},
        {"RENAME TABLES a TO crm.b, crm.c TO a",
         "rename_table: from table shop.a, to table crm.b, from table crm.c, to "
         "table shop.a"},
        {"RENAME TABLE a TO x, b TO a, x TO b",
         "rename_table: from table shop.a, to table shop.x, from table shop.b, "
         "to table shop.a, "
         "from table shop.x, to table shop.b"},
        {"RENAME TABLE IF EXISTS a WAIT 3 TO b, c NOWAIT TO d",
         "rename_table: from table shop.a, to table shop.b, from table shop.c, "
         "to table shop.d; "
         "if_exists; asides 2"},
        {"RENAME TABLE a TO", "unknown"},
        {"RENAME TABLE a b", "unknown"},
        {"RENAME TABLE a TO b,", "unknown"},
        {"RENAME a TO b", "unknown"},
        {"TRUNCATE TABLE t", "truncate_table: altered table shop.t"},
        {"TRUNCATE `crm`.t", "truncate_table: altered table crm.t"},
        {"TRUNCATE TABLE t WAIT 1", "truncate_table: altered table shop.t; asides 1"},
        {"TRUNCATE TABLE t DROP STORAGE", "truncate_table: altered table shop.t"},
        {"TRUNCATE TABLE t, u", "unknown"},
        {"TRUNCATE", "unknown"},
        {"CREATE INDEX i ON t (a)", "create_index: altered table shop.t"},
        {"CREATE OR REPLACE UNIQUE INDEX IF NOT EXISTS `on` USING BTREE ON crm.t "
         "(a(3) DESC, b) "
         "COMMENT 'ON x'",
         "create_index: altered table crm.t"},
        {"CREATE FULLTEXT INDEX i ON t (a) WITH PARSER ngram",
         "create_index: altered table shop.t"},
        {"CREATE SPATIAL INDEX i ON t (g)", "create_index: altered table shop.t"},
        {"CREATE ONLINE INDEX i ON t (a) WAIT 3", "create_index: altered table shop.t; asides 1"},
        {"CREATE INDEX ON t (a)", "unknown"},
        {"CREATE INDEX i ON", "unknown"},
        {"DROP INDEX i ON t", "drop_index: altered table shop.t"},
        {"DROP INDEX IF EXISTS `PRIMARY` ON `crm`.`t` ALGORITHM=INPLACE "
         "LOCK=NONE",
         "drop_index: altered table crm.t; if_exists"},
        {"DROP INDEX i", "unknown"},
    });
}

TEST(ParseDdl, WithoutADefaultDatabaseTheNameHasNone) {
    const DdlChange change = parse_ddl({.sql = "DROP TABLE t, crm.u"});
    EXPECT_EQ(summary(change), "drop_table: dropped table .t, dropped table crm.u");
}

TEST(ParseDdl, FoldsNamesAsTheSourceDoes) {
    const DdlChange change = parse_ddl(
        {.sql = "CREATE TABLE Big.TaBLe LIKE OTHER", .database = "Shop", .lower_case_names = true});
    EXPECT_EQ(summary(change), "create_table: created table big.table, read table shop.other");
    const DdlChange code =
        parse_ddl({.sql = "DROP PROCEDURE Big.Proc", .database = "Shop", .lower_case_names = true});
    EXPECT_EQ(summary(code), "drop_procedure: dropped procedure big.Proc");
}

TEST(ParseDdl, ToMySqlTheExecutableCommentsOfMariaDbAreComments) {
    const std::string sql = "CREATE TABLE t (a INT) /*M!100301 WITH SYSTEM ' VERSIONING */";
    EXPECT_EQ(parse_ddl({.sql = sql, .database = "shop"}).kind, DdlKind::unknown);
    const DdlChange change = parse_ddl({.sql = sql, .database = "shop", .source = Flavour::mysql});
    EXPECT_EQ(summary(change), "create_table: created table shop.t");
    EXPECT_EQ(change.logged.sql, "CREATE TABLE t (a INT) /* !100301 WITH SYSTEM ' VERSIONING */");
}

}  // namespace
}  // namespace cutover::ddl_cases::ddl_change_test
