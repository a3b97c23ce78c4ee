#include "report/certificate.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/sample_case.hpp"

namespace cutover::certificate_test {
namespace {

TEST(Certificate, AddsUpWhatWasCopiedAndCompared) {
    const Certificate certificate = test::certificate_of(test::good_story());
    EXPECT_STREQ(verdict_text(certificate), "READY");
    EXPECT_EQ(certificate.totals.tables, 6U);
    EXPECT_EQ(certificate.totals.tables_equal, 6U);
    EXPECT_EQ(certificate.totals.objects_equal, 9U);
    EXPECT_EQ(certificate.totals.rows_copied, 14'582'919U);
    EXPECT_EQ(certificate.totals.rows_compared.rows, 14'582'919U);
    EXPECT_EQ(certificate.totals.discrepancies, 0U);
    EXPECT_EQ(certificate.totals.copy_seconds, 75.3);
    EXPECT_EQ(certificate.totals.verify_seconds, 24.3);
    EXPECT_EQ(certificate.position, "binlog.000003:48151623");
    EXPECT_EQ(certificate.source.version, "5.6.24-log");
}

TEST(Certificate, TheWorstComesFirst) {
    const Certificate certificate = test::certificate_of(test::damaged_story());
    EXPECT_STREQ(verdict_text(certificate), "NOT READY");
    ASSERT_EQ(certificate.tables.size(), 6U);
    EXPECT_EQ(certificate.tables[0].source, "shop.orders");
    EXPECT_EQ(certificate.tables[1].source, "shop.audit_log");
    EXPECT_EQ(certificate.checks[0].id, "version.zero_sign");
}

TEST(Certificate, ATableThatWasNeverComparedIsThereToo) {
    auto story = test::good_story();
    test::first_of<ScopeOnRecord>(story).tables.emplace_back("crm.forgotten");
    const Certificate certificate = test::certificate_of(story);
    ASSERT_EQ(certificate.tables.size(), 7U);
    EXPECT_EQ(certificate.tables[0].source, "crm.forgotten");
    EXPECT_EQ(certificate.tables[0].database, "crm");
    EXPECT_EQ(certificate.tables[0].verdict, TableVerdict::unproven);
    EXPECT_FALSE(certificate.tables[0].reason.empty());
}

TEST(Certificate, NoEvidenceIsNotReady) {
    const Certificate certificate = test::certificate_of({});
    EXPECT_STREQ(verdict_text(certificate), "NOT READY");
    EXPECT_TRUE(certificate.tables.empty());
    EXPECT_EQ(exit_code(certificate.readiness), ExitCode::incomplete);
}

}  // namespace
}  // namespace cutover::certificate_test
