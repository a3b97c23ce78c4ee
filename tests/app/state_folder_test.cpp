#include "app/state_folder.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.hpp"

namespace cutover::state_folder_test {
namespace {

class StateFolder : public testing::Test {
  protected:
    void SetUp() override {
        folder = std::filesystem::temp_directory_path() /
                 ("cutover-state-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
    }

    void TearDown() override { std::filesystem::remove_all(folder); }

    std::filesystem::path folder{};
};

TEST_F(StateFolder, IsHeldByOneRunThatSaysWhoItIs) {
    EXPECT_EQ(run_holding(folder).name, "") << "there is no such folder";
    {
        StateLock lock(folder, "migrate");
        const std::string self = "cutover migrate (process " + std::to_string(::getpid()) + ")";
        EXPECT_EQ(run_holding(folder).name, self);
        EXPECT_EQ(run_holding(folder).trouble, "");
        EXPECT_TRUE(run_holding(folder).is_of("migrate"));
        EXPECT_FALSE(run_holding(folder).is_of("verify"));
        lock.say("the source is lost;\n trying again in 5 s");
        EXPECT_EQ(run_holding(folder).name, self);
        EXPECT_EQ(run_holding(folder).trouble, R"(the source is lost;\x0A trying again in 5 s)");
        try {
            const StateLock second(folder, "precheck");
            FAIL() << "two runs at once";
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(self + " holds its state"), std::string::npos)
                << error.what();
        }
        const StateLock beside(folder, "verify");
        EXPECT_TRUE(verification_holding(folder).is_of("verify"));
        EXPECT_TRUE(run_holding(folder).is_of("migrate"));
        EXPECT_THROW(StateLock(folder, "verify"), Error) << "one verification at a time";
        lock.say("");
        EXPECT_EQ(run_holding(folder).trouble, "");
    }
    EXPECT_EQ(run_holding(folder).name, "") << "its text is still there, its lock is not";
    EXPECT_EQ(verification_holding(folder).name, "");
    const StateLock next(folder, "migrate");
}

}  // namespace
}  // namespace cutover::state_folder_test
