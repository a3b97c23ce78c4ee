#include "tests/servers/support/private_server.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

namespace cutover::test::private_server_test {
namespace {

TEST(PrivateServer, MariadbAnswersWithItsOwnVersion) {
    EXPECT_NE(
        PrivateServer::shared(ServerKind::mariadb, 0).sql("SELECT VERSION()").find("MariaDB"),
        std::string::npos);
}

TEST(PrivateServer, Mysql56AnswersWithItsOwnVersion) {
    EXPECT_EQ(
        PrivateServer::shared(ServerKind::mysql56, 0).sql("SELECT VERSION()"), "5.6.24-log\n");
}

std::filesystem::path make_old_folder(const TemporaryFolder& parent, const std::string& name) {
    std::filesystem::path folder = parent.path() / name;
    std::filesystem::create_directories(folder / "data");
    std::filesystem::last_write_time(
        folder, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(5));
    return folder;
}

TEST(PrivateServer, FoldersThatNobodyHoldsAreRemoved) {
    const TemporaryFolder parent;
    const std::filesystem::path left_over = make_old_folder(parent, "cutover-test-left");
    const std::filesystem::path of_others = make_old_folder(parent, "other");
    const std::filesystem::path held = make_old_folder(parent, "cutover-test-held");
    const std::filesystem::path fresh = parent.path() / "cutover-test-fresh";
    std::filesystem::create_directory(fresh);
    std::ofstream(held / "lock").close();
    std::filesystem::last_write_time(held, std::filesystem::last_write_time(left_over));
    const int lock = ::open((held / "lock").c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(::flock(lock, LOCK_EX | LOCK_NB), 0);

    ServerFolder::remove_left_over(parent.path());

    EXPECT_FALSE(std::filesystem::exists(left_over));
    EXPECT_TRUE(std::filesystem::exists(of_others));
    EXPECT_TRUE(std::filesystem::exists(held / "data"));
    EXPECT_TRUE(std::filesystem::exists(fresh));
    ::close(lock);
}

}  // namespace
}  // namespace cutover::test::private_server_test
