#include "app/capacity.hpp"

#include <gtest/gtest.h>

namespace cutover::capacity_test {
namespace {

struct Case {
    const char* name;
    const char* socket;
    const char* folder;
    bool is_known;
};

TEST(Capacity, IsKnownOnlyOfAFolderOnThisMachine) {
    const Case cases[] = {
        {"over a socket", "/run/mysqld.sock", "/", true},
        {"over the network", "", "/", false},
        {"the server does not say where", "/run/mysqld.sock", "", false},
        {"a folder of another machine", "/run/mysqld.sock", "/no/such/folder", false}};
    for (const Case& test : cases) {
        SCOPED_TRACE(test.name);
        Endpoint endpoint;
        endpoint.socket = test.socket;
        ServerFacts facts;
        facts.variables["datadir"] = test.folder;
        const CapacityFacts capacity = read_capacity(endpoint, facts);
        EXPECT_EQ(capacity.destination_free_bytes.has_value(), test.is_known);
        EXPECT_TRUE(!test.is_known || *capacity.destination_free_bytes > 0);
    }
}

}  // namespace
}  // namespace cutover::capacity_test
