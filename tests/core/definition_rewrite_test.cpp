#include "core/definition_rewrite.hpp"

#include <gtest/gtest.h>

namespace cutover::definition_rewrite_test {
namespace {

NameMapping crm_moves() {
    NameMapping names;
    names.databases = {{"shop", "store"}, {"crm", "crm_eu"}};
    names.tables = {
        {{"shop", "orders"}, {"store", "orders"}},
        {{"shop", "v"}, {"store", "v"}},
        {{"shop", "Mixed"}, {"store", "mixed"}},
        {{"crm", "customers"}, {"crm_eu", "clients"}}};
    names.columns[{"crm", "customers"}] = {{"email", "mail"}};
    return names;
}

ServerFacts modern() {
    ServerFacts facts;
    facts.character_sets = {"utf8mb3", "utf8mb4", "latin1"};
    facts.collations = {{"utf8mb3_bin", "utf8mb3"}};
    return facts;
}

struct RewriteCase {
    const char* name;
    ObjectKind kind;
    std::string object;
    std::string sql;
    std::string expected;
    std::string sql_mode{};
};

const RewriteCase rewrite_cases[] = {
    {"a view", ObjectKind::view, "v",
     "CREATE ALGORITHM=UNDEFINED DEFINER=`a``b`@`%` SQL SECURITY DEFINER VIEW `shop`.`v` AS select "
     "`shop`.`orders`.`id` AS `email`,`c`.`email` AS `e` from (`shop`.`orders` join "
     "`crm`.`customers` `c` on(`shop`.`orders`.`id` = `c`.`id`)) where 'shop.orders' <> `c`.`x`",
     "CREATE ALGORITHM=UNDEFINED SQL SECURITY INVOKER VIEW `store`.`v` AS select "
     "`store`.`orders`.`id` AS `email`,`c`.`mail` AS `e` from (`store`.`orders` join "
     "`crm_eu`.`clients` `c` on(`store`.`orders`.`id` = `c`.`id`)) where 'shop.orders' <> `c`.`x`"},
    {"three part names", ObjectKind::view, "v",
     "CREATE DEFINER=a@b SQL SECURITY INVOKER VIEW `shop`.`v` AS select `crm`.`customers`.`email` "
     "AS `email`,`crm`.`f`(1) AS `f` from `crm`.`customers`",
     "CREATE SQL SECURITY INVOKER VIEW `store`.`v` AS select `crm_eu`.`clients`.`mail` "
     "AS `email`,`crm_eu`.`f`(1) AS `f` from `crm_eu`.`clients`"},
    {"a procedure keeps its author's hand", ObjectKind::procedure, "p",
     "CREATE DEFINER=`root`@`localhost` PROCEDURE `p`(IN a VARCHAR(10), OUT b INT)\n    READS SQL "
     "DATA\n    COMMENT 'shop.orders'\nBEGIN -- shop.orders\n  SELECT COUNT(*) INTO b FROM "
     "shop.orders  o, Mixed WHERE o.id=1; UPDATE crm.customers c SET c.email='x';\nCALL shop.q();"
     " DELETE FROM Mixed;END",
     "CREATE PROCEDURE `store`.`p`(IN a VARCHAR(10), OUT b INT)\n    SQL SECURITY INVOKER\n    "
     "READS SQL DATA\n    COMMENT 'shop.orders'\nBEGIN -- shop.orders\n  SELECT COUNT(*) INTO b "
     "FROM `store`.orders  o, `mixed` WHERE o.id=1; UPDATE `crm_eu`.`clients` c SET "
     "c.`mail`='x';\nCALL `store`.q(); DELETE FROM `mixed`;END"},
    {"a function that was an invoker's", ObjectKind::function, "f",
     "CREATE DEFINER=`r`@`l` FUNCTION `f`(a decimal(10,2)) RETURNS enum('a','b)') CHARSET utf8\n   "
     " "
     "DETERMINISTIC\n    SQL SECURITY INVOKER\nRETURN trim('x' FROM a)",
     "CREATE FUNCTION `store`.`f`(a decimal(10,2)) RETURNS enum('a','b)') CHARSET utf8mb3\n    "
     "DETERMINISTIC\n    SQL SECURITY INVOKER\nRETURN trim('x' FROM a)"},
    {"a function's type with attributes", ObjectKind::function, "f",
     "CREATE FUNCTION `f`() RETURNS int(10) unsigned zerofill\nRETURN 1",
     "CREATE FUNCTION `store`.`f`() RETURNS int(10) unsigned zerofill\n    SQL SECURITY "
     "INVOKER\nRETURN 1"},
    {"ANSI_QUOTES", ObjectKind::function, "f",
     R"(CREATE DEFINER="r"@"l" FUNCTION "f"() RETURNS int RETURN (SELECT COUNT(*) FROM "shop"."orders"))",
     "CREATE FUNCTION `store`.`f`() RETURNS int\n    SQL SECURITY INVOKER RETURN (SELECT COUNT(*) "
     "FROM `store`.\"orders\")",
     "ANSI_QUOTES"},
    {"a trigger", ObjectKind::trigger, "tr",
     "CREATE DEFINER=`r`@`l` trigger tr before update on customers for each row BEGIN IF "
     "NEW.email<>OLD . `email` THEN insert into shop.orders values (new.id); END IF; END",
     "CREATE trigger `crm_eu`.`tr` before update on `crm_eu`.`clients` for each row BEGIN IF "
     "NEW.`mail`<>OLD . `mail` THEN insert into `store`.orders values (new.id); END IF; END"},
    {"an event", ObjectKind::event, "e",
     "CREATE DEFINER=`r`@`l` EVENT `e` ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' ON "
     "COMPLETION NOT PRESERVE ENABLE COMMENT 'ENABLE' DO DELETE FROM orders",
     "CREATE EVENT `store`.`e` ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 03:00:00' ON "
     "COMPLETION NOT PRESERVE DISABLE COMMENT 'ENABLE' DO DELETE FROM orders"},
    {"an event of a replica", ObjectKind::event, "e",
     "CREATE EVENT `e` ON SCHEDULE AT '2030-01-01 03:00:00' ON COMPLETION PRESERVE DISABLE ON "
     "SLAVE DO SELECT 1",
     "CREATE EVENT `store`.`e` ON SCHEDULE AT '2030-01-01 03:00:00' ON COMPLETION PRESERVE DISABLE "
     "DO SELECT 1"},
    {"a hostile name", ObjectKind::view, "v",
     "CREATE DEFINER=`*/ VIEW`@`x` SQL SECURITY DEFINER VIEW `shop`.`v` AS select "
     "`shop`.`a``.``b`.`shop` AS `shop.orders` from `shop`.`a``.``b`",
     "CREATE SQL SECURITY INVOKER VIEW `store`.`v` AS select `store`.`a``.``b`.`shop` AS "
     "`shop.orders` from `store`.`a``.``b`"},
};

TEST(RewriteCode, ChangesWhatItMustAndNothingElse) {
    for (const RewriteCase& test : rewrite_cases) {
        SCOPED_TRACE(test.name);
        CodeObject object;
        object.kind = test.kind;
        object.name = {test.kind == ObjectKind::trigger ? "crm" : "shop", test.object};
        object.table = "customers";
        object.create_statement = test.sql;
        object.sql_mode = test.sql_mode;
        EXPECT_EQ(rewrite_code(object, crm_moves(), modern()), test.expected);
    }
}

TEST(RewriteCode, SurvivesTextThatIsCutShort) {
    for (const RewriteCase& test : rewrite_cases) {
        for (std::size_t length = 30; length < test.sql.size(); length += 7) {
            CodeObject object;
            object.kind = test.kind;
            object.name = {"shop", test.object};
            object.create_statement = test.sql.substr(0, length);
            EXPECT_FALSE(rewrite_code(object, crm_moves(), modern()).empty());
        }
    }
}

// CREATE VIEW shop.v while another database was the default one: only a log has such text.
TEST(RewriteCode, AViewLooksWhereItsSessionWas) {
    CodeObject view{.name = {"shop", "v"}};
    view.create_statement = "CREATE VIEW shop.v AS SELECT c.email FROM customers c, shop.orders";
    EXPECT_EQ(
        rewrite_code(view, crm_moves(), modern(), "crm"),
        "CREATE SQL SECURITY INVOKER VIEW `store`.`v` AS SELECT c.`mail` FROM `clients` c, "
        "`store`.orders");
    CodeObject event{.kind = ObjectKind::event, .name = {"shop", "e"}};
    event.create_statement = "ALTER EVENT shop.e RENAME TO f ENABLE DO DELETE FROM customers";
    EXPECT_EQ(
        rewrite_code(event, crm_moves(), modern(), "crm"),
        "ALTER EVENT `store`.`e` RENAME TO `crm_eu`.`f` DISABLE DO DELETE FROM customers");
}

struct DefinerCase {
    const char* name;
    std::string sql;
    std::string expected;
};

const DefinerCase definer_cases[] = {
    {"quoted", "CREATE DEFINER=`a``b`@`10.0.%` VIEW v AS SELECT 1", "a`b@10.0.%"},
    {"words", "CREATE DEFINER = root@localhost PROCEDURE p() SELECT 1", "root@localhost"},
    {"strings", "CREATE DEFINER='a b'@'h' PROCEDURE p() SELECT 1", "a b@h"},
    {"a role", "CREATE DEFINER=`boss` PROCEDURE p() SELECT 1", "boss"},
    {"none", "CREATE PROCEDURE p() SELECT definer = 1 FROM t", ""},
};

TEST(DefinerOf, ReadsTheClauseOfTheHead) {
    for (const DefinerCase& test : definer_cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(definer_of(test.sql, {}), test.expected);
    }
}

}  // namespace
}  // namespace cutover::definition_rewrite_test
