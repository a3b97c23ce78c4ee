#include "core/online_step.hpp"

#include <gtest/gtest.h>

#include "core/ddl_rewrite.hpp"

namespace cutover::online_step_test {
namespace {

using Kind = OnlineStep::Kind;

/// shop is moved whole and called store, of crm only customers; log is not moved.
ObjectSelection selection(OnlineDdlMode mode = OnlineDdlMode::gh_ost) {
    ObjectSelection objects;
    objects.databases["shop"].rename = "store";
    objects.databases["crm"].tables["customers"] = {};
    objects.online_ddl.mode = mode;
    return objects;
}

/// Statements of a log, one after the other.
class Log {
  public:
    explicit Log(ObjectSelection objects = selection()) : objects_(std::move(objects)) {}

    OnlineStep take(const std::string& sql) {
        ++place_;
        return take_again(sql);
    }

    /// As if the last one were read once more.
    OnlineStep take_again(const std::string& sql) {
        ShadowStatement logged{.place = std::to_string(place_)};
        logged.logged.sql = sql;
        return take_step(memory_, objects_, parse_ddl({.sql = sql, .database = "shop"}), logged);
    }

    /// "RENAME ..." gives "shop.t: ALTER ...; ALTER ...", or "refused: ..." or the kind.
    std::string outcome(const std::string& sql) { return text_of(take(sql)); }

    std::string again(const std::string& sql) { return text_of(take_again(sql)); }

    void restart() { memory_ = parse_shadow_memory(to_text(memory_)).value(); }

    [[nodiscard]] const ShadowMemory& memory() const { return memory_; }

  private:
    static std::string text_of(const OnlineStep& step) {
        switch (step.kind) {
            case Kind::usual: return "usual";
            case Kind::noted: return "noted";
            case Kind::refused: return "refused: " + step.refusal;
            case Kind::swapped: break;
        }
        std::string text;
        for (const Swap& swap : step.swaps) {
            text += display(swap.real) + ":";
            for (const ShadowStatement& statement : swap.statements) {
                text += " " + statement.logged.sql + ";";
            }
        }
        return text;
    }

