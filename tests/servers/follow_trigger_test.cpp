/// Triggers that come, go and fire on the source while it is followed.
#include <gtest/gtest.h>

#include "tests/servers/support/follow_case.hpp"

namespace cutover::test::follow_trigger_test {
namespace {

std::string trigger_names(const PrivateServer& server) {
    return server.sql(
        "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema='copy' ORDER BY "
        "1");
}

TEST(FollowTrigger, OneThatIsMadeMeanwhileFiresOnTheSourceAloneAndComesWithTheSwitch) {
    for (const PairOfKinds& pair : pairs_of_kinds) {
        SCOPED_TRACE(pair.name);
        const CopyServers servers(pair);
        FollowCase follow(servers);
        servers.source.execute(
            "USE `copy`; CREATE TABLE audit (n INT) ENGINE=InnoDB; CREATE TRIGGER gone BEFORE "
            "UPDATE ON keyed FOR EACH ROW INSERT INTO audit VALUES (NEW.id)");
        follow.catch_up();
        servers.source.execute(
            "USE `copy`; CREATE TRIGGER made AFTER INSERT ON keyed FOR EACH ROW INSERT INTO audit "
            "VALUES (NEW.id); INSERT INTO keyed (id) VALUES (900001), (900002); DROP TRIGGER gone; "
            "UPDATE keyed SET t='x' WHERE id=900001");
        follow.catch_up();
        EXPECT_EQ(trigger_names(servers.destination), "");
        EXPECT_EQ(servers.destination.sql("SELECT COUNT(*) FROM `copy`.audit"), "2\n");
        follow.expect_equal();
        follow.create_triggers();
        EXPECT_EQ(trigger_names(servers.destination), "made\n");
        const ProgramRun run = follow.verify();
        EXPECT_EQ(run.exit_code, 0) << run.out;
    }
}

}  // namespace
}  // namespace cutover::test::follow_trigger_test
