#include "migrate/passed_statements.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::passed_statements_test {
namespace {

const TableName source_name{"shop", "t"};

/// A destination with one table, and the progress on it.
class Ground {
  public:
    Ground() : progress(database.progress("task")) {
        progress->claim("f", "source");
        TableDefinition table{.name = {"there", "u"}};
        table.create_statement = "CREATE TABLE `u` (`a` int)";
        catalog.tables.push_back(table);
        names.databases["shop"] = "there";
        names.tables[source_name] = {"there", "u"};
        passed.load(*progress, catalog, true);
    }

    void pass() { passed.add(*progress, source_name, catalog.tables.data(), "\"ALTER\" before x"); }

    /// What a later run says of rows of the table; empty: they can be read.
    [[nodiscard]] std::string refusal_of_next_run(bool is_certain = true) const {
        PassedStatements next;
        next.load(*progress, catalog, is_certain);
        try {
            next.require_none(source_name);
        } catch (const Error& error) {
            EXPECT_EQ(error.exit_code(), ExitCode::no);
            return error.what();
        }
        return {};
    }

    void learn(DdlRole role) {
        DdlChange change;
        change.objects.push_back({.role = role, .name = source_name});
        passed.learn(*progress, change, names, catalog);
    }

    test::MemoryDatabase database{"there"};
    std::unique_ptr<ProgressStore> progress;
    Catalog catalog{};
    NameMapping names{};
    PassedStatements passed{};
};

TEST(PassedStatements, RowsBehindOneAreRefusedByEveryRun) {
    Ground ground;
    EXPECT_EQ(ground.refusal_of_next_run(), "");
    ground.pass();
    EXPECT_THROW(ground.passed.require_none(source_name), Error);
    EXPECT_NO_THROW(ground.passed.require_none({"shop", "other"}));
    const std::string refusal = ground.refusal_of_next_run();
    EXPECT_NE(refusal.find("\"ALTER\" before x"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("by hand"), std::string::npos) << refusal;
}

TEST(PassedStatements, TheOperatorMakesTheChangeByHand) {
    Ground ground;
    ground.pass();
    ground.catalog.tables[0].create_statement += " COMMENT='by hand'";
    EXPECT_NE(ground.refusal_of_next_run(false), "") << "a statement may have changed it";
    EXPECT_EQ(ground.refusal_of_next_run(true), "");
}

TEST(PassedStatements, StatementsThatAreReplayedChangeTablesToo) {
    Ground ground;
    ground.pass();
    ground.catalog.tables[0].create_statement += " COMMENT='replayed'";
    ground.learn(DdlRole::altered);
    EXPECT_NE(ground.refusal_of_next_run(), "");
    ground.learn(DdlRole::read);
    EXPECT_NE(ground.refusal_of_next_run(), "");
    ground.learn(DdlRole::created);
    EXPECT_EQ(ground.refusal_of_next_run(), "") << "it was made anew";
}

TEST(PassedStatements, ATableThatIsNotThere) {
    Ground ground;
    ground.passed.add(*ground.progress, source_name, nullptr, "\"CREATE\" before x");
    EXPECT_NE(ground.refusal_of_next_run(), "");
}

TEST(PassedStatements, ADamagedNoteIsSaid) {
    Ground ground;
    ground.progress->keep_note("ddl.passed", "no hex at all\n");
    PassedStatements next;
    EXPECT_THROW(next.load(*ground.progress, ground.catalog, true), Error);
}

}  // namespace
}  // namespace cutover::passed_statements_test
