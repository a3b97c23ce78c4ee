#include "mysql/statements.hpp"

#include <gtest/gtest.h>

namespace cutover::statements_test {
namespace {

KeyValue natural(std::uint64_t number) {
    return {.kind = KeyValue::Kind::natural, .number = number};
}

KeyValue bytes(std::string value) {
    return {.kind = KeyValue::Kind::bytes, .bytes = std::move(value)};
}

RowSource one_integer() {
    return {
        .table = {"shop", "or`ders"},
        .columns = {{.name = "id"}, {.name = "note", .form = CellForm::text}},
        .key = {{.name = "id"}},
        .key_name = "PRIMARY"};
}

RowSource three_parts() {
    return {
        .table = {"d", "t"},
        .columns = {{.name = "a"}},
        .key = {
            {.name = "a", .form = CellForm::natural},
            {.name = "b",
             .form = CellForm::text,
             .character_set = "latin1",
             .collation = "latin1_swedish_ci"},
            {.name = "c", .form = CellForm::decimal, .precision = 10, .scale = 2}}};
}

const std::string latin1 = "CONVERT(? USING latin1) COLLATE latin1_swedish_ci";

struct ReadCase {
    const char* name;
    RowSource source;
    Chunk chunk;
    std::string expected;
    std::size_t parameters;
};

std::vector<ReadCase> read_cases() {
    RowSource with_where = one_integer();
    with_where.where = "id > 5 OR note = 'x'";
    RowSource types = one_integer();
    types.columns = {
        {.name = "e", .form = CellForm::enumeration},
        {.name = "s", .form = CellForm::set},
        {.name = "u", .form = CellForm::text, .as_utf8mb4 = true}};
    const KeyTuple three{natural(1), bytes("x"), bytes("2.50")};
    const std::string head = "SELECT `id`, `note` FROM `shop`.`or``ders`";
    const std::string forced = head + " FORCE INDEX (`PRIMARY`)";
    return {
        {"whole table", one_integer(), {}, head, 0},
        {"both bounds",
         one_integer(),
         {.after = {{natural(1)}}, .up_to = {{natural(9)}}},
         forced + " WHERE `id` > ? AND `id` <= ?",
         2},
        {"condition in parentheses",
         with_where,
         {.up_to = {{natural(9)}}},
         forced + " WHERE (id > 5 OR note = 'x') AND `id` <= ?",
         1},
        {"types read in other ways",
         types,
         {},
         "SELECT CAST(`e` AS UNSIGNED), CAST(`s` AS UNSIGNED), CONVERT(`u` USING utf8mb4) FROM "
         "`shop`.`or``ders`",
         0},
        {"three parts, after",
         three_parts(),
         {.after = {three}},
         "SELECT `a` FROM `d`.`t` WHERE `a` >= ? AND (`a` > ? OR (`a` = ? AND (`b` > " + latin1 +
             " OR (`b` = " + latin1 + " AND `c` > CAST(? AS DECIMAL(10,2))))))",
         6},
        {"three parts, up to",
         three_parts(),
         {.up_to = {three}},
         "SELECT `a` FROM `d`.`t` WHERE `a` <= ? AND (`a` < ? OR (`a` = ? AND (`b` < " + latin1 +
             " OR (`b` = " + latin1 + " AND `c` <= CAST(? AS DECIMAL(10,2))))))",
         6},
    };
}

TEST(SelectRows, SaysWhatTheChunkMeans) {
    for (const ReadCase& test : read_cases()) {
        SCOPED_TRACE(test.name);
        const Statement statement = select_rows(test.source, test.chunk);
        EXPECT_EQ(statement.sql, test.expected);
        EXPECT_EQ(statement.parameters.size(), test.parameters);
    }
}

TEST(SelectRows, BindsEachPlaceWithItsOwnPart) {
    const KeyTuple key{natural(1), bytes("x"), bytes("2.50")};
    const Statement statement = select_rows(three_parts(), {.after = key});
    std::vector<KeyTuple> bound;
    for (const Parameter& parameter : statement.parameters) {
        bound.push_back({parameter.value});
    }
    EXPECT_EQ(
        bound, (std::vector<KeyTuple>{{key[0]}, {key[0]}, {key[0]}, {key[1]}, {key[1]}, {key[2]}}));
}

TEST(SelectRows, BindsTextWithoutCharacterSetAsPlainText) {
    RowSource uuid = one_integer();
    uuid.key = {{.name = "u", .form = CellForm::text}};
    const Statement statement = select_rows(uuid, {.after = {{bytes("x")}}});
    EXPECT_NE(statement.sql.find("WHERE `u` > ?"), std::string::npos);
    EXPECT_TRUE(statement.parameters.front().is_plain_text);
}

TEST(SelectRows, ComparesAKeyOfAnotherCharacterSetInTheColumnsOwn) {
    RowSource source = three_parts();
    source.key = {source.key[1]};
    source.key.front().as_utf8mb4 = true;
    const Statement statement = select_rows(source, {.after = {{bytes("x")}}});
    EXPECT_NE(
        statement.sql.find("`b` > CONVERT(CONVERT(? USING utf8mb4) USING latin1) COLLATE"),
        std::string::npos);
}

TEST(CutStatements, IgnoreTheConditionAndUseTheKey) {
    RowSource source = three_parts();
    source.where = "secret";
    source.key_name = "u";
    const Statement boundary = select_boundary(source, std::nullopt, 1000);
    EXPECT_EQ(
        boundary.sql,
        "SELECT `a`, `b`, `c` FROM `d`.`t` FORCE INDEX (`u`) ORDER BY `a`, `b`, `c` LIMIT 1 OFFSET "
        "999");
    EXPECT_EQ(
        select_key_range(one_integer(), {{natural(1)}}, std::nullopt).sql,
        "SELECT MIN(`id`), MAX(`id`) FROM `shop`.`or``ders` FORCE INDEX (`PRIMARY`) WHERE `id` > "
        "?");
    const Statement halved = select_key_at(source, {}, 1000);
    EXPECT_EQ(
        halved.sql,
        "SELECT `a`, `b`, `c` FROM `d`.`t` FORCE INDEX (`u`) WHERE (secret) ORDER BY `a`, `b`, `c` "
        "LIMIT 1 OFFSET 999")
        << "rows are halved, and these have to fulfil it";
    EXPECT_EQ(
        select_key_at(one_integer(), {.after = {{natural(1)}}, .up_to = {{natural(9)}}}, 3).sql,
        "SELECT `id` FROM `shop`.`or``ders` FORCE INDEX (`PRIMARY`) WHERE `id` > ? AND `id` <= ? "
        "ORDER BY `id` LIMIT 1 OFFSET 2");
    EXPECT_EQ(count_rows(source).sql, "SELECT COUNT(*) FROM `d`.`t` WHERE (secret)");
}

RowTarget target(OnConflict on_conflict) {
    return {
        .table = {"d", "t"},
        .columns =
            {{.name = "id", .block_column = 0},
             {.name = "u", .block_column = 1, .data_type = "uuid"},
             {.name = "y", .block_column = 2, .data_type = "year"},
             {.name = "e", .block_column = 3, .data_type = "enum"},
             {.name = "l", .block_column = 4, .from_character_set = "utf8mb4"}},
        .on_conflict = on_conflict};
}

TEST(WriteStatements, SpellEachConflictRule) {
    const std::string columns = " INTO `d`.`t` (`id`,`u`,`y`,`e`,`l`) VALUES ";
    EXPECT_EQ(insert_text(target(OnConflict::fail)), "INSERT" + columns);
    EXPECT_EQ(insert_text(target(OnConflict::keep_existing)), "INSERT IGNORE" + columns);
    EXPECT_EQ(insert_text(target(OnConflict::overwrite)), "REPLACE" + columns);
    EXPECT_EQ(
        insert_bound(target(OnConflict::fail)),
        "INSERT" + columns + "(?,CONVERT(? USING utf8mb4),?,?,CONVERT(? USING utf8mb4))");
}

TEST(WriteStatements, LoadDataSpellsDisguisedNumbersAndText) {
    const std::vector<CellForm> forms{
        CellForm::integer, CellForm::text, CellForm::natural, CellForm::enumeration,
        CellForm::text};
    EXPECT_EQ(
        load_data(target(OnConflict::overwrite), forms),
        "LOAD DATA LOCAL INFILE 'cutover' REPLACE INTO TABLE `d`.`t` CHARACTER SET binary FIELDS "
        "TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (@c0,@c1,@c2,@c3,@c4) "
        "SET `id`=CAST(@c0 AS SIGNED), "
        "`u`=CONVERT(@c1 USING utf8mb4), `y`=CAST(@c2 AS UNSIGNED), `e`=CAST(@c3 AS UNSIGNED), "
        "`l`=CONVERT(@c4 USING utf8mb4)");
}

}  // namespace
}  // namespace cutover::statements_test
