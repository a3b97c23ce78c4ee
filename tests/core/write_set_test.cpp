#include "core/write_set.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace cutover::write_set_test {
namespace {

ColumnDefinition number(const std::string& name) {
    return {.name = name, .data_type = "int", .column_type = "int(11)"};
}

ColumnDefinition text(const std::string& name, const std::string& collation) {
    return {
        .name = name,
        .data_type = "varchar",
        .column_type = "varchar(20)",
        .character_set = collation.substr(0, collation.find('_')),
        .collation = collation};
}

TableDefinition table(std::vector<ColumnDefinition> columns, std::vector<KeyDefinition> keys) {
    TableDefinition table;
    table.name = {"shop", "t"};
    table.columns = std::move(columns);
    table.keys = std::move(keys);
    return table;
}

KeyDefinition unique(std::vector<KeyPart> parts) {
    return {.name = "u", .type = "BTREE", .unique = true, .parts = std::move(parts)};
}

/// Rows of one text column.
RowBlock texts(const std::vector<std::string>& values) {
    RowBlock block({CellForm::text});
    for (const std::string& value : values) {
        block.columns()[0].add_bytes(value);
    }
    return block;
}

RowBlock numbers(const std::vector<std::uint64_t>& row) {
    RowBlock block(std::vector(row.size(), CellForm::integer));
    for (std::size_t i = 0; i < row.size(); ++i) {
        block.columns()[i].add_number(row[i]);
    }
    return block;
}

WriteSet inserted(const WriteSetRule& rule, RowBlock rows) {
    WriteSet set;
    rule.add(RowChange::insert, {.after = std::move(rows)}, set);
    return set;
}

bool share(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    return std::any_of(a.begin(), a.end(), [&](std::uint64_t value) {
        return std::find(b.begin(), b.end(), value) != b.end();
    });
}

/// Whether the order of the two matters.
bool meet(const WriteSet& a, const WriteSet& b) {
    return share(a.written, b.written) || share(a.written, b.referenced) ||
           share(a.referenced, b.written);
}

bool texts_meet(
    const std::string& collation,
    const std::string& a,
    const std::string& b,
    std::uint64_t prefix = 0) {
    const WriteSetRule rule(
        table({text("name", collation)}, {unique({{.column = "name", .prefix_length = prefix}})}),
        {}, true);
    return meet(inserted(rule, texts({a})), inserted(rule, texts({b})));
}

TEST(WriteSet, RowsMeetInTheValuesOfAnyUniqueKey) {
    const WriteSetRule rule(
        table(
            {number("id"), number("a"), number("b")},
            {unique({{.column = "id"}}), unique({{.column = "a"}, {.column = "b"}})}),
        {}, true);
    const WriteSet first = inserted(rule, numbers({1, 10, 20}));
    EXPECT_FALSE(meet(first, inserted(rule, numbers({2, 10, 21}))));
    EXPECT_TRUE(meet(first, inserted(rule, numbers({1, 11, 21}))));
    EXPECT_TRUE(meet(first, inserted(rule, numbers({2, 10, 20}))));
    EXPECT_FALSE(meet(first, inserted(rule, numbers({2, 20, 10}))));
}

TEST(WriteSet, AnUpdateTouchesWhatWasAndWhatIs) {
    const WriteSetRule rule(table({number("id")}, {unique({{.column = "id"}})}), {}, true);
    WriteSet moved;
    rule.add(RowChange::update, {.before = numbers({1}), .after = numbers({2})}, moved);
    EXPECT_TRUE(meet(moved, inserted(rule, numbers({1}))));
    EXPECT_TRUE(meet(moved, inserted(rule, numbers({2}))));
    EXPECT_FALSE(meet(moved, inserted(rule, numbers({3}))));
}

TEST(WriteSet, NullMeetsNothing) {
    const WriteSetRule rule(table({number("a")}, {unique({{.column = "a"}})}), {}, true);
    RowBlock null({CellForm::integer});
    null.columns()[0].add_null();
    EXPECT_FALSE(meet(inserted(rule, null), inserted(rule, null)));
}

TEST(WriteSet, ZeroHasNoSign) {
    ColumnDefinition real{.name = "d", .data_type = "double", .column_type = "double"};
    const WriteSetRule rule(table({real}, {unique({{.column = "d"}})}), {}, true);
    RowBlock plus({CellForm::real64});
    plus.columns()[0].add_number(0);
    RowBlock minus({CellForm::real64});
    minus.columns()[0].add_number(1ULL << 63U);
    EXPECT_TRUE(meet(inserted(rule, plus), inserted(rule, minus)));
}

TEST(WriteSet, TextMeetsAsItsCollationMightHaveIt) {
    EXPECT_TRUE(texts_meet("utf8mb4_general_ci", "Ann", "aNN  "));
    EXPECT_FALSE(texts_meet("utf8mb4_general_ci", "Ann", "Anne"));
    EXPECT_FALSE(texts_meet("utf8mb4_0900_ai_ci", "a-b", "ab"));
    EXPECT_TRUE(texts_meet("utf8mb4_general_ci", "\xC3\xA9", "e")) << "an accent is no difference";
    EXPECT_TRUE(texts_meet("utf8mb4_unicode_ci", "a\x01", "a")) << "nor is what is ignored";
    EXPECT_TRUE(texts_meet("utf8mb4_hungarian_ci", "ccs", "cscs"));
    EXPECT_TRUE(texts_meet("utf8mb4_swedish_ci", "v", "w"));
    EXPECT_FALSE(texts_meet("utf8mb4_bin", "Ann", "ann"));
    EXPECT_TRUE(texts_meet("utf8mb4_bin", "ann", "ann "));
    EXPECT_FALSE(texts_meet("utf8mb4_bin", "\xC3\xA9", "e"));
    EXPECT_TRUE(texts_meet("utf16_bin", "a", "b")) << "its spaces are of two bytes";
}

TEST(WriteSet, APrefixIsAllThatItsKeyKnows) {
    EXPECT_TRUE(texts_meet("utf8mb4_bin", "abcd", "abce", 3));
    EXPECT_FALSE(texts_meet("utf8mb4_bin", "abcd", "abde", 3));
    EXPECT_TRUE(texts_meet("utf8mb4_bin", "\xC3\xA9xx", "abc", 3)) << "characters, not bytes";
    EXPECT_TRUE(texts_meet("utf8mb4_general_ci", "ABcd", "abCe", 3));
}

TEST(WriteSet, WithoutAUniqueKeyAllRowsMeet) {
    const WriteSetRule keyless(table({number("a")}, {}), {}, true);
    EXPECT_TRUE(meet(inserted(keyless, numbers({1})), inserted(keyless, numbers({2}))));
    const WriteSetRule unknown(table({number("a")}, {unique({{.column = "a"}})}), {}, false);
    EXPECT_TRUE(meet(inserted(unknown, numbers({1})), inserted(unknown, numbers({2}))));
    const WriteSetRule expression(table({number("a")}, {unique({{.column = ""}})}), {}, true);
    EXPECT_TRUE(meet(inserted(expression, numbers({1})), inserted(expression, numbers({2}))));
}

TEST(WriteSet, ChildrenMeetTheirParentAndNotEachOther) {
    TableDefinition child = table({number("id"), number("parent")}, {unique({{.column = "id"}})});
    child.foreign_keys.push_back(
        {.columns = {"parent"}, .referenced = {"shop", "p"}, .referenced_columns = {"code"}});
    TableDefinition parent = table({number("id"), number("code")}, {unique({{.column = "id"}})});
    parent.name = {"shop", "p"};
    const WriteSetRule of_child(child, {}, true);
    const WriteSetRule of_parent(parent, {{"code"}}, true);
    const WriteSet first = inserted(of_child, numbers({1, 7}));
    EXPECT_FALSE(meet(first, inserted(of_child, numbers({2, 7}))));
    EXPECT_TRUE(meet(first, inserted(of_parent, numbers({9, 7}))));
    EXPECT_FALSE(meet(first, inserted(of_parent, numbers({7, 8}))));
}

}  // namespace
}  // namespace cutover::write_set_test
