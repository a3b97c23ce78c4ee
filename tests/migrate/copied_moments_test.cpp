#include "migrate/copied_moments.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace cutover::copied_moments_test {
namespace {

TableProgress table(const char* name, const std::vector<std::uint32_t>& moments) {
    TableProgress progress;
    progress.source = {"d", name};
    for (const std::uint32_t moment : moments) {
        ChunkProgress chunk;
        chunk.moment = moment;
        progress.chunks.push_back(chunk);
    }
    return progress;
}

const std::vector<std::string> three_moments{"b.000001:100", "b.000001:500 0-1-7", "b.000002:50"};

TEST(CopiedMoments, OneMomentIsExactFromTheBeginning) {
    const CopiedMoments copied({table("t", {0, 0}), table("u", {0})}, three_moments);
    EXPECT_TRUE(copied.is_of_one_moment({"b.000001", 4, ""}));
    EXPECT_FALSE(copied.has_seen({"d", "u"}, {"b.000001", 4, ""}));
}

TEST(CopiedMoments, SeveralConvergeUpToTheLastThatIsUsed) {
    const CopiedMoments copied({table("t", {0, 1, 0})}, three_moments);
    EXPECT_FALSE(copied.is_of_one_moment({"b.000001", 499, ""}));
    EXPECT_TRUE(copied.is_of_one_moment({"b.000001", 500, ""}));
    EXPECT_TRUE(copied.is_of_one_moment({"b.000002", 4, ""}));
}

TEST(CopiedMoments, ATableInOnePieceHasSeenWhatWasBeforeIt) {
    const CopiedMoments copied({table("t", {0, 0}), table("whole", {2})}, three_moments);
    EXPECT_TRUE(copied.has_seen({"d", "whole"}, {"b.000001", 9999, ""}));
    EXPECT_TRUE(copied.has_seen({"d", "whole"}, {"b.000002", 49, ""}));
    EXPECT_FALSE(copied.has_seen({"d", "whole"}, {"b.000002", 50, ""}));
    EXPECT_FALSE(copied.has_seen({"d", "t"}, {"b.000001", 4, ""}));
}

TEST(CopiedMoments, AMomentThatIsNotOnRecordIsDamage) {
    EXPECT_THROW(CopiedMoments({table("t", {0, 3})}, three_moments), Error);
    EXPECT_THROW(CopiedMoments({table("t", {1})}, {"b.000001:100", "nowhere"}), Error);
}

}  // namespace
}  // namespace cutover::copied_moments_test
