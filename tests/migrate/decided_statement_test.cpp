#include "migrate/decided_statement.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::test::decided_statement_test {
namespace {

const AwaitedDecision swap{
    "binlog.000007:4 0-1-9", "RENAME TABLE `a\n` TO c, b TO `a\n`, c TO b", "names\nchange places"};

std::unique_ptr<ProgressStore> claimed(MemoryDatabase& database) {
    auto progress = database.progress("shop");
    progress->claim("fingerprint", "source");
    return progress;
}

TEST(DecidedStatement, WaitsUntilItIsForgotten) {
    MemoryDatabase database("destination");
    const auto progress = claimed(database);
    EXPECT_EQ(awaited_decision(*progress), std::nullopt);
    keep_awaited(*progress, swap);
    EXPECT_EQ(awaited_decision(*progress), swap);
    forget_awaited(*progress);
    EXPECT_EQ(awaited_decision(*progress), std::nullopt);
}

TEST(DecidedStatement, IsThatOfOnePlaceAndWaitsNoMore) {
    MemoryDatabase database("destination");
    const auto progress = claimed(database);
    keep_awaited(*progress, swap);
    keep_decision(*progress, {swap.place, swap.sql, "done", "by hand;\n\"ü\""});
    EXPECT_EQ(awaited_decision(*progress), std::nullopt);
    const std::optional<StatementDecided> decided = decision_on(*progress, swap.place);
    ASSERT_TRUE(decided);
    EXPECT_EQ(decided->sql, swap.sql);
    EXPECT_EQ(decided->decision, "done");
    EXPECT_EQ(decided->reason, "by hand;\n\"ü\"");
    EXPECT_FALSE(decision_on(*progress, swap.place + " inside"));
    EXPECT_FALSE(decision_on(*progress, "binlog.000007:40 0-1-9"));
}

TEST(DecidedStatement, ADamagedNoteIsNoDecision) {
    MemoryDatabase database("destination");
    const auto progress = claimed(database);
    for (const char* const note : {"61", "61\n62\n", "61\nzz\n63\n64\n"}) {
        progress->keep_note("ddl.decided", note);
        EXPECT_THROW(static_cast<void>(decision_on(*progress, "a")), Error) << note;
    }
}

}  // namespace
}  // namespace cutover::test::decided_statement_test
