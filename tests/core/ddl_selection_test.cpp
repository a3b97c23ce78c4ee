#include "core/ddl_selection.hpp"

#include <gtest/gtest.h>

namespace cutover::ddl_selection_test {
namespace {

DdlChange parsed(const std::string& sql) {
    return parse_ddl({.sql = sql, .database = "shop", .sql_mode = ""});
}

TEST(DdlSelection, ATablesRuleNamesKindsOrNone) {
    ObjectSelection selection;
    selection.databases["shop"].tables["t"].ddl = {"alter_table", "truncate_table"};
    selection.databases["shop"].tables["any"] = {};
    selection.databases["whole"] = {};
    const auto takes = [&](const char* database, const char* table, DdlKind kind) {
        return takes_kind(selection, {.name = {database, table}}, kind);
    };
    EXPECT_TRUE(takes("shop", "t", DdlKind::alter_table));
    EXPECT_TRUE(takes("shop", "t", DdlKind::truncate_table));
    EXPECT_FALSE(takes("shop", "t", DdlKind::drop_table));
    EXPECT_FALSE(takes("shop", "t", DdlKind::create_index));
    EXPECT_TRUE(takes("shop", "any", DdlKind::drop_table));
    EXPECT_TRUE(takes("whole", "t", DdlKind::drop_table));
    EXPECT_TRUE(takes_kind(
        selection, {.kind = DdlObjectKind::view, .name = {"shop", "t"}}, DdlKind::drop_view));
}

const char* const alike[] = {
    "CREATE INDEX i ON t (a)",
    "DROP INDEX i ON t",
    "TRUNCATE t",
    "ALTER TABLE t ADD INDEX i (a, b), DROP KEY j",
    "alter table shop.t add unique key (a(3)), add constraint c foreign key (a) references u (b)",
    "alter table shop.t add unique key (a(3)), algorithm=inplace, lock=none",
    "ALTER TABLE t COMMENT='ADD COLUMN x INT'",
    "ALTER TABLE t DROP FOREIGN KEY c, DISABLE KEYS",
    "ALTER TABLE t /* , ADD COLUMN x INT */ AUTO_INCREMENT = 7",
};

const char* const others[] = {
    "ALTER TABLE t ADD COLUMN x INT",
    "ALTER TABLE t ADD `index` INT",
    "ALTER TABLE t ADD INDEX i (a), MODIFY a BIGINT",
    "ALTER TABLE t ADD INDEX i (a), DROP b",
    "ALTER TABLE t DROP `key`",
    "ALTER TABLE t RENAME TO u",
    "ALTER TABLE t ADD PRIMARY KEY (a)",
    "ALTER TABLE t CONVERT TO CHARACTER SET latin1",
    "ALTER TABLE t ORDER BY a",
    "ALTER TABLE t",
    "DROP TABLE t",
    "CREATE TABLE t (a INT)",
    "RENAME TABLE t TO u",
};

TEST(DdlSelection, OnlyWhatIsCertainLeavesRowsAlike) {
    for (const char* const sql : alike) {
        EXPECT_TRUE(leaves_rows_alike(parsed(sql))) << sql;
    }
    for (const char* const sql : others) {
        EXPECT_FALSE(leaves_rows_alike(parsed(sql))) << sql;
    }
}

}  // namespace
}  // namespace cutover::ddl_selection_test
