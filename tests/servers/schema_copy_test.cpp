#include <algorithm>

#include <gtest/gtest.h>

#include "tests/servers/support/rich_schema.hpp"
#include "tests/servers/support/schema_fixture.hpp"
#include "verify/schema_compare.hpp"

namespace cutover::test::schema_copy_test {
namespace {

const std::string hostile = "ri`ch \"2\" */ ☃";

Task whole(const std::vector<std::string>& databases) {
    Task task;
    for (const std::string& database : databases) {
        task.objects.databases[database];
    }
    return task;
}

/// One line for each object that is not EQUAL.
std::string differences(const SchemaPair& pair) {
    std::string text;
    for (const ObjectComparison& object :
         compare_schema({pair.plan, pair.here, pair.there, pair.destination.facts()})) {
        if (object.verdict != TableVerdict::equal) {
            text += object.kind + " " + display(object.source) + ": " + object.reason + "\n";
        }
    }
    return text;
}

void prepare_rich(SchemaPair& pair, const Task& task) {
    pair.source_databases = {"rich", hostile};
    pair.destination_databases = {"rich", hostile, "rich_eu", "other"};
    prepare(pair, task, rich_schema(pair.source.kind()));
}

TEST(SchemaCopy, MakesTheSampleShop) {
    for (const PairOfKinds& servers : pairs_of_kinds) {
        SCOPED_TRACE(servers.name);
        SchemaPair pair{{servers.source, 0}, {servers.destination, 1}};
        pair.source_databases = pair.destination_databases = {"shop", "shop_archive"};
        std::vector<std::string> files{"testdata/sql/shop.sql"};
        if (servers.source == ServerKind::mariadb) {
            files.emplace_back("testdata/sql/shop_mariadb.sql");
        }
        prepare(pair, whole(pair.source_databases), files);
        copy_schema(pair);
        EXPECT_EQ(pair.there.tables.size(), pair.here.tables.size());
        EXPECT_EQ(pair.there.objects.size(), pair.here.objects.size());
        EXPECT_EQ(differences(pair), "");
    }
}

TEST(SchemaCopy, MakesEverythingThatDefinitionsCanSay) {
    for (const PairOfKinds& servers : pairs_of_kinds) {
        for (const bool put_off_keys : {false, true}) {
            SCOPED_TRACE(servers.name);
            SchemaPair pair{{servers.source, 0}, {servers.destination, 1}};
            prepare_rich(pair, whole({"rich", hostile}));
            copy_schema(pair, put_off_keys);
            EXPECT_EQ(pair.there.tables.size(), pair.here.tables.size());
            EXPECT_EQ(pair.there.objects.size(), pair.here.objects.size());
            EXPECT_EQ(differences(pair), "");
            for (const CodeObject& object : pair.there.objects) {
                EXPECT_EQ(
                    object.definer, object.kind == ObjectKind::sequence ? "" : "root@localhost");
                if (object.kind == ObjectKind::event) {
                    EXPECT_NE(object.create_statement.find("DISABLE"), std::string::npos);
                }
            }
        }
    }
}

TEST(SchemaCopy, RenamesInsideDefinitions) {
    for (const PairOfKinds& servers : pairs_of_kinds) {
        SCOPED_TRACE(servers.name);
        Task task = whole({"rich", hostile});
        task.objects.databases["rich"].rename = "rich_eu";
        task.objects.databases[hostile].rename = "other";
        SchemaPair pair{{servers.source, 0}, {servers.destination, 1}};
        prepare_rich(pair, task);
        copy_schema(pair);
        EXPECT_EQ(differences(pair), "");
        EXPECT_EQ(pair.there.tables.size(), pair.here.tables.size());
        EXPECT_EQ(pair.there.objects.size(), pair.here.objects.size());
        for (const CodeObject& view : pair.there.objects) {
            if (view.kind == ObjectKind::view) {
                EXPECT_EQ(view.create_statement.find("`rich`."), std::string::npos);
                pair.destination.execute(
                    "SELECT * FROM " + cutover::quoted_name(view.name) + " LIMIT 0");
            }
        }
    }
}

TEST(SchemaCopy, TakesTheColumnsThatAreSelected) {
    for (const PairOfKinds& servers : pairs_of_kinds) {
        SCOPED_TRACE(servers.name);
        Task task;
        DatabaseRule& rule = task.objects.databases["rich"];
        rule.rename = "rich_eu";
        rule.tables["kinds"].rename = "sorts";
        rule.tables["kinds"].columns = {{"id", {"key"}}, {"v", {}}, {"e", {"ev"}}, {"y", {}}};
        rule.tables["hen"].columns = {{"id", {"nr"}}, {"mother", {"mum"}}};
        SchemaPair pair{{servers.source, 0}, {servers.destination, 1}};
        prepare_rich(pair, task);
        copy_schema(pair);
        EXPECT_EQ(differences(pair), "");
        const TableDefinition* sorts = find_table(pair.there, {"rich_eu", "sorts"});
        ASSERT_NE(sorts, nullptr);
        EXPECT_EQ(sorts->columns.size(), 4U);
        ASSERT_EQ(sorts->keys.size(), 3U);  // k is on columns that stay behind
        EXPECT_EQ(sorts->keys[1].parts[1].column, "ev");
        const TableDefinition* hen = find_table(pair.there, {"rich_eu", "hen"});
        ASSERT_NE(hen, nullptr);
        ASSERT_EQ(hen->foreign_keys.size(), 1U);
        EXPECT_EQ(hen->foreign_keys[0].referenced_columns, std::vector<std::string>{"nr"});
    }
}

struct Mutation {
    const char* sql;
    const char* found;  ///< The beginning of the one line.
};

const Mutation mutations[] = {
    {"ALTER TABLE rich.kinds MODIFY big BIGINT DEFAULT 5",
     "table definition rich.kinds: column `big`"},
    {"ALTER TABLE rich.kinds MODIFY big BIGINT UNSIGNED DEFAULT 6",
     "table definition rich.kinds: column `big`"},
    {"ALTER TABLE rich.kinds MODIFY big BIGINT UNSIGNED NOT NULL DEFAULT 5",
     "table definition rich.kinds: column `big`"},
    {"ALTER TABLE rich.kinds MODIFY price DECIMAL(10,2) DEFAULT -1.5",
     "table definition rich.kinds: column `price`"},
    {"ALTER TABLE rich.kinds MODIFY v VARCHAR(30) CHARACTER SET utf8 COLLATE utf8_bin DEFAULT "
     "'it''s \\\\ ☃'",
     "table definition rich.kinds: column `v`"},
    {"ALTER TABLE rich.kinds MODIFY t TEXT CHARACTER SET utf8 COLLATE utf8_unicode_ci COMMENT 'x'",
     "table definition rich.kinds: column `t`"},
    {"ALTER TABLE rich.kinds MODIFY dt DATETIME(2) NOT NULL DEFAULT CURRENT_TIMESTAMP(2) ON UPDATE "
     "CURRENT_TIMESTAMP(2)",
     "table definition rich.kinds: column `dt`"},
    {"ALTER TABLE rich.kinds MODIFY dt DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)",
     "table definition rich.kinds: column `dt`"},
    {"ALTER TABLE rich.kinds MODIFY tn TIMESTAMP NOT NULL DEFAULT '2000-01-01'",
     "table definition rich.kinds: column `tn`"},
    {"ALTER TABLE rich.kinds MODIFY s SET('one', 'two''', 'three') CHARACTER SET latin1 NOT NULL "
     "DEFAULT 'one'",
     "table definition rich.kinds: column `s`"},
    {"ALTER TABLE rich.kinds ADD extra INT", "table definition rich.kinds: column `extra`"},
    {"ALTER TABLE rich.kinds DROP lb", "table definition rich.kinds: column `lb`"},
    {"ALTER TABLE rich.kinds MODIFY lb LONGBLOB FIRST",
     "table definition rich.kinds: order of columns"},
    {"ALTER TABLE rich.kinds DROP KEY k, ADD KEY k (big)", "table definition rich.kinds: key `k`"},
    {"ALTER TABLE rich.kinds DROP KEY k, ADD UNIQUE KEY k (big, small)",
     "table definition rich.kinds: key `k`"},
    {"ALTER TABLE rich.kinds DROP KEY k", "table definition rich.kinds: key `k`"},
    {"ALTER TABLE rich.kinds ADD KEY more (d)", "table definition rich.kinds: key `more`"},
    {"ALTER TABLE rich.kinds COMMENT 'x'", "table definition rich.kinds: comment"},
    {"ALTER TABLE rich.kinds DEFAULT CHARACTER SET latin1",
     "table definition rich.kinds: collation"},
    {"ALTER TABLE rich.words ROW_FORMAT=COMPACT", "table definition rich.words: option ROW_FORMAT"},
    {"ALTER TABLE rich.words ENGINE=MyISAM", "table definition rich.words: engine"},
    {"ALTER TABLE rich.words DROP PRIMARY KEY", "table definition rich.words: primary key"},
    {"ALTER TABLE rich.parts DROP PARTITION p0", "table definition rich.parts: partitions"},
    {"ALTER TABLE rich.egg DROP FOREIGN KEY laid_by",
     "table definition rich.egg: foreign key `laid_by`"},
    {"SET foreign_key_checks = 0; ALTER TABLE rich.egg DROP FOREIGN KEY laid_by; ALTER TABLE "
     "rich.egg "
     "ADD CONSTRAINT laid_by FOREIGN KEY (hen) REFERENCES rich.hen (id)",
     "table definition rich.egg: foreign key `laid_by`"},
    {"DROP TABLE rich.listed", "table definition rich.listed: missing"},
    {"DROP VIEW rich.checked", "view rich.checked: missing"},
    {"CREATE OR REPLACE SQL SECURITY INVOKER VIEW rich.orphan AS SELECT id + 1 AS id FROM "
     "rich.words",
     "view rich.orphan: definition"},
    {"ALTER ALGORITHM=MERGE SQL SECURITY INVOKER VIEW rich.checked AS SELECT id, hen FROM rich.egg "
     "WHERE hen > 0",
     "view rich.checked: definition"},
    {"DROP TRIGGER rich.tr_in; CREATE TRIGGER rich.tr_in BEFORE INSERT ON rich.egg FOR EACH ROW "
     "SET "
     "NEW.hen = NEW.hen + 1",
     "trigger rich.tr_in: body"},
    {"CREATE TRIGGER rich.sneaky BEFORE DELETE ON rich.hen FOR EACH ROW SET @x = 1", "trigger :"},
    {"DROP PROCEDURE rich.q; CREATE PROCEDURE rich.q() SQL SECURITY INVOKER SELECT 2",
     "procedure rich.q: "},
    {"ALTER PROCEDURE rich.p COMMENT 'another'", "procedure rich.p: head"},
    {"ALTER FUNCTION rich.f SQL SECURITY DEFINER", "function rich.f: SQL SECURITY"},
    {"DROP FUNCTION rich.g; CREATE FUNCTION rich.g() RETURNS INT READS SQL DATA SQL SECURITY "
     "INVOKER "
     "RETURN (SELECT COUNT(*) FROM egg)",
     "function rich.g: "},
    {"ALTER EVENT rich.asleep ENABLE", "event rich.asleep: status"},
    {"ALTER EVENT rich.ev COMMENT 'x'", "event rich.ev: head"},
    {"ALTER DATABASE rich CHARACTER SET utf8mb4", "database rich: default collation"},
};

const Mutation mariadb_mutations[] = {
    {"ALTER TABLE rich.modern MODIFY hidden TEXT DEFAULT 'x'",
     "table definition rich.modern: column `hidden`"},
    {"ALTER TABLE rich.modern MODIFY virt VARCHAR(50) AS (CONCAT('!', n)) VIRTUAL COMMENT 'a "
     "virtual one'",
     "table definition rich.modern: column `virt`"},
    {"ALTER TABLE rich.modern MODIFY b INT DEFAULT (a - 1)",
     "table definition rich.modern: column `b`"},
    {"ALTER TABLE rich.modern DROP CONSTRAINT `a ☃ b`",
     "table definition rich.modern: check `a ☃ b`"},
    {"ALTER TABLE rich.modern DROP KEY down, ADD KEY down (a, b)",
     "table definition rich.modern: key `down`"},
    {"ALTER TABLE rich.modern ALTER KEY idle NOT IGNORED",
     "table definition rich.modern: key `idle`"},
    {"ALTER TABLE rich.aria PAGE_CHECKSUM=0", "table definition rich.aria: option PAGE_CHECKSUM"},
    {"ALTER SEQUENCE rich.numbers INCREMENT BY 6", "sequence rich.numbers: definition"},
    {"ALTER SEQUENCE rich.numbers RESTART 1", "sequence rich.numbers: next value"},
};

/// Drops the one object that a mutation changed.
std::string removal_of(const Mutation& mutation) {
    const std::string found = mutation.found;
    const std::string kind = found.substr(0, found.find(' '));
    const std::size_t name = found.find("rich.");
    if (kind == "database") {
        return "ALTER DATABASE rich CHARACTER SET utf8 COLLATE utf8_unicode_ci";
    }
    if (name == std::string::npos) {
        return "DROP TRIGGER rich.sneaky";
    }
    return "SET foreign_key_checks = 0; DROP " + kind + " IF EXISTS " +
           found.substr(name, found.find(':') - name);
}

TEST(SchemaCompare, NamesExactlyWhatWasChanged) {
    for (const PairOfKinds& servers : pairs_of_kinds) {
        SCOPED_TRACE(servers.name);
        SchemaPair pair{{servers.source, 0}, {servers.destination, 1}};
        prepare_rich(pair, whole({"rich", hostile}));
        std::vector<Mutation> all(std::begin(mutations), std::end(mutations));
        if (servers.source == ServerKind::mariadb) {
            all.insert(all.end(), std::begin(mariadb_mutations), std::end(mariadb_mutations));
        }
        copy_schema(pair);
        for (const Mutation& mutation : all) {
            SCOPED_TRACE(mutation.sql);
            pair.destination.execute(
                "SET NAMES utf8mb4; SET SESSION sql_mode = ''; SET SESSION "
                "innodb_strict_mode = 0; " +
                std::string(mutation.sql));
            pair.there = pair.destination.catalog(pair.destination_databases);
            const std::string found = differences(pair);
            EXPECT_EQ(found.substr(0, std::string(mutation.found).size()), mutation.found) << found;
            EXPECT_EQ(std::count(found.begin(), found.end(), '\n'), 1) << found;
            pair.destination.execute(removal_of(mutation));
            copy_schema(pair);  // makes what is missing, as after a crash
        }
    }
}

}  // namespace
}  // namespace cutover::test::schema_copy_test
