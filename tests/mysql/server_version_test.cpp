#include "mysql/server_version.hpp"

#include <gtest/gtest.h>

#include "mysql/server_features.hpp"

namespace cutover::server_version_test {
namespace {

TEST(ServerVersion, FlavourAndNumbersComeFromWhatServersSay) {
    struct Case {
        const char* text = "";
        Flavour flavour{};
        ServerVersion version{};
    };

    const Case cases[] = {
        {"5.6.24-log", Flavour::mysql, {5, 6, 24}},
        {"8.0.36", Flavour::mysql, {8, 0, 36}},
        {"5.7.44-48-57-log", Flavour::mysql, {5, 7, 44}},
        {"8.0.mysql_aurora.3.05.2", Flavour::mysql, {8, 0, 0}},
        {"9.1.0-commercial", Flavour::mysql, {9, 1, 0}},
        {"10.11.19-MariaDB-0+deb12u1-log", Flavour::mariadb, {10, 11, 19}},
        {"5.5.5-10.6.18-MariaDB", Flavour::mariadb, {10, 6, 18}},
        {"11.4.2-MariaDB-ubu2404", Flavour::mariadb, {11, 4, 2}},
        {"10.5.9-6-MariaDB-enterprise", Flavour::mariadb, {10, 5, 9}},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.text);
        const auto parsed = parse_version(c.text);
        ASSERT_TRUE(parsed.has_value());
        EXPECT_EQ(parsed->flavour, c.flavour);
        EXPECT_EQ(parsed->version, c.version);
    }
}

TEST(ServerVersion, OtherServersAreNotTakenForMysql) {
    for (const char* text :
         {"", "abc", "8", "8.x.1", "4.1.22", "5.7.25-TiDB-v7.1.0", "8.0.30-Vitess", "1.2.3-fake",
          "99999999999.1.1", "5.7.25-OceanBase-v4.2.1", "SSH-2.0-OpenSSH_9.2"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(parse_version(text).has_value());
    }
}

TEST(ServerFeatures, AreDecidedByFlavourAndVersion) {
    struct Case {
        Flavour flavour{};
        ServerVersion version{};
        Feature feature{};
        bool expected = false;
    };

    const Case cases[] = {
        {Flavour::mysql, {5, 6, 24}, Feature::table_lock_wait_ends_at_once, false},
        {Flavour::mysql, {5, 7, 0}, Feature::table_lock_wait_ends_at_once, true},
        {Flavour::mariadb, {10, 11, 0}, Feature::table_lock_wait_ends_at_once, true},
        {Flavour::mysql, {9, 9, 9}, Feature::binlog_gtid_pos, false},
        {Flavour::mariadb, {10, 0, 1}, Feature::binlog_gtid_pos, false},
        {Flavour::mariadb, {10, 0, 2}, Feature::binlog_gtid_pos, true},
        {Flavour::mariadb, {11, 8, 0}, Feature::show_binary_log_status, false},
        {Flavour::mysql, {8, 4, 0}, Feature::show_binary_log_status, true},
    };
    for (const Case& c : cases) {
        ServerFacts facts;
        facts.flavour = c.flavour;
        facts.version = c.version;
        EXPECT_EQ(supports(facts, c.feature), c.expected);
    }
}

}  // namespace
}  // namespace cutover::server_version_test
