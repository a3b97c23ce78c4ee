#include <gtest/gtest.h>

#include "tests/fakes/situation.hpp"

namespace cutover::precheck_following_test {
namespace {

using test::Situation;

test::PrecheckCase following(test::PrecheckCase test) {
    test.change = [change = test.change](Situation& s) {
        s.task.types.incremental = true;
        change(s);
    };
    return test;
}

void to_mysql57(Situation& s) {
    s.source.flavour = Flavour::mysql;
    s.source.version = {5, 7, 44};
    s.source.variables["gtid_mode"] = "ON";
    s.destination = s.source;
    s.destination.identity = s.destination.endpoint = "db2:3306";
}

void slow_copy(Situation& s) {
    s.orders().data_bytes = 1'000'000;
    s.task.limits.bytes_per_second = 1;
}

void pt_osc_at_work(Situation& s) {
    for (const char* const event : {"ins", "upd", "del"}) {
        CodeObject& trigger =
            s.add_object(ObjectKind::trigger, std::string("pt_osc_shop_orders_") + event);
        trigger.table = "orders";
        trigger.definer = s.destination.account;
    }
    s.add_table("_orders_new");
}

TEST(PrecheckFollowing, EachBySomethingThatIsWrong) {
    const std::vector<test::PrecheckCase> cases{
        {"a copy of days", slow_copy, "binlog.copy_time", CheckStatus::fail,
         "kept for 240 hours, and the copy may take 278", "binlog_expire_logs_seconds = 2000000;"},
        {"a copy of days, by a server that counts days",
         [](Situation& s) {
             slow_copy(s);
             s.source.variables.erase("binlog_expire_logs_seconds");
         },
         "binlog.copy_time", CheckStatus::fail, "278", "SET GLOBAL expire_logs_days = 24;"},
        {"a copy of days that is done",
         [](Situation& s) {
             slow_copy(s);
             s.progress = TaskProgress{.phase = Phase::copied};
         }},
        {"a copy of days, and the log is kept for ever",
         [](Situation& s) {
             slow_copy(s);
             s.source.variables["binlog_expire_logs_seconds"] = "0";
             s.source.variables["expire_logs_days"] = "0.000000";
         }},
        {"MySQL with GTIDs", to_mysql57},
        {"MySQL that is half way to GTIDs",
         [](Situation& s) {
             to_mysql57(s);
             s.source.variables["gtid_mode"] = "ON_PERMISSIVE";
         },
         "binlog.gtids", CheckStatus::warn, "ON_PERMISSIVE", "enforce_gtid_consistency"},
        {"a replica with the reader's number",
         [](Situation& s) {
             s.log.replicas = {{7, ""}, {reader_id("shop"), "db7"}};
         },
         "binlog.reader_id", CheckStatus::fail, "so does the replica db7", "another name"},
        {"a source with the reader's number",
         [](Situation& s) { s.source.variables["server_id"] = std::to_string(reader_id("shop")); },
         "binlog.reader_id", CheckStatus::fail, "the source's own number", "another name"},
        {"replicas with other numbers",
         [](Situation& s) {
             s.log.replicas = {{7, "db7"}, {8, "db8"}};
         }},
        {"replicas that are not shown", [](Situation& s) { s.log.replicas.reset(); },
         "binlog.reader_id", CheckStatus::warn, "not shown",
         "GRANT REPLICATION MASTER ADMIN ON *.* TO"},
        {"pt-online-schema-change at work", pt_osc_at_work, "binlog.online_ddl", CheckStatus::fail,
         "pt-online-schema-change has its triggers on shop.orders", "Wait until"},
        {"gh-ost at work",
         [](Situation& s) {
             s.add_table("_orders_gho");
             s.add_table("_orders_ghc");
         },
         "binlog.online_ddl", CheckStatus::fail, "gh-ost has its tables beside shop.orders",
         "Wait until"},
        {"gh-ost at work once all is copied",
         [](Situation& s) {
             s.add_table("_orders_gho");
             s.progress = TaskProgress{.phase = Phase::following};
         }},
        {"a shadow table by the task's own name for it",
         [](Situation& s) {
             s.add_table("tp_1_ogt_orders");
             s.add_table("_lines_gho");
             s.task.objects.online_ddl = {
                 .mode = OnlineDdlMode::dms, .shadow = NamePattern("^tp_1_ogt_(.+)$")};
         },
         "binlog.online_ddl", CheckStatus::fail,
         "an online DDL tool has its tables beside shop.orders (tp_1_ogt_orders)", "Wait until"},
        {"names that only look like it",
         [](Situation& s) {
             s.add_table("_old_gho");
             s.add_table("orders_ghc");
             s.add_table("_gho");
         }},
    };
    std::vector<test::PrecheckCase> all;
    all.reserve(cases.size());
    for (const test::PrecheckCase& test : cases) {
        all.push_back(following(test));
    }
    test::expect_each(all);
}

}  // namespace
}  // namespace cutover::precheck_following_test
