/// Every check there is can pass, and can say the worst that its entry promises: none is blind.
#include <set>

#include <gtest/gtest.h>

#include "tests/fakes/situation.hpp"

namespace cutover::every_check_test {
namespace {

using test::Situation;
using Change = std::function<void(Situation&)>;

struct Case {
    const char* id;
    Change breaks;   ///< Makes the check say its worst.
    Change needs{};  ///< What the task needs for the check to be made at all; it passes so.
};

/// Everything that there is in one task: tables that refer to each other, all kinds of code.
void enrich(Situation& s) {
    s.task.types.incremental = true;
    s.add_table("lines").foreign_keys = {
        {.name = "fk",
         .columns = {"id"},
         .referenced = {"shop", "orders"},
         .referenced_columns = {"id"},
         .on_update = "RESTRICT",
         .on_delete = "RESTRICT"}};
    for (const ObjectKind kind :
         {ObjectKind::view, ObjectKind::trigger, ObjectKind::procedure, ObjectKind::function,
          ObjectKind::event}) {
        CodeObject& object = s.add_object(kind, "an_" + std::string(to_text(kind)));
        object.definer = s.destination.account;
        object.table = kind == ObjectKind::trigger ? "orders" : "";
        object.create_statement = "CREATE SQL SECURITY INVOKER DETERMINISTIC ...";
    }
}

CodeObject& object_of(Situation& s, ObjectKind kind) {
    for (CodeObject& object : s.source_catalog.objects) {
        if (object.kind == kind) {
            return object;
        }
    }
    throw std::logic_error("the situation has no such object");
}

Change source_has(const char* variable, const char* value) {
    return [=](Situation& s) { s.source.variables[variable] = value; };
}

Change destination_has(const char* variable, const char* value) {
    return [=](Situation& s) { s.destination.variables[variable] = value; };
}

void source_may_nothing(Situation& s) {
    s.source.grants = {"GRANT USAGE ON *.* TO `cutover`@`%`"};
}

void destination_may_nothing(Situation& s) {
    s.destination.grants = {"GRANT USAGE ON *.* TO `cutover`@`%`"};
}

void tables_there(Situation& s) {
    s.destination_catalog.databases = s.source_catalog.databases;
    s.destination_catalog.tables = s.source_catalog.tables;
}

void fill_existing_tables(Situation& s) {
    s.task.types.schema = false;
    tables_there(s);
    for (TableDefinition& table : s.destination_catalog.tables) {
        table.estimated_rows = 0;
    }
}

TableRule& select_orders(Situation& s) {
    s.task.objects.databases["shop"].tables["lines"] = {};
    return s.task.objects.databases["shop"].tables["orders"];
}

void filter_orders(Situation& s) {
    select_orders(s).where = "id > 10";
}

const Case connection_cases[] = {
    {"servers.distinct", [](Situation& s) { s.destination.identity = s.source.identity; }},
    {"source.version",
     [](Situation& s) {
         s.source.version = {10, 5, 0};
     }},
    {"destination.version",
     [](Situation& s) {
         s.destination.version = {10, 5, 0};
     }},
    {"versions.difference",
     [](Situation& s) {
         s.destination.version = {11, 4, 0};
     }},
    {"source.tls",
     [](Situation& s) {
         s.task.source.ssl_mode = SslMode::required;
         s.source.tls_cipher.clear();
     }},
    {"destination.tls",
     [](Situation& s) {
         s.task.destination.ssl_mode = SslMode::verify_ca;
         s.destination.tls_cipher.clear();
     }},
    {"source.password", [](Situation& s) { s.task.source.password = "secret"; }},
    {"destination.password", [](Situation& s) { s.task.destination.password = "secret"; }},
};

const Case privilege_cases[] = {
    {"source.privilege.select", source_may_nothing},
    {"source.privilege.show_view", source_may_nothing},
    {"source.privilege.trigger", source_may_nothing},
    {"source.privilege.event", source_may_nothing},
    {"source.privilege.routines", source_may_nothing},
    {"source.privilege.snapshot", source_may_nothing, source_has("log_bin", "OFF")},
    {"source.privilege.position", source_may_nothing},
    {"source.privilege.replication", source_may_nothing},
    {"destination.privilege.progress", destination_may_nothing},
    {"destination.privilege.select", destination_may_nothing},
    {"destination.privilege.insert", destination_may_nothing},
    {"destination.privilege.update", destination_may_nothing},
    {"destination.privilege.delete", destination_may_nothing},
    {"destination.privilege.create", destination_may_nothing},
    {"destination.privilege.alter", destination_may_nothing},
    {"destination.privilege.index", destination_may_nothing},
    {"destination.privilege.drop", destination_may_nothing},
    {"destination.privilege.references", destination_may_nothing},
    {"destination.privilege.create_view", destination_may_nothing},
    {"destination.privilege.show_view", destination_may_nothing},
    {"destination.privilege.create_routine", destination_may_nothing},
    {"destination.privilege.alter_routine", destination_may_nothing},
    {"destination.privilege.trigger", destination_may_nothing},
    {"destination.privilege.event", destination_may_nothing},
};

const Case selection_cases[] = {
    {"objects.exist", [](Situation& s) { s.task.objects.databases["crm"] = {}; }},
    {"objects.patterns", [](Situation& s) { s.task.objects.exclude = {"shop.nothing_*"}; }},
    {"objects.movable", [](Situation& s) { s.orders().system_versioned = true; }},
    {"types.known", [](Situation& s) { s.orders().columns[1].data_type = "hologram"; }},
    {"names.legal", [](Situation& s) { s.task.objects.databases["shop"].rename = "shop "; }},
    {"names.collisions", [](Situation& s) { s.add_table("ORDERS"); },
     [](Situation& s) { s.set_both("lower_case_table_names", "2"); }},
    {"names.case_rule", destination_has("lower_case_table_names", "1")},
    {"names.case_changed", [](Situation& s) { s.add_table("Notes"); },
     [](Situation& s) { s.task.name_case = NameCase::lower; }},
    {"conditions.accepted",
     [](Situation& s) {
         s.refused_conditions = {{{"shop", "orders"}, "/objects/shop", "Unknown column 'x'"}};
     },
     filter_orders},
    {"conditions.steady",
     [](Situation& s) { select_orders(s).where = "note < NOW() - INTERVAL 1 DAY"; }, filter_orders},
    {"conditions.followed",
     [](Situation& s) { select_orders(s).where = "note < NOW() - INTERVAL 1 DAY"; }, filter_orders},
};

const Case conflict_cases[] = {
    {"conflicts.tables", tables_there},
    {"conflicts.missing_tables", [](Situation& s) { s.destination_catalog.tables.clear(); },
     fill_existing_tables},
    {"conflicts.rows", [](Situation& s) { s.destination_catalog.tables[0].estimated_rows = 1; },
     fill_existing_tables},
    {"conflicts.definitions",
     [](Situation& s) { s.destination_catalog.tables[0].columns[1].length = 1; },
     fill_existing_tables},
    {"conflicts.objects",
     [](Situation& s) { s.destination_catalog.objects = s.source_catalog.objects; }},
    {"conflicts.triggers",
     [](Situation& s) { s.destination_catalog.objects = {object_of(s, ObjectKind::trigger)}; }},
    {"conflicts.kinds",
     [](Situation& s) {
         s.destination_catalog.tables.push_back(s.orders());
         s.destination_catalog.tables.back().name.table = "an_view";
     }},
    {"conflicts.databases",
     [](Situation& s) {
         s.destination_catalog.databases = {
             {.name = "shop", .character_set = "latin1", .collation = "latin1_swedish_ci"}};
     }},
};

const Case table_cases[] = {
    {"tables.readable", [](Situation& s) { s.orders().unreadable = "1356: it is broken"; }},
    {"tables.columns",
     [](Situation& s) {
         select_orders(s).columns["id"] = {};
         s.orders().create_statement =
             "CREATE TABLE `orders` (`id` int GENERATED ALWAYS AS (length(`note`)) VIRTUAL, "
             "`note` varchar(100))";
     }},
    {"tables.keys", [](Situation& s) { s.orders().keys.clear(); }},
    {"tables.primary_key_required", [](Situation& s) { s.orders().keys[0].name = "u"; },
     destination_has("innodb_force_primary_key", "ON")},
    {"tables.index_length",
     [](Situation& s) {
         s.orders().columns[1].length = 255;
         s.orders().columns[1].length_bytes = 1020;
         s.orders().keys.push_back({.name = "n", .type = "BTREE", .parts = {{"note", 0}}});
     },
     destination_has("innodb_large_prefix", "OFF")},
    {"foreign_keys.outside",
     [](Situation& s) { s.source_catalog.tables[1].foreign_keys[0].referenced.table = "gone"; }},
    {"foreign_keys.unique_parents", [](Situation& s) { s.orders().keys[0].unique = false; },
     destination_has("restrict_fk_on_non_standard_key", "ON")},
    {"foreign_keys.cascades",
     [](Situation& s) { s.source_catalog.tables[1].foreign_keys[0].on_delete = "CASCADE"; }},
    {"foreign_keys.filtered", filter_orders},
    {"engines.supported", [](Situation& s) { s.orders().engine = "RocksDB"; }},
    {"engines.snapshots", [](Situation& s) { s.orders().engine = "MyISAM"; }},
    {"engines.transactions", [](Situation& s) { s.orders().engine = "MyISAM"; }},
    {"types.supported", [](Situation& s) { s.orders().columns[1].data_type = "vector"; }},
    {"types.features",
     [](Situation& s) {
         s.destination.version = {10, 6, 0};
         s.orders().features = {{&features::descending_key, "k"}};
     }},
    {"types.character_sets", [](Situation& s) { s.orders().columns[1].character_set = "gb18030"; }},
    {"types.collations", [](Situation& s) { s.orders().collation = "utf8mb4_0900_ai_ci"; }},
};

void have_a_row_of(Situation& s, std::uint64_t bytes) {
    s.orders().columns[1].data_type = "json";
    s.orders().data_bytes = 80000000;
    s.widest_rows[{"shop", "orders"}] = bytes;
}

const Case server_cases[] = {
    {"capacity.packet", [](Situation& s) { have_a_row_of(s, 70000000); },
     destination_has("max_allowed_packet", "33554432")},
    {"capacity.redo_log", [](Situation& s) { have_a_row_of(s, 20000000); },
     [](Situation& s) {
         s.destination.flavour = Flavour::mysql;
         s.destination.version = {5, 6, 24};
         s.destination.variables["innodb_log_file_size"] = "50331648";
         s.destination.variables["innodb_log_files_in_group"] = "2";
     }},
    {"capacity.source_packet",
     [](Situation& s) {
         s.orders().data_bytes = 40000000ULL * 1000;
         s.orders().estimated_rows = 1000;
     }},
    {"capacity.replicas",
     [](Situation& s) {
         s.replicas = std::vector<Replica>{{.name = "server 7", .why_unknown = "it stands still"}};
     },
     [](Situation& s) { s.task.limits.max_replica_lag = std::chrono::seconds(5); }},
    {"capacity.space", [](Situation& s) { s.capacity.destination_free_bytes = 1; }},
    {"destination.writable", destination_has("read_only", "ON")},
    {"session.sql_mode", destination_has("sql_mode", "ANSI_QUOTES")},
    {"session.time_zone", destination_has("time_zone", "+05:00")},
    {"session.character_set", destination_has("collation_server", "latin1_swedish_ci")},
    {"session.timestamp_defaults", destination_has("explicit_defaults_for_timestamp", "OFF")},
    {"session.innodb_strict", destination_has("innodb_strict_mode", "OFF")},
    {"destination.event_scheduler", destination_has("event_scheduler", "ON")},
    {"binlog.enabled", source_has("log_bin", "OFF")},
    {"binlog.format", source_has("binlog_format", "STATEMENT")},
    {"binlog.filters", [](Situation& s) { s.log.never = {"shop"}; }},
    {"binlog.row_image", source_has("binlog_row_image", "NOBLOB")},
    {"binlog.row_value_options", source_has("binlog_row_value_options", "PARTIAL_JSON")},
    {"binlog.server_id", source_has("server_id", "0")},
    {"binlog.retention", source_has("binlog_expire_logs_seconds", "3600")},
    {"binlog.size_limit", source_has("max_binlog_total_size", "1000000")},
    {"binlog.replica_updates", source_has("log_slave_updates", "OFF")},
    {"binlog.table_renames", [](Situation& s) { select_orders(s); }},
    {"binlog.copy_time",
     [](Situation& s) {
         s.orders().data_bytes = 1'000'000;
         s.task.limits.bytes_per_second = 1;
     }},
    {"binlog.gtids",
     [](Situation& s) {
         s.source.flavour = Flavour::mysql;
         s.source.version = {5, 6, 24};
     }},
    {"binlog.reader_id",
     [](Situation& s) {
         s.log.replicas = {{reader_id(s.task.name), "db7"}};
     }},
    {"binlog.prepared", [](Situation& s) { s.log.prepared = 2; }},
    {"binlog.online_ddl",
     [](Situation& s) {
         CodeObject& trigger = s.add_object(ObjectKind::trigger, "pt_osc_shop_orders_del");
         trigger.table = "orders";
     }},
};

const Case code_cases[] = {
    {"code.readable",
     [](Situation& s) { object_of(s, ObjectKind::view).unreadable = "1356: it is broken"; }},
    {"code.definers", [](Situation& s) { object_of(s, ObjectKind::view).definer = "gone@%"; }},
    {"code.run_as", [](Situation& s) { object_of(s, ObjectKind::event).definer = "shop@%"; }},
    {"code.sql_modes",
     [](Situation& s) {
         object_of(s, ObjectKind::procedure).sql_mode = "TIME_TRUNCATE_FRACTIONAL";
     }},
    {"code.callers",
     [](Situation& s) {
         object_of(s, ObjectKind::procedure).create_statement = "CREATE PROCEDURE `p`() SELECT 1";
     }},
    {"code.renamed_mentions",
     [](Situation& s) {
         object_of(s, ObjectKind::procedure).create_statement =
             "CREATE PROCEDURE `p`() SQL SECURITY INVOKER SELECT * FROM `shop`.`orders`";
     },
     [](Situation& s) { s.task.objects.databases["shop"].rename = "shop_eu"; }},
    {"code.function_creators",
     [](Situation& s) {
         object_of(s, ObjectKind::function).create_statement =
             "CREATE FUNCTION `f`() RETURNS int SQL SECURITY INVOKER RETURN 1";
     }},
    {"code.broken_views",
     [](Situation& s) {
         object_of(s, ObjectKind::view).create_statement =
             "CREATE SQL SECURITY INVOKER VIEW `shop`.`v` AS select 1 from `shop`.`gone`";
     }},
    {"code.outside",
     [](Situation& s) {
         object_of(s, ObjectKind::view).create_statement =
             "CREATE SQL SECURITY INVOKER VIEW `shop`.`v` AS select 1 from `crm`.`people`";
     }},
};

class EveryCheck {
  public:
    EveryCheck() {
        for (const CheckEntry& entry : list_checks()) {
            missing_.insert(std::string(entry.id));
            entries_.emplace(entry.id, entry);
        }
    }

