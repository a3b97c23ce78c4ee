#include <gtest/gtest.h>

#include "tests/fakes/situation.hpp"

namespace cutover::precheck_settings_test {
namespace {

using test::Situation;

void to_mysql56(Situation& s) {
    s.destination.flavour = Flavour::mysql;
    s.destination.version = {5, 6, 24};
    s.task.ignore_checks["versions.difference"] = "asked for";
}

TEST(PrecheckSettings, TypesByName) {
    test::expect_each({
        {"an engine that is not there", [](Situation& s) { s.orders().engine = "RocksDB"; },
         "engines.supported", CheckStatus::fail, "RocksDB (shop.orders)", "ENGINE=InnoDB"},
        {"an engine without snapshots",
         [](Situation& s) {
             s.orders().engine = "MyISAM";
             s.task.ignore_checks["engines.transactions"] = "asked for";
         },
         "engines.snapshots", CheckStatus::warn, "MyISAM (shop.orders)", "ENGINE=InnoDB"},
        {"an engine without transactions",
         [](Situation& s) {
             s.orders().engine = "MyISAM";
             s.task.ignore_checks["engines.snapshots"] = "asked for";
         },
         "engines.transactions", CheckStatus::warn, "MyISAM (shop.orders)", "ENGINE=InnoDB"},
        {"engines are not shown", [](Situation& s) { s.destination.engines.clear(); },
         "engines.supported", CheckStatus::fail, "does not show", "SHOW ENGINES"},
        {"a type that came later",
         [](Situation& s) {
             s.orders().columns[1].data_type = "vector";
             s.orders().columns[1].column_type = "vector(3)";
         },
         "types.supported", CheckStatus::fail, "vector(3) in shop.orders.note", "MODIFY"},
        {"MySQL's JSON becomes MariaDB's",
         [](Situation& s) { s.orders().columns[1].data_type = "json"; }},
        {"a character set that is not there",
         [](Situation& s) { s.orders().columns[1].character_set = "gb18030"; },
         "types.character_sets", CheckStatus::fail, "gb18030 (shop.orders.note)", "CONVERT TO"},
        {"the old name of utf8mb3",
         [](Situation& s) {
             s.orders().columns[1].character_set = "utf8";
             s.orders().columns[1].collation = "utf8_general_ci";
         }},
        {"MariaDB's collations without a character set",
         [](Situation& s) { s.orders().collation = "utf8mb4_uca1400_ai_ci"; }},
        {"a collation of MySQL 8",
         [](Situation& s) { s.orders().columns[1].collation = "utf8mb4_0900_ai_ci"; },
         "types.collations", CheckStatus::fail, "utf8mb4_0900_ai_ci (shop.orders)", "CONVERT TO"},
        {"a database's collation",
         [](Situation& s) { s.source_catalog.databases[0].collation = "utf8mb4_0900_as_cs"; },
         "types.collations", CheckStatus::fail, "utf8mb4_0900_as_cs (shop)", "ALTER DATABASE"},
    });
}

TEST(PrecheckSettings, TypesThatOnlyOneProductHas) {
    struct Case {
        const char* type;
        bool on_mysql56;
        const char* expected;
    };

    const Case cases[] = {{"uuid", false, "pass"}, {"uuid", true, "fail"},
                          {"inet6", true, "fail"}, {"json", true, "fail"},
                          {"point", true, "pass"}, {"vector", false, "fail"}};
    for (const Case& test : cases) {
        SCOPED_TRACE(test.type);
        Situation situation;
        situation.orders().columns[1].data_type = test.type;
        if (test.on_mysql56) {
            to_mysql56(situation);
        }
        EXPECT_STREQ(
            to_text(test::result_of(situation.check(), "types.supported")->status), test.expected);
    }
}

TEST(PrecheckSettings, Capacity) {
    const auto with_text = [](Situation& s, const char* packet) {
        s.orders().columns[1].length_bytes = 4294967295ULL;
        s.destination.variables["max_allowed_packet"] = packet;
    };
    test::expect_each({
        {"a smaller packet that every row fits",
         [](Situation& s) { s.destination.variables["max_allowed_packet"] = "1048576"; }},
        {"a smaller packet, a LONGTEXT, and a table that is smaller still",
         [&](Situation& s) { with_text(s, "1048576"); }},
        {"a LONGTEXT in a table that is too large to measure",
         [&](Situation& s) {
             with_text(s, "1048576");
             s.orders().data_bytes = 1ULL << 40U;
             s.orders().estimated_rows = 1ULL << 30U;
             s.capacity.destination_free_bytes = 1ULL << 50U;
         },
         "capacity.packet", CheckStatus::warn,
         "64.0 MiB on the source and 1.0 MiB on the destination; rows may be wider, and the tables "
         "are too large to measure now: shop.orders (1.0 TiB)",
         "SELECT MAX(COALESCE(LENGTH(`note`), 0)) FROM `shop`.`orders`;"},
        {"a LONGTEXT whose widest value was measured",
         [&](Situation& s) {
             with_text(s, "1048576");
             s.orders().data_bytes = 2000000;
             s.widest_rows[{"shop", "orders"}] = 900000;
         }},
        {"an equal packet and a LONGTEXT, for the statement that wrote it had to fit too",
         [&](Situation& s) {
             with_text(s, "67108864");
             s.orders().data_bytes = 1ULL << 38U;
             s.orders().estimated_rows = 1ULL << 30U;
         }},
        {"a measured row that is too wide",
         [&](Situation& s) {
             with_text(s, "1048576");
             s.orders().data_bytes = 2000000;
             s.widest_rows[{"shop", "orders"}] = 1500000;
         },
         "capacity.packet", CheckStatus::fail, "shop.orders (1.4 MiB)",
         "SET GLOBAL max_allowed_packet = 1073741824;"},
        {"two JSON columns that are too wide together",
         [&](Situation& s) {
             s.orders().columns[1].data_type = "json";
             s.orders().columns.push_back(s.orders().columns[1]);
             s.orders().columns.back().name = "more";
             s.orders().data_bytes = 200000000;
             s.widest_rows[{"shop", "orders"}] = 70000000;
         },
         "capacity.packet", CheckStatus::fail, "shop.orders (66.8 MiB)", "max_allowed_packet"},
        {"rows that are too wide on the average",
         [&](Situation& s) {
             with_text(s, "1048576");
             s.orders().data_bytes = 2000ULL * 1048576;
         },
         "capacity.packet", CheckStatus::fail, "shop.orders (2.0 MiB)", ""},
        {"packets are not shown",
         [](Situation& s) { s.destination.variables.erase("max_allowed_packet"); },
         "capacity.packet", CheckStatus::warn, "does not show", "SELECT @@max_allowed_packet;"},
        {"free space is not known", [](Situation& s) { s.capacity.destination_free_bytes.reset(); },
         "capacity.space", CheckStatus::warn, "not known", "df -h"},
        {"little space", [](Situation& s) { s.capacity.destination_free_bytes = 120000; },
         "capacity.space", CheckStatus::warn, "117.2 KiB are free", "half as much again"},
        {"no space", [](Situation& s) { s.capacity.destination_free_bytes = 50000; },
         "capacity.space", CheckStatus::fail, "97.7 KiB on the source", "Make room"},
    });
}

TEST(PrecheckSettings, Sessions) {
    test::expect_each({
        {"modes that do not matter",
         [](Situation& s) {
             s.source.variables["sql_mode"] += ",NO_AUTO_CREATE_USER,NO_DIR_IN_CREATE";
         }},
        {"modes that do",
         [](Situation& s) { s.source.variables["sql_mode"] = "ANSI_QUOTES,PIPES_AS_CONCAT"; },
         "session.sql_mode", CheckStatus::warn,
         "only on the source: ANSI_QUOTES and PIPES_AS_CONCAT; only on the destination: "
         "NO_ENGINE_SUBSTITUTION and STRICT_TRANS_TABLES",
         "SET GLOBAL sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';"},
        {"another zone", [](Situation& s) { s.source.variables["system_time_zone"] = "CET"; },
         "session.time_zone", CheckStatus::warn, "CET on the source, UTC on the destination",
         "machine"},
        {"another zone by variable",
         [](Situation& s) { s.source.variables["time_zone"] = "+02:00"; }, "session.time_zone",
         CheckStatus::warn, "+02:00", "SET GLOBAL time_zone = '+02:00';"},
        {"the same zone under two names",
         [](Situation& s) { s.source.variables["time_zone"] = "UTC"; }},
        {"another default character set",
         [](Situation& s) { s.source.variables["collation_server"] = "latin1_swedish_ci"; },
         "session.character_set", CheckStatus::warn, "latin1_swedish_ci on the source",
         "SET GLOBAL collation_server = 'latin1_swedish_ci';"},
        {"TIMESTAMP's defaults",
         [](Situation& s) { s.source.variables["explicit_defaults_for_timestamp"] = "OFF"; },
         "session.timestamp_defaults", CheckStatus::warn,
         "OFF on the source and ON on the destination", "explicit_defaults_for_timestamp=OFF"},
        {"strictness", [](Situation& s) { s.source.variables.erase("innodb_strict_mode"); },
         "session.innodb_strict", CheckStatus::warn, "ON on the destination",
         "SET GLOBAL innodb_strict_mode = OFF;"},
        {"read-only", [](Situation& s) { s.destination.variables["super_read_only"] = "ON"; },
         "destination.writable", CheckStatus::fail, "read-only", "SET GLOBAL read_only = OFF;"},
        {"events run there",
         [](Situation& s) { s.destination.variables["event_scheduler"] = "ON"; },
         "destination.event_scheduler", CheckStatus::warn, "is on",
         "SET GLOBAL event_scheduler = OFF;"},
    });
}

test::PrecheckCase following(test::PrecheckCase test) {
    const auto change = test.change;
    test.change = [change](Situation& s) {
        s.task.types.incremental = true;
        change(s);
    };
    return test;
}

TEST(PrecheckSettings, BinaryLog) {
    const std::vector<test::PrecheckCase> cases{
        {"fine", [](Situation&) {}},
        {"off", [](Situation& s) { s.source.variables["log_bin"] = "OFF"; }, "binlog.enabled",
         CheckStatus::fail, "log_bin is off", "restart"},
        {"statements", [](Situation& s) { s.source.variables["binlog_format"] = "MIXED"; },
         "binlog.format", CheckStatus::fail, "MIXED", "SET GLOBAL binlog_format = 'ROW';"},
        {"partial rows", [](Situation& s) { s.source.variables["binlog_row_image"] = "MINIMAL"; },
         "binlog.row_image", CheckStatus::fail, "MINIMAL", "SET GLOBAL binlog_row_image = 'FULL';"},
        {"partial JSON",
         [](Situation& s) { s.source.variables["binlog_row_value_options"] = "PARTIAL_JSON"; },
         "binlog.row_value_options", CheckStatus::fail, "PARTIAL_JSON",
         "SET GLOBAL binlog_row_value_options = '';"},
        {"no server id", [](Situation& s) { s.source.variables["server_id"] = "0"; },
         "binlog.server_id", CheckStatus::fail, "server_id is 0", "SET GLOBAL server_id"},
        {"kept for three days",
         [](Situation& s) { s.source.variables["binlog_expire_logs_seconds"] = "259200"; },
         "binlog.retention", CheckStatus::fail, "kept for 72 hours, 168 are needed",
         "SET GLOBAL binlog_expire_logs_seconds = 604800;"},
        {"kept for three days and no full copy",
         [](Situation& s) {
             s.task.types.full = false;
             s.source.variables["binlog_expire_logs_seconds"] = "259200";
         }},
        {"kept for a day and no full copy",
         [](Situation& s) {
             s.task.types.full = false;
             s.source.variables["binlog_expire_logs_seconds"] = "86400";
         },
         "binlog.retention", CheckStatus::fail, "kept for 24 hours", "172800"},
        {"kept by days only",
         [](Situation& s) {
             s.source.variables.erase("binlog_expire_logs_seconds");
             s.source.variables["expire_logs_days"] = "3";
         },
         "binlog.retention", CheckStatus::fail, "72 hours", "SET GLOBAL expire_logs_days = 7;"},
        {"kept for ever",
         [](Situation& s) {
             s.source.variables["binlog_expire_logs_seconds"] = "0";
             s.source.variables["expire_logs_days"] = "0.000000";
         }},
        {"not said how long",
         [](Situation& s) {
             s.source.variables.erase("binlog_expire_logs_seconds");
             s.source.variables.erase("expire_logs_days");
         },
         "binlog.retention", CheckStatus::warn, "does not show", "168 hours"},
        {"kept by size",
         [](Situation& s) { s.source.variables["max_binlog_total_size"] = "1073741824"; },
         "binlog.size_limit", CheckStatus::warn, "1073741824",
         "SET GLOBAL max_binlog_total_size = 0;"},
        {"a replica that logs nothing",
         [](Situation& s) { s.source.variables["log_slave_updates"] = "OFF"; },
         "binlog.replica_updates", CheckStatus::warn, "is off", "log_slave_updates=ON"},
        {"part of a database",
         [](Situation& s) { s.task.objects.databases["shop"].tables["orders"] = {}; },
         "binlog.table_renames", CheckStatus::warn, "shop", "whole database"},
    };
    std::vector<test::PrecheckCase> all;
    all.reserve(std::size(cases));
    for (const test::PrecheckCase& test : cases) {
        all.push_back(following(test));
    }
    test::expect_each(all);
}

TEST(PrecheckSettings, NobodyNeedsALogWithoutFollowing) {
    Situation situation;
    situation.source.variables["log_bin"] = "OFF";
    for (const CheckResult& result : situation.check()) {
        EXPECT_NE(result.id.rfind("binlog.", 0), 0U) << result.id;
    }
}

}  // namespace
}  // namespace cutover::precheck_settings_test
