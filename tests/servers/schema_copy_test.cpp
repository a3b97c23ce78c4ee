#include <gtest/gtest.h>

#include "tests/servers/support/schema_fixture.hpp"

namespace cutover::test {
namespace {

Task whole(const std::vector<std::string>& databases) {
    Task task;
    for (const std::string& database : databases) {
        task.objects.databases[database];
    }
    return task;
}

TEST(SchemaCopy, MakesTheSampleShop) {
    for (const ServerPair& servers : server_pairs) {
        SCOPED_TRACE(servers.name);
        SchemaPair pair{{servers.source, 0}, {servers.destination, 1}};
        pair.source_databases = pair.destination_databases = {"shop", "shop_archive"};
        std::vector<std::string> files{"testdata/sql/shop.sql"};
        if (servers.source == ServerKind::mariadb) {
            files.emplace_back("testdata/sql/shop_mariadb.sql");
        }
        prepare(pair, whole(pair.source_databases), files);
        copy_schema(pair);
        EXPECT_EQ(pair.there.databases.size(), 2U);
        EXPECT_EQ(pair.there.tables.size(), pair.here.tables.size());
        EXPECT_EQ(pair.there.objects.size(), pair.here.objects.size());
    }
}

}  // namespace
}  // namespace cutover::test
