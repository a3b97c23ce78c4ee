#include "core/ddl_code.hpp"

#include <gtest/gtest.h>

#include "tests/core/ddl_summary.hpp"

namespace cutover::ddl_cases::ddl_code_test {
namespace {

TEST(ParseDdl, Views) {
    expect_all({
        {"CREATE VIEW v AS SELECT 1", "create_view: created view shop.v"},
        {"CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY "
         "DEFINER VIEW `v1` AS "
         "SELECT * FROM t JOIN crm.u",
         "create_view: created view shop.v1, read table shop.t, read table "
         "crm.u"},
        {"CREATE OR REPLACE DEFINER = CURRENT_USER() VIEW crm . v (a, b) AS "
         "(SELECT 1, 2) WITH "
         "CHECK OPTION",
         "create_view: created view crm.v"},
        {"CREATE DEFINER='it''s'@'%' VIEW IF NOT EXISTS v AS SELECT 1",
         "create_view: created view shop.v"},
        {"CREATE DEFINER=a @ b VIEW v AS SELECT 1", "create_view: created view shop.v"},
        {"/*!50001 CREATE ALGORITHM=MERGE */ /*!50013 DEFINER=a@b SQL SECURITY "
         "INVOKER */ "
         "/*!50001 VIEW v AS SELECT 1 */",
         "create_view: created view shop.v"},
        {R"(CREATE DEFINER="a"@"b" VIEW "v" AS SELECT "x" FROM "t")",
         "create_view: created view shop.v, read table shop.t", "ANSI_QUOTES"},
        {"ALTER ALGORITHM=TEMPTABLE VIEW v AS SELECT a FROM t",
         "alter_view: altered view shop.v, read table shop.t"},
        {"DROP VIEW v1, crm.v2", "drop_view: dropped view shop.v1, dropped view crm.v2"},
        {"DROP VIEW IF EXISTS v CASCADE", "drop_view: dropped view shop.v; if_exists"},
        {"CREATE VIEW v AS", "unknown"},
        {"CREATE VIEW v", "unknown"},
        {"CREATE VIEW v AS SELECT (1", "unknown"},
        {"CREATE DEFINER= VIEW v AS SELECT 1", "unknown"},
        {"CREATE ALGORITHM=FAST VIEW v AS SELECT 1", "unknown"},
        {"CREATE SQL SECURITY VIEW v AS SELECT 1", "unknown"},
        {"ALTER VIEW v", "unknown"},
    });
}

TEST(ParseDdl, Routines) {
    expect_all({
        {"CREATE DEFINER=`root`@`localhost` PROCEDURE `p`(IN a INT)\nBEGIN "
         "SELECT 1; SELECT 2; END",
         "create_procedure: created procedure shop.p"},
        {"CREATE OR REPLACE PROCEDURE crm.p() COMMENT 'x' SELECT 1",
         "create_procedure: created procedure crm.p"},
        {"CREATE PROCEDURE IF NOT EXISTS p() SELECT 1",
         "create_procedure: created procedure shop.p"},
        {"CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN a",
         "create_function: created function shop.f"},
        {"CREATE DEFINER=a@b AGGREGATE FUNCTION f(a INT) RETURNS INT BEGIN "
         "RETURN 1; END",
         "create_function: created function shop.f"},
        {"CREATE FUNCTION f RETURN INT AS BEGIN RETURN 1; END",
         "create_function: created function shop.f", "PIPES_AS_CONCAT,ANSI_QUOTES,ORACLE"},
        {"CREATE FUNCTION metaphon RETURNS STRING SONAME 'udf.so'", "loadable_function"},
        {"CREATE AGGREGATE FUNCTION IF NOT EXISTS avgcost RETURNS REAL SONAME "
         "'udf.so'",
         "loadable_function"},
        {"ALTER PROCEDURE p SQL SECURITY DEFINER", "alter_procedure: altered procedure shop.p"},
        {"ALTER FUNCTION crm.f COMMENT 'x'", "alter_function: altered function crm.f"},
        {"DROP PROCEDURE IF EXISTS p", "drop_procedure: dropped procedure shop.p; if_exists"},
        {"DROP FUNCTION crm . f", "drop_function: dropped function crm.f"},
        {"CREATE OR REPLACE PACKAGE pkg AS PROCEDURE p; END",
         "create_package: created package shop.pkg", "ORACLE"},
        {"CREATE PACKAGE BODY pkg AS PROCEDURE p AS BEGIN NULL; END; END",
         "create_package: created package shop.pkg", "ORACLE"},
        {"DROP PACKAGE BODY IF EXISTS pkg", "drop_package: dropped package shop.pkg; if_exists"},
        {"CREATE PROCEDURE p()", "unknown"},
        {"CREATE PROCEDURE p(IN a INT", "unknown"},
        {"CREATE PROCEDURE", "unknown"},
        {"CREATE FUNCTION f(a INT) RETURN a", "unknown"},
        {"CREATE FUNCTION f(a INT)", "unknown"},
        {"DROP PROCEDURE p, q", "unknown"},
        {"DROP FUNCTION", "unknown"},
        {"DROP PROCEDURE p()", "unknown"},
    });
}

TEST(ParseDdl, TriggersEventsAndSequences) {
    expect_all({
        {"CREATE DEFINER=`a`@`%` TRIGGER `tr` AFTER INSERT ON `t` FOR EACH ROW "
         "BEGIN DELETE FROM "
         "u; END",
         "create_trigger: created trigger shop.tr, referenced table shop.t"},
        {"CREATE OR REPLACE TRIGGER IF NOT EXISTS crm.tr BEFORE UPDATE ON crm.t "
         "FOR EACH ROW "
         "FOLLOWS other SET NEW.a = 1",
         "create_trigger: created trigger crm.tr, referenced table crm.t"},
        {"DROP TRIGGER IF EXISTS crm.tr", "drop_trigger: dropped trigger crm.tr; if_exists"},
        {"CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW", "unknown"},
        {"CREATE TRIGGER tr ON t FOR EACH ROW SET @a = 1", "unknown"},
        {"CREATE TRIGGER tr AFTER INSERT", "unknown"},
        {"CREATE DEFINER=a@b EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t",
         "create_event: created event shop.e"},
        {"CREATE EVENT IF NOT EXISTS crm.e ON SCHEDULE AT (NOW()) ON COMPLETION "
         "PRESERVE ENABLE "
         "COMMENT 'DO' DO BEGIN END",
         "create_event: created event crm.e"},
        {"CREATE EVENT e ON SCHEDULE EVERY 1 DAY", "unknown"},
        {"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO", "unknown"},
        {"ALTER EVENT e DISABLE", "alter_event: altered event shop.e"},
        {"ALTER DEFINER=a@b EVENT e ON SCHEDULE EVERY 2 DAY RENAME TO crm.f "
         "ENABLE DO SELECT 1",
         "alter_event: from event shop.e, to event crm.f"},
        {"ALTER EVENT e", "unknown"},
        {"ALTER EVENT e RENAME TO", "unknown"},
        {"DROP EVENT e", "drop_event: dropped event shop.e"},
        {"CREATE SEQUENCE s1", "create_sequence: created sequence shop.s1"},
        {"CREATE OR REPLACE SEQUENCE IF NOT EXISTS crm.s START WITH 5 INCREMENT "
         "BY 2 CACHE 10",
         "create_sequence: created sequence crm.s"},
        {"ALTER SEQUENCE IF EXISTS s RESTART 10",
         "alter_sequence: altered sequence shop.s; if_exists"},
        {"DROP SEQUENCE `s1` /* generated by server */", "drop_sequence: dropped sequence shop.s1"},
        {"DROP SEQUENCE a, crm.b",
         "drop_sequence: dropped sequence shop.a, dropped sequence crm.b"},
        {"CREATE SEQUENCE", "unknown"},
    });
}

TEST(ParseDdl, WhatIsNotAboutASchema) {
    expect_all({
        {"CREATE USER a@b IDENTIFIED BY 'x'", "account"},
        {"CREATE OR REPLACE USER `a`@`%`", "account"},
        {"CREATE ROLE r", "account"},
        {"ALTER USER a ACCOUNT LOCK", "account"},
        {"DROP USER IF EXISTS a", "account"},
        {"DROP ROLE r", "account"},
        {"RENAME USER a TO b", "account"},
        {"GRANT ALL ON shop.* TO a", "account"},
        {"REVOKE SELECT ON shop.t FROM a", "account"},
        {"SET PASSWORD FOR a = 'x'", "account"},
        {"SET DEFAULT ROLE r FOR a", "account"},
        {"FLUSH PRIVILEGES", "flush"},
        {"flush tables", "flush"},
        {"ANALYZE TABLE t", "table_maintenance"},
        {"OPTIMIZE NO_WRITE_TO_BINLOG TABLE t", "table_maintenance"},
        {"REPAIR TABLE t", "table_maintenance"},
        {"CHECK TABLE t", "table_maintenance"},
        {"LOAD INDEX INTO CACHE t", "table_maintenance"},
        {"SET @a = 1", "set"},
        {"SET GLOBAL x = 1", "set"},
        {"BEGIN", "transaction"},
        {"begin work", "transaction"},
        {"START TRANSACTION", "transaction"},
        {"COMMIT /* x */", "transaction"},
        {"ROLLBACK TO SAVEPOINT a", "transaction"},
        {"SAVEPOINT `a`", "transaction"},
        {"RELEASE SAVEPOINT a", "transaction"},
        {"XA START X'31',X'',1", "transaction"},
        {"CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h')", "server_object"},
        {"CREATE UNDO TABLESPACE u ADD DATAFILE 'u.ibu'", "server_object"},
        {"ALTER TABLESPACE x RENAME TO y", "server_object"},
        {"DROP LOGFILE GROUP g ENGINE NDB", "server_object"},
        {"CREATE RESOURCE GROUP g TYPE = USER", "server_object"},
        {"CREATE SPATIAL REFERENCE SYSTEM 4120 NAME 'x'", "server_object"},
        {"INSTALL PLUGIN p SONAME 'x.so'", "server_object"},
        {"UNINSTALL PLUGIN p", "server_object"},
        {"ALTER INSTANCE ROTATE INNODB MASTER KEY", "server_object"},
    });
}

TEST(ParseDdl, ChangesOfRowsAndWhatIsUnknown) {
    expect_all({
        {"INSERT INTO t VALUES (1)", "rows: altered table shop.t"},
        {"INSERT IGNORE crm.t SELECT 1", "rows: altered table crm.t"},
        {"REPLACE LOW_PRIORITY INTO t SET a = 1", "rows: altered table shop.t"},
        {"UPDATE t SET a = 1", "rows: altered table shop.t"},
        {"UPDATE LOW_PRIORITY t SET a = 1", "rows"},
        {"UPDATE t JOIN u SET t.a = 1", "rows"},
        {"DELETE FROM crm.t WHERE a = 1", "rows: altered table crm.t"},
        {"DELETE t FROM t JOIN u", "rows"},
        {"DELETE FROM t USING t JOIN u", "rows"},
        {"LOAD DATA INFILE 'x' INTO TABLE t", "rows"},
        {"CALL p()", "rows"},
        {"WITH x AS (SELECT 1) DELETE FROM t", "rows"},
        {"SET STATEMENT max_statement_time = 5, lock_wait_timeout=1 FOR ALTER "
         "TABLE t FORCE",
         "alter_table: altered table shop.t; settings"},
        {"SET STATEMENT sql_mode='ANSI_QUOTES' FOR DROP TABLE t", "unknown"},
        {"SET STATEMENT a = 1", "unknown"},
        {"BEGIN NOT ATOMIC DROP TABLE t; END", "unknown"},
        {"BEGIN; DROP TABLE t", "unknown"},
        {"", "unknown"},
        {" \n\t/* only a comment */", "unknown"},
        {";", "unknown"},
        {"`", "unknown"},
        {"CREATE", "unknown"},
        {"ALTER", "unknown"},
        {"DROP", "unknown"},
        {"RENAME", "unknown"},
        {"CREATE OR REPLACE JSON RELATIONAL DUALITY VIEW v AS SELECT 1", "unknown"},
        {"CREATE LIBRARY l LANGUAGE JAVASCRIPT AS 'x'", "unknown"},
        {"USE shop", "unknown"},
        {"SHOW TABLES", "unknown"},
        {"(SELECT 1)", "unknown"},
        {std::string("\0\xff\xfe", 3), "unknown"},
        {"INSERTINTOt1 VALUES (1)", "unknown"},
    });
}

}  // namespace
}  // namespace cutover::ddl_cases::ddl_code_test
