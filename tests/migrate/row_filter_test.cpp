#include "migrate/row_filter.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/memory_database.hpp"

namespace cutover::row_filter_test {
namespace {

const TableName rows_of{"shop", "t"};

/// Rows whose first column is odd.
class OddRows : public RowConditions {
  public:
    explicit OddRows(std::vector<std::string>& defined) : defined_(defined) {}

    void define(const RowCondition& condition) override {
        defined_.push_back(display(condition.table) + " " + condition.where);
    }

    std::vector<std::uint8_t> fulfilled(const TableName& /*table*/, const RowBlock& rows) override {
        std::vector<std::uint8_t> flags;
        for (const std::uint64_t number : rows.columns().front().numbers) {
            flags.push_back(static_cast<std::uint8_t>(number % 2));
        }
        return flags;
    }

  private:
    std::vector<std::string>& defined_;
};

class OddDatabase : public test::MemoryDatabase {
  public:
    OddDatabase() : test::MemoryDatabase("odd") {
        TableDefinition table{.name = rows_of};
        table.columns.push_back({.name = "id", .data_type = "int", .column_type = "int(11)"});
        add_table(table);
    }

    std::unique_ptr<RowConditions> row_conditions() override {
        return std::make_unique<OddRows>(defined);
    }

    std::vector<std::string> defined{};
};

/// The table `shop`.`t` with a rule, followed.
class FilteredTable {
  public:
    explicit FilteredTable(const TableRule& rule) {
        task_.objects.databases["shop"].tables["t"] = rule;
        tables_.emplace(
            request_, FollowedGround{
                          .names = {{rows_of, rows_of}},
                          .as_the_source_has_them = {},
                          .destination = there_});
        filter.open(*tables_, database);
    }

    [[nodiscard]] FollowedTables& tables() { return *tables_; }

    OddDatabase database{};

  private:
    Task task_{};
    TaskPlan plan_{};
    ServerFacts facts_{};
    Catalog there_ = database.catalog({"shop"});
    MigrateRequest request_{
        .task = task_,
        .plan = plan_,
        .source_facts = facts_,
        .destination_facts = facts_,
        .source_catalog = there_,
        .destination_catalog = there_};
    std::optional<FollowedTables> tables_{};