    template<std::size_t N>
    void look(const Case (&cases)[N]) {
        for (const Case& test : cases) {
            SCOPED_TRACE(test.id);
            missing_.erase(test.id);
            expect(test, false, CheckStatus::pass);
            expect(test, true, entries_.at(test.id).worst);
        }
    }

    [[nodiscard]] const std::set<std::string>& missing() const { return missing_; }

  private:
    static std::vector<CheckResult> results_of(const Change& needs, const Change& breaks) {
        Situation situation;
        enrich(situation);
        for (const Change* const change : {&needs, &breaks}) {
            if (*change) {
                (*change)(situation);
            }
        }
        return situation.check();
    }

    void expect(const Case& test, bool broken, CheckStatus status) const {
        const bool as_it_is = !broken && !test.needs;
        const auto result = test::result_of(
            as_it_is ? unchanged_ : results_of(test.needs, broken ? test.breaks : Change()),
            test.id);
        ASSERT_TRUE(result.has_value()) << "it was not made";
        EXPECT_STREQ(to_text(result->status), to_text(status)) << result->found;
        EXPECT_FALSE(result->found.empty());
        EXPECT_FALSE(result->why.empty());
        EXPECT_EQ(result->fix.empty(), status == CheckStatus::pass) << result->fix;
    }

    std::vector<CheckResult> unchanged_ = results_of({}, {});
    std::set<std::string> missing_{};
    std::map<std::string, CheckEntry> entries_{};
};

TEST(EveryCheck, CanPassAndCanSayItsWorst) {
    EveryCheck every;
    every.look(connection_cases);
    every.look(privilege_cases);
    every.look(selection_cases);
    every.look(conflict_cases);
    every.look(table_cases);
    every.look(server_cases);
    every.look(code_cases);
    for (const char* const side : {"source.reachable", "destination.reachable"}) {
        const bool of_source = side[0] == 's';
        const auto results = reachability(of_source ? "refused" : "", of_source ? "" : "refused");
        EXPECT_EQ(test::result_of(results, side)->status, CheckStatus::fail);
        EXPECT_EQ(test::result_of(Situation().check(), side)->status, CheckStatus::pass);
    }
    EXPECT_EQ(every.missing(), (std::set<std::string>{"source.reachable", "destination.reachable"}))
        << "a check without a case here";
}

}  // namespace
}  // namespace cutover::every_check_test
