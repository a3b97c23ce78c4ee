#include "core/source_log.hpp"

#include <gtest/gtest.h>

namespace cutover::source_log_test {
namespace {

TEST(SourceLog, BytesBetweenTwoPlaces) {
    const std::vector<LogFile> files{{"b.000001", 100}, {"b.000002", 200}, {"b.000003", 50}};

    struct Case {
        const char* name = "";
        LogPlace from;
        LogPlace to;
        std::optional<std::uint64_t> expected;
    };

    const Case cases[] = {
        {"one file", {"b.000002", 20}, {"b.000002", 170}, 150},
        {"the same place", {"b.000002", 20}, {"b.000002", 20}, 0},
        {"two files", {"b.000001", 90}, {"b.000002", 30}, 40},
        {"over a whole file", {"b.000001", 90}, {"b.000003", 7}, 217},
        {"written since they were listed", {"b.000003", 10}, {"b.000003", 70}, 60},
        {"the reader is ahead of an old answer", {"b.000003", 80}, {"b.000003", 70}, 0},
        {"purged", {"b.000000", 4}, {"b.000003", 7}, std::nullopt},
        {"backwards", {"b.000003", 4}, {"b.000001", 7}, std::nullopt},
        {"by GTIDs alone", {"", 0, "0-1-1"}, {"b.000001", 7}, std::nullopt},
    };
    for (const Case& test : cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(bytes_between(files, test.from, test.to), test.expected);
    }
}

ServerFacts keeping(const char* variable, const char* value) {
    ServerFacts facts;
    facts.variables[variable] = value;
    return facts;
}

TEST(SourceLog, RetentionByWhateverSettingThereIs) {
    EXPECT_FALSE(retention_of({}).is_shown);
    EXPECT_EQ(retention_of(keeping("binlog_expire_logs_seconds", "3600")).seconds, 3600.0);
    EXPECT_EQ(retention_of(keeping("expire_logs_days", "0.500000")).seconds, 43200.0);
    const LogRetention for_ever = retention_of(keeping("expire_logs_days", "0.000000"));
    EXPECT_TRUE(for_ever.is_shown);
    EXPECT_EQ(for_ever.seconds, std::nullopt);
    EXPECT_EQ(retention_of(keeping("max_binlog_total_size", "1000")).size_limit, 1000U);
    EXPECT_EQ(retention_of(keeping("binlog_space_limit", "1000")).size_limit, 1000U);
}

TEST(SourceLog, TheAlarmComesAtHalfOfWhatIsKept) {
    const ServerFacts hours = keeping("binlog_expire_logs_seconds", "36000");
    EXPECT_EQ(log_alarm(hours, {.age_seconds = 18000}), "");
    const std::string late = log_alarm(hours, {.age_seconds = 18001});
    EXPECT_NE(late.find("from 5.0 hours ago on"), std::string::npos) << late;
    EXPECT_NE(late.find("binlog_expire_logs_seconds = 72000;"), std::string::npos) << late;
    const std::string days = log_alarm(keeping("expire_logs_days", "2"), {.age_seconds = 100'000});
    EXPECT_NE(days.find("expire_logs_days = 4;"), std::string::npos) << days;

    const ServerFacts room = keeping("max_binlog_total_size", "1000");
    EXPECT_EQ(log_alarm(room, {.age_seconds = 1'000'000, .bytes = 500}), "");
    EXPECT_NE(log_alarm(room, {.bytes = 501}), "");
    EXPECT_EQ(log_alarm(room, {}), "");
    EXPECT_EQ(log_alarm({}, {.age_seconds = 1'000'000, .bytes = 1'000'000}), "");
}

TEST(SourceLog, WhatALogLeavesOut) {
    struct Case {
        const char* name = "";
        SourceLog log;
        ServerFacts server;
        const char* expected = "";
    };

    const ServerFacts logs_all = keeping("log_slave_updates", "ON");
    const char* const of_a_replica = "the server follows another one and log_slave_updates is off";
    const Case cases[] = {
        {"nothing", {}, {}, ""},
        {"other databases", {.never = {"other"}}, {}, ""},
        {"one database",
         {.never = {"shop"}},
         {},
         "binlog_do_db or binlog_ignore_db leaves out shop"},
        {"all but others",
         {.only = {"other"}},
         {},
         "binlog_do_db or binlog_ignore_db leaves out shop"},
        {"what it replicates", {.replicates = true}, {}, of_a_replica},
        {"likewise", {.replicates = true}, keeping("log_slave_updates", "0"), of_a_replica},
        {"a replica that logs", {.replicates = true}, logs_all, ""},
        {"by its new name", {.replicates = true}, keeping("log_replica_updates", "1"), ""},
    };
    for (const Case& test : cases) {
        SCOPED_TRACE(test.name);
        EXPECT_EQ(left_out_of(test.log, test.server, {"shop"}), test.expected);
    }
}

TEST(SourceLog, AReaderHasANumberThatPeopleDoNotGive) {
    EXPECT_EQ(reader_id("shop"), reader_id("shop"));
    EXPECT_NE(reader_id("shop"), reader_id("shop2"));
    EXPECT_GE(reader_id("shop"), 1U << 31U);
}

}  // namespace
}  // namespace cutover::source_log_test
