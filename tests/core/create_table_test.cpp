#include "core/create_table.hpp"

#include <gtest/gtest.h>

namespace cutover::create_table_test {
namespace {

constexpr const char* rich_table = R"(CREATE TABLE `a``b` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `e` enum('a,b','c)','KEY `x` (`id`)') DEFAULT 'a,b' COMMENT 'it''s, (fine)',
  `key` int(11) DEFAULT NULL,
  `g` point NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `u``1` (`e`(10),`key`) USING HASH COMMENT 'x',
  KEY `desc` (`key` DESC,(lower(`e`))) /*!80000 INVISIBLE */,
  FULLTEXT KEY `ft` (`e`) /*!50100 WITH PARSER `ngram` */,
  SPATIAL KEY `sp` (`g`),
  CONSTRAINT `fk_1` FOREIGN KEY (`key`, `id`) REFERENCES `other`.`t``2` (`x`, `y`) ON DELETE SET NULL ON UPDATE NO ACTION,
  CONSTRAINT `fk_2` FOREIGN KEY (`key`) REFERENCES `a``b` (`id`),
  CONSTRAINT `positive` CHECK (`id` > 0)
) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8 COLLATE=utf8_bin ROW_FORMAT=DYNAMIC COMMENT='PARTITION BY, ENGINE=x'
/*!50100 PARTITION BY RANGE (id)
(PARTITION p0 VALUES LESS THAN (10) ENGINE = InnoDB) */)";

TEST(ParseCreateTable, TellsColumnsKeysConstraintsAndOptionsApart) {
    const auto table = parse_create_table(rich_table);
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table->name, "a`b");
    std::string clauses;
    for (const TableClause& clause : table->clauses) {
        clauses += std::to_string(static_cast<int>(clause.kind)) + ":" + clause.name + " ";
    }
    EXPECT_EQ(
        clauses, "0:id 0:e 0:key 0:g 1:PRIMARY 2:u`1 3:desc 4:ft 5:sp 6:fk_1 6:fk_2 7:positive ");
    std::string options;
    for (const TableOption& option : table->options) {
        options += option.name + "=" + to_sql(option.value) + ";";
    }
    EXPECT_EQ(
        options,
        "ENGINE=InnoDB;AUTO_INCREMENT=42;CHARSET=utf8;COLLATE=utf8_bin;ROW_FORMAT=DYNAMIC;"
        "COMMENT='PARTITION BY, ENGINE=x';");
    EXPECT_EQ(
        to_sql(table->partitions),
        "PARTITION BY RANGE(id) (PARTITION p0 VALUES LESS THAN(10) ENGINE = InnoDB)");
}

TEST(ReadCreateStatement, FillsKeysAndForeignKeys) {
    TableDefinition table;
    table.name = {"shop", "a`b"};
    table.create_statement = rich_table;
    ASSERT_TRUE(read_create_statement(table));
    std::string keys;
    for (const KeyDefinition& key : table.keys) {
        keys += key.name + (key.unique ? " unique " : " ") + key.type;
        for (const KeyPart& part : key.parts) {
            keys += " " + part.column + ":" + std::to_string(part.prefix_length);
        }
        keys += "; ";
    }
    EXPECT_EQ(
        keys,
        "PRIMARY unique BTREE id:0; u`1 unique HASH e:10 key:0; desc BTREE key:0 :0; "
        "ft FULLTEXT e:0; sp SPATIAL g:0; ");
    ASSERT_EQ(table.foreign_keys.size(), 2U);
    const ForeignKey& far = table.foreign_keys[0];
    EXPECT_EQ(far.referenced, (TableName{"other", "t`2"}));
    EXPECT_EQ(far.columns, (std::vector<std::string>{"key", "id"}));
    EXPECT_EQ(far.referenced_columns, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(far.on_delete, "SET NULL");
    EXPECT_EQ(far.on_update, "NO ACTION");
    EXPECT_EQ(table.foreign_keys[1].referenced, (TableName{"shop", "a`b"}));
    EXPECT_EQ(table.foreign_keys[1].on_delete, "RESTRICT");
    EXPECT_EQ(table.auto_increment, 42U);
    EXPECT_TRUE(table.partitioned);
}

struct OptionCase {
    const char* name;
    std::string options;
    std::string expected;
};

const OptionCase option_cases[] = {
    {"none", "", ""},
    {"a tablespace in a gate", "/*!50100 TABLESPACE `t s` */ ENGINE=InnoDB",
     "TABLESPACE T S=;ENGINE=InnoDB;"},
    {"system versioning", "ENGINE=InnoDB WITH SYSTEM VERSIONING",
     "ENGINE=InnoDB;WITH SYSTEM VERSIONING=;"},
    {"a union", "ENGINE=MRG_MyISAM INSERT_METHOD=LAST UNION=(`a`,`b`)",
     "ENGINE=MRG_MyISAM;INSERT_METHOD=LAST;UNION=(`a`, `b`);"},
    {"quoted names", "`PAGE_COMPRESSED`='ON' DATA DIRECTORY='/x'",
     "PAGE_COMPRESSED='ON';DATA DIRECTORY='/x';"},
};

TEST(ParseCreateTable, KeepsOptionsApart) {
    for (const OptionCase& test : option_cases) {
        SCOPED_TRACE(test.name);
        const std::string sql = "CREATE TABLE `t` (`a` int) " + test.options;
        const auto table = parse_create_table(sql);
        ASSERT_TRUE(table.has_value());
        std::string options;
        for (const TableOption& option : table->options) {
            options += option.name + "=" + to_sql(option.value) + ";";
        }
        EXPECT_EQ(options, test.expected);
    }
}

TEST(ParseCreateTable, RefusesWhatIsCutShort) {
    const std::string sql = rich_table;
    for (std::size_t length = 0; length < sql.find(") ENGINE"); length += 3) {
        SCOPED_TRACE(length);
        EXPECT_FALSE(parse_create_table(sql.substr(0, length)).has_value());
    }
}

}  // namespace
}  // namespace cutover::create_table_test
