#include "core/server_digest.hpp"

#include <gtest/gtest.h>

namespace cutover::server_digest_test {
namespace {

TEST(ServerDigest, AddsUpNumbersOfAnyLength) {
    ServerDigest digest{2, "999999999999999999999999999999", "5"};
    digest += {3, "1", "18446744073709551615"};
    EXPECT_EQ(digest, (ServerDigest{5, "1000000000000000000000000000000", "18446744073709551620"}));
    digest += {0, "0", "0"};
    EXPECT_EQ(digest.low, "1000000000000000000000000000000");
}

/// What is added in whatever order is one digest, as the server's own sum of all is.
TEST(ServerDigest, IsTheSumOfItsParts) {
    ServerDigest one{1, "95", "7"};
    ServerDigest other{1, "5", "94"};
    const ServerDigest before = one;
    one += other;
    other += before;
    EXPECT_EQ(one, other);
    EXPECT_EQ(one, (ServerDigest{2, "100", "101"}));
}

}  // namespace
}  // namespace cutover::server_digest_test