  public:
    RowFilter filter{task_};
};

RowBlock numbers(const std::vector<std::uint64_t>& values) {
    RowBlock block({CellForm::integer});
    for (const std::uint64_t value : values) {
        block.columns().front().add_number(value);
    }
    return block;
}

std::string text_of(const FilteredChange& part) {
    const auto values = [](const RowBlock& block) {
        std::string text;
        for (std::size_t row = 0; row < block.rows(); ++row) {
            text += (text.empty() ? "" : " ") + std::to_string(block.columns()[0].numbers[row]);
        }
        return text;
    };
    switch (part.change) {
        case RowChange::insert: return "insert " + values(part.images->after);
        case RowChange::update:
            return "update " + values(part.images->before) + " to " + values(part.images->after);
        case RowChange::erase: return "delete " + values(part.images->before);
    }
    return {};
}

struct ModeCase {
    std::vector<std::string> dml{};
    std::optional<ApplyMode> insert{};  ///< Nothing: not applied.
    std::optional<ApplyMode> update{};
    std::optional<ApplyMode> erase{};
};

constexpr ApplyMode exact = ApplyMode::exact;
constexpr ApplyMode converge = ApplyMode::converge;

const ModeCase mode_cases[] = {
    {{}, exact, exact, exact},
    {{"delete", "insert", "update"}, exact, exact, exact},
    {{"insert"}, converge, {}, {}},
    {{"update"}, {}, ApplyMode::over_where_present, {}},
    {{"delete"}, {}, {}, converge},
    {{"insert", "update"}, converge, converge, {}},
    {{"insert", "delete"}, converge, {}, converge},
    {{"update", "delete"}, {}, ApplyMode::where_present, converge},
};

std::optional<ApplyMode> mode_of(FilteredTable& table, RowChange change, bool copy_is_whole) {
    const RowImages images{numbers({1}), numbers({3})};
    const RowsChanged rows{.table = rows_of, .change = change, .images = &images};
    const std::vector<FilteredChange>& passed = table.filter.pass(rows, exact, copy_is_whole);
    if (passed.empty()) {
        return std::nullopt;
    }
    EXPECT_EQ(passed.size(), 1U);
    EXPECT_EQ(passed[0].change, change);
    EXPECT_EQ(passed[0].images, &images);
    return passed[0].mode;
}

TEST(RowFilter, AppliesTheKindsOfTheTask) {
    for (const ModeCase& expected : mode_cases) {
        for (const char* const where : {"", "id % 2"}) {
            SCOPED_TRACE(expected.dml.empty() ? "all" : expected.dml.front());
            FilteredTable table({.where = where, .dml = expected.dml});
            EXPECT_EQ(mode_of(table, RowChange::insert, true), expected.insert);
            EXPECT_EQ(mode_of(table, RowChange::update, true), expected.update);
            EXPECT_EQ(mode_of(table, RowChange::erase, true), expected.erase);
        }
    }
}

/// A deletion that is passed over would leave a row that the copy would not hold, had it not been
/// interrupted.
TEST(RowFilter, AllKindsMakeTheCopyWhole) {
    FilteredTable table({.dml = {"insert"}});
    EXPECT_EQ(mode_of(table, RowChange::erase, false), exact);
    EXPECT_EQ(mode_of(table, RowChange::update, false), exact);
    EXPECT_EQ(mode_of(table, RowChange::erase, true), std::nullopt);
}

/// Rows that a TRUNCATE would have taken away may be there.
TEST(RowFilter, ATruncateThatIsPassedOverLeavesRows) {
    FilteredTable table({.ddl = {"alter_table"}});
    EXPECT_EQ(mode_of(table, RowChange::insert, true), converge);
    EXPECT_EQ(mode_of(table, RowChange::update, true), converge);
    EXPECT_EQ(mode_of(table, RowChange::erase, true), exact);
    FilteredTable truncated({.ddl = {"truncate_table"}});
    EXPECT_EQ(mode_of(truncated, RowChange::insert, true), exact);
}

struct PartCase {
    RowChange change{};
    std::vector<std::uint64_t> before{};
    std::vector<std::uint64_t> after{};
    std::vector<std::string> parts{};
};

const PartCase part_cases[] = {
    {RowChange::insert, {}, {1, 3}, {"insert 1 3"}},
    {RowChange::insert, {}, {2, 1, 4, 5}, {"insert 1", "insert 5"}},
    {RowChange::insert, {}, {2}, {}},
    {RowChange::erase, {1, 2, 3}, {}, {"delete 1", "delete 3"}},
    {RowChange::update, {1, 3}, {5, 1}, {"update 1 3 to 5 1"}},
    {RowChange::update, {1, 3}, {2, 4}, {"delete 1 3"}},
    {RowChange::update, {2, 4}, {1, 3}, {"insert 1 3"}},
    {RowChange::update, {2, 4}, {6, 8}, {}},
    {RowChange::update,
     {1, 3, 2, 4, 5},
     {2, 1, 3, 8, 7},
     {"delete 1", "update 3 to 1", "insert 3", "update 5 to 7"}},
};

TEST(RowFilter, RowsEnterAndLeaveTheCondition) {
    FilteredTable table({.where = "id % 2"});
    EXPECT_EQ(table.database.defined, std::vector<std::string>{"shop.t id % 2"});
    for (const PartCase& expected : part_cases) {
        const RowImages images{numbers(expected.before), numbers(expected.after)};
        std::vector<std::string> parts;
        for (const FilteredChange& part : table.filter.pass(
                 {.table = rows_of, .change = expected.change, .images = &images}, converge,
                 true)) {
            parts.push_back(text_of(part));
            EXPECT_EQ(part.mode, converge);
        }
        EXPECT_EQ(parts, expected.parts);
    }
}

/// The row may have left the condition by an update that was passed over, and is still there.
TEST(RowFilter, WithoutUpdatesEachDeletionIsApplied) {
    FilteredTable table({.where = "id % 2", .dml = {"insert", "delete"}});
    const RowImages images{numbers({1, 2}), {}};
    const auto& parts = table.filter.pass(
        {.table = rows_of, .change = RowChange::erase, .images = &images}, exact, true);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(text_of(parts[0]), "delete 1 2");
    EXPECT_EQ(parts[0].mode, converge);
}

TEST(RowFilter, ConditionsAreDefinedAnewOnlyWhereColumnsChanged) {
    FilteredTable table({.where = "id % 2"});
    table.filter.learn(table.tables());
    EXPECT_EQ(table.database.defined.size(), 1U);
    TableDefinition wider = table.database.table(rows_of).definition;
    wider.columns.push_back({.name = "note", .data_type = "int", .column_type = "int(11)"});
    DdlChange change;
    change.objects.push_back({.kind = DdlObjectKind::table, .name = rows_of});
    table.tables().learn(change, {}, {.databases = {}, .tables = {wider}, .objects = {}});
    table.filter.learn(table.tables());
    EXPECT_EQ(table.database.defined.size(), 2U);
}

}  // namespace
}  // namespace cutover::row_filter_test