    ObjectSelection objects_;
    ShadowMemory memory_{};
    int place_ = 0;
};

const char* const swap_at_once = "RENAME TABLE t TO _t_del, _t_gho TO t";

TEST(OnlineStep, GhOstsSequenceGivesTheAltersOfTheShadow) {
    Log log;
    EXPECT_EQ(log.outcome("CREATE TABLE `shop`.`_t_ghc` (id BIGINT)"), "usual");
    EXPECT_EQ(log.outcome("create /* gh-ost */ table `shop`.`_t_gho` like `shop`.`t`"), "noted");
    EXPECT_EQ(log.outcome("alter /* gh-ost */ table `shop`.`_t_gho` ADD x INT"), "noted");
    EXPECT_EQ(log.outcome("ALTER TABLE other ADD y INT"), "usual");
    log.restart();
    EXPECT_EQ(log.outcome("CREATE INDEX i ON _t_gho (x)"), "noted");
    EXPECT_EQ(log.outcome("DROP INDEX i ON _t_gho"), "noted");
    EXPECT_EQ(log.outcome("create /* gh-ost */ table `shop`.`_t_del` (id INT)"), "usual");
    EXPECT_EQ(log.outcome("drop table if exists `shop`.`_t_del`"), "usual");
    EXPECT_EQ(
        log.outcome("rename /* gh-ost */ table `shop`.`t` to `shop`.`_t_del`, `shop`.`_t_gho` to "
                    "`shop`.`t`"),
        "shop.t: alter /* gh-ost */ table `shop`.`_t_gho` ADD x INT; CREATE INDEX i ON _t_gho (x); "
        "DROP INDEX i ON _t_gho;");
    EXPECT_TRUE(log.memory().shadows.empty() && log.memory().aside.empty());
    EXPECT_EQ(log.outcome("drop table if exists `shop`.`_t_ghc`, _t_del"), "usual");
}

TEST(OnlineStep, BothHalvesOfASwapMayBeStatementsOfTheirOwn) {
    for (const bool by_alter : {false, true}) {
        const std::string first =
            by_alter ? "alter /* gh-ost */ table shop.t rename _t_old" : "RENAME TABLE t TO _t_old";
        const std::string second =
            by_alter ? "ALTER TABLE _t_new RENAME TO t" : "RENAME TABLE _t_new TO t;";
        Log log;
        log.take("CREATE TABLE _t_new LIKE t");
        log.take("ALTER TABLE _t_new ADD x INT");
        EXPECT_EQ(log.outcome(first), "noted");
        EXPECT_EQ(log.again(first), "noted");
        log.restart();
        EXPECT_EQ(log.outcome("ALTER TABLE other ADD x INT"), "usual");
        EXPECT_EQ(log.outcome(second), "shop.t: ALTER TABLE _t_new ADD x INT;");
        EXPECT_EQ(log.outcome("DROP TABLE _t_old"), "usual");
    }
}

TEST(OnlineStep, AHalfSwapMayBeTakenBack) {
    const char* const away = "ALTER TABLE t RENAME _t_del";
    for (const char* sql :
         {"CREATE TABLE t (a INT)", "DROP TABLE _t_del", "ALTER TABLE _t_del ADD x INT",
          "RENAME TABLE _t_del TO elsewhere"}) {
        Log log;
        log.take(away);
        EXPECT_NE(log.outcome(sql).find("comes before the new table"), std::string::npos) << sql;
    }
    Log log;
    log.take("CREATE TABLE _t_gho LIKE t");
    EXPECT_EQ(log.outcome(away), "noted");
    EXPECT_EQ(log.outcome("RENAME TABLE _t_del TO t"), "noted");
    EXPECT_EQ(log.outcome(swap_at_once), "shop.t:");
}

TEST(OnlineStep, WhatIsReadAgainIsRememberedOnce) {
    Log log;
    log.take("CREATE TABLE _t_gho LIKE t");
    log.take("ALTER TABLE _t_gho ADD x INT");
    EXPECT_EQ(log.again("ALTER TABLE _t_gho ADD x INT"), "noted");
    log.take("ALTER TABLE _t_gho ADD x INT");
    EXPECT_EQ(
        log.outcome(swap_at_once),
        "shop.t: ALTER TABLE _t_gho ADD x INT; ALTER TABLE _t_gho ADD x INT;");
    log.restart();
    EXPECT_EQ(log.again(swap_at_once), "shop.t:") << "it is done over there";
    EXPECT_NE(log.outcome(swap_at_once).find("was not seen"), std::string::npos);
}

TEST(OnlineStep, ANewShadowBeginsAnewAndADroppedOneIsForgotten) {
    Log log;
    log.take("CREATE TABLE _t_gho LIKE t");
    log.take("ALTER TABLE _t_gho ADD x INT");
    log.take("DROP TABLE IF EXISTS other, _t_gho");
    EXPECT_TRUE(log.memory().shadows.empty());
    log.take("CREATE TABLE _t_gho (a INT)");
    log.take("CREATE OR REPLACE TABLE _t_gho LIKE t");
    log.take("CREATE TABLE IF NOT EXISTS _t_gho LIKE t");
    log.take("ALTER TABLE _t_gho ADD y INT");
    EXPECT_EQ(log.outcome(swap_at_once), "shop.t: ALTER TABLE _t_gho ADD y INT;");
    log.take("CREATE TABLE _t_gho LIKE t");
    log.take("DROP DATABASE shop");
    EXPECT_TRUE(log.memory().shadows.empty());
}

TEST(OnlineStep, WhatIsNotUnderstoodStopsTheSwap) {
    const std::pair<std::vector<std::string>, const char*> cases[] = {
        {{}, "was not seen"},
        {{"ALTER TABLE _t_gho ADD x INT"}, "was not seen"},
        {{"CREATE TABLE _t_gho (a INT)"}, "not made LIKE"},
        {{"CREATE TABLE _t_gho LIKE other"}, "not made LIKE"},
        {{"CREATE TABLE _t_gho LIKE log.t"}, "not made LIKE"},
        {{"CREATE TABLE _t_gho AS SELECT * FROM t"}, "not made LIKE"},
        {{"CREATE TABLE IF NOT EXISTS _t_gho LIKE t"}, "may be an older one"},
        {{"CREATE TABLE _t_gho LIKE t", "TRUNCATE _t_gho"}, "is not understood: TRUNCATE _t_gho"},
        {{"CREATE TABLE _t_gho LIKE t", "ALTER TABLE t ADD x INT"}, "changed itself"},
        {{"CREATE TABLE _t_gho LIKE t", "TRUNCATE TABLE t"}, "changed itself"},
        {{"CREATE TABLE _t_gho LIKE t", "RENAME TABLE t TO u, u TO t"}, "changed itself"},
        {{"CREATE TABLE _t_gho LIKE t", "RENAME TABLE _t_gho TO _t_new",
          "RENAME TABLE _t_new TO "
          "_t_gho"},
         "another name before"},
        {{"CREATE TABLE _t_gho LIKE t", "ALTER TABLE _t_gho ADD x INT, RENAME _t_new",
          "ALTER TABLE _t_new RENAME _t_gho"},
         "another name before"},
    };
    for (const auto& [statements, expected] : cases) {
        Log log;
        for (const std::string& sql : statements) {
            SCOPED_TRACE(sql);
            EXPECT_NE(log.take(sql).kind, Kind::refused);
            log.restart();
        }
        const std::string outcome = log.outcome(swap_at_once);
        EXPECT_EQ(outcome.rfind("refused: shop._t_gho takes the place of shop.t, but ", 0), 0U)
            << outcome;
        EXPECT_NE(outcome.find(expected), std::string::npos) << outcome;
    }
}

TEST(OnlineStep, SwapsThatDoMoreAreRefused) {
    for (const char* sql :
         {"RENAME TABLE t TO _t_del, _t_gho TO t, a TO b", "ALTER TABLE t RENAME _t_del, ADD x INT",
          "RENAME TABLE t TO _t_gho, _t_del TO t"}) {
        Log log;
        log.take("CREATE TABLE _t_gho LIKE t");
        EXPECT_NE(log.outcome(sql).find("not understood"), std::string::npos) << sql;
    }
    Log log;
    log.take("CREATE TABLE _t_gho LIKE t");
    EXPECT_NE(
        log.outcome("RENAME TABLE _t_gho TO t").find("not renamed before"), std::string::npos);
}

/// Else a person's decision on the statement would leave something behind that stops the next one.
TEST(OnlineStep, WhatIsRefusedIsForgotten) {
    Log log;
    log.take("CREATE TABLE _t_gho (a INT)");
    log.take("RENAME TABLE t TO _t_del");
    EXPECT_EQ(log.take("RENAME TABLE _t_gho TO t").kind, Kind::refused);
    EXPECT_EQ(to_text(log.memory()), "");
    log.take("RENAME TABLE t TO _t_del");
    EXPECT_EQ(log.take("CREATE TABLE t (a INT)").kind, Kind::refused);
    EXPECT_EQ(to_text(log.memory()), "");
}

TEST(OnlineStep, SeveralTablesAndAnyWayThroughThirdNames) {
    Log log;
    log.take("CREATE TABLE _a_gho LIKE a");
    log.take("CREATE TABLE _b_new LIKE b");
    log.take("ALTER TABLE _a_gho ADD x INT");
    log.take("ALTER TABLE _b_new ADD y INT");
    EXPECT_EQ(
        log.outcome("RENAME TABLE a TO tmp, _a_gho TO a, tmp TO _a_gho, b TO _b_old, _b_new TO b"),
        "shop.a: ALTER TABLE _a_gho ADD x INT;shop.b: ALTER TABLE _b_new ADD y INT;");
}

TEST(OnlineStep, OthersGoTheirUsualWay) {
    Log log;
    for (const char* sql :
         {"CREATE TABLE _t LIKE t", "RENAME TABLE t TO u", "RENAME TABLE _x_new TO y",
          "CREATE TABLE crm._leads_gho LIKE crm.leads", "ALTER TABLE crm._leads_gho ADD x INT",
          "RENAME TABLE crm.leads TO crm._leads_del, crm._leads_gho TO crm.leads",
          "CREATE TABLE log._t_gho LIKE log.t", "INSERT INTO _t_gho SELECT * FROM t", "gibberish",
          "DROP TABLE _t_gho", "CREATE VIEW _t_new AS SELECT 1"}) {
        EXPECT_EQ(log.outcome(sql), "usual") << sql;
    }
    EXPECT_EQ(to_text(log.memory()), "");
    Log copying(selection(OnlineDdlMode::copy));
    copying.take("CREATE TABLE _t_gho LIKE t");
    EXPECT_EQ(copying.outcome(swap_at_once), "usual");
    Log named;
    named.take("CREATE TABLE crm._customers_gho LIKE crm.customers");
    EXPECT_EQ(
        named.outcome("RENAME TABLE crm.customers TO crm._customers_del, crm._customers_gho TO "
                      "crm.customers"),
        "crm.customers:");
}

/// gh-ost cuts the table's name so that its own has 64 characters.
TEST(OnlineStep, LongNamesAreCut) {
    const std::string real(63, 'r');
    const std::string cut(59, 'r');
    Log log;
    EXPECT_EQ(log.outcome("CREATE TABLE _" + cut + "_gho LIKE " + real), "noted");
    EXPECT_EQ(log.outcome("ALTER TABLE _" + cut + "_gho ADD x INT"), "noted");
    EXPECT_EQ(
        log.outcome("RENAME TABLE " + real + " TO _" + cut + "_del, _" + cut + "_gho TO " + real),
        "shop." + real + ": ALTER TABLE _" + cut + "_gho ADD x INT;");
    EXPECT_EQ(log.outcome("CREATE TABLE _rr_gho LIKE " + real), "noted");
    EXPECT_NE(
        log.outcome("RENAME TABLE rr TO _rr_del, _rr_gho TO rr").find("not made LIKE"),
        std::string::npos);
}

TEST(OnlineStep, CustomNames) {
    ObjectSelection objects = selection(OnlineDdlMode::dms);
    objects.online_ddl.shadow = NamePattern("^tp_\\d+_ogt_(.+)$");
    objects.online_ddl.trash = NamePattern("^tp_\\d+_(?:del|ogl)_(.+)$");
    Log log(objects);
    log.take("CREATE TABLE tp_7_ogt_t LIKE t");
    log.take("ALTER TABLE tp_7_ogt_t ADD x INT");
    EXPECT_EQ(
        log.outcome("RENAME TABLE t TO tp_7_del_t, tp_7_ogt_t TO t"),
        "shop.t: ALTER TABLE tp_7_ogt_t ADD x INT;");
    EXPECT_EQ(log.outcome("CREATE TABLE _t_gho LIKE t"), "usual");
}

/// Only names change: not a column, a comment or a default that reads the same.
TEST(OnlineStep, TheRealTableIsNamedInsteadOfTheShadow) {
    const Swap swap{.real = {"shop", "t"}, .shadow = {"shop", "_t_gho"}};
    const DdlChange change = on_real_table(
        parse_ddl(
            {.sql = "ALTER TABLE /* _t_gho */ _t_gho ADD `_t_gho` INT COMMENT '_t_gho', ADD KEY "
                    "_t_gho (`_t_gho`)",
             .database = "shop"}),
        swap);
    Task task;
    task.objects = selection();
    ServerFacts destination;
    NameMapping names;
    learn_names(names, change, task, destination);
    const DdlRewrite rewrite = rewrite_ddl(
        change, {.names = names, .destination = destination, .share = [&](const DdlObject& object) {
                     return share_of(task.objects, object);
                 }});
    EXPECT_EQ(
        rewrite.statements,
        std::vector<std::string>{"ALTER TABLE /* _t_gho */ `store`.`t` ADD `_t_gho` INT COMMENT "
                                 "'_t_gho', ADD KEY _t_gho (`_t_gho`)"})
        << rewrite.reason;
}

}  // namespace
}  // namespace cutover::online_step_test
