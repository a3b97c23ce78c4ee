#include "runtime/spill_file.hpp"

#include <filesystem>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/fakes/file_size_limit.hpp"

namespace cutover::spill_file_test {
namespace {

std::string read(const SpillFile& file, std::uint64_t offset, std::size_t size) {
    std::string bytes(size, '\0');
    file.read(offset, bytes);
    return bytes;
}

TEST(SpillFile, GivesBackWhatWasAppendedAndLeavesNoTrace) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / "cutover-spill-test";
    std::filesystem::create_directories(folder);
    {
        SpillFile file(folder);
        file.append("one");
        const std::string large(1'000'000, 'x');
        file.append(large);
        file.append("two");
        EXPECT_EQ(file.size(), large.size() + 6);
        EXPECT_TRUE(std::filesystem::is_empty(folder)) << "nobody else can see it";
        const SpillFile moved = std::move(file);
        EXPECT_EQ(read(moved, 0, 4), "onex");
        EXPECT_EQ(read(moved, large.size() + 2, 4), "xtwo");
        EXPECT_THROW(static_cast<void>(read(moved, large.size() + 5, 2)), Error);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    std::filesystem::remove(folder);
}

TEST(SpillFile, WhatWasWrittenHalfCountsAsNeverAppended) {
    SpillFile file(std::filesystem::temp_directory_path());
    file.append("one");
    {
        const test::FileSizeLimit half(1'000'000);
        EXPECT_THROW(file.append(std::string(2'000'000, 'x')), Error);
    }
    EXPECT_EQ(file.size(), 3U);
    file.append("two");
    EXPECT_EQ(read(file, 0, 6), "onetwo");
}

TEST(SpillFile, AFolderThatIsNotThereIsNamed) {
    try {
        const SpillFile file("/nowhere/at/all");
        FAIL() << "it was made";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("/nowhere/at/all"), std::string::npos)
            << error.what();
    }
}

}  // namespace
}  // namespace cutover::spill_file_test
