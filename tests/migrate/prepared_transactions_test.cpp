#include "migrate/prepared_transactions.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/memory_database.hpp"

namespace cutover::test::prepared_transactions_test {
namespace {

TEST(PreparedTransactions, ArePlacesThatTheNextRunFinds) {
    MemoryDatabase destination("destination");
    const auto progress = destination.progress("shop");
    const LogPlace place{"binlog.000007", 1234, "0-1-99"};
    PreparedTransactions first(*progress);
    first.load();
    first.add("x'61',x'',1", {"binlog.000001", 4, ""});
    first.add("x'61',x'',1", place);
    first.add("x'62',x'',1", {"binlog.000008", 4, ""});
    first.remove("x'62',x'',1");
    first.remove("x'63',x'',1");

    PreparedTransactions next(*progress);
    next.load();
    EXPECT_EQ(next.find("x'61',x'',1"), place);
    EXPECT_EQ(next.find("x'62',x'',1"), std::nullopt);
}

TEST(PreparedTransactions, ADamagedRecordIsRefused) {
    MemoryDatabase destination("destination");
    const auto progress = destination.progress("shop");
    for (const char* const note : {"no-place\n", "x'61',x'',1 nowhere\n"}) {
        SCOPED_TRACE(note);
        progress->keep_note("followed.prepared", note);
        PreparedTransactions prepared(*progress);
        EXPECT_THROW(prepared.load(), Error);
    }
}

}  // namespace
}  // namespace cutover::test::prepared_transactions_test
