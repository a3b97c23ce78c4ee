#include "app/repair_script.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/error.hpp"
#include "tests/fakes/file_size_limit.hpp"

namespace cutover::repair_script_test {
namespace {

class RepairScriptFile : public testing::Test {
  protected:
    void SetUp() override {
        folder = std::filesystem::temp_directory_path() /
                 ("cutover-repair-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        path = folder / "repair.sql";
    }

    void TearDown() override { std::filesystem::remove_all(folder); }

    [[nodiscard]] std::string text() const {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }

    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(std::distance(
            std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
    }

    std::filesystem::path folder{};
    std::filesystem::path path{};
};

RepairStatement statement(const char* table, RepairStage stage, const std::string& sql) {
    return {{"shop", table}, stage, sql};
}

/// As slices of one verification bring them: tables again and again.
TEST_F(RepairScriptFile, KeepsStatementsOfATableTogetherInWhateverOrderTheyCome) {
    RepairScript script(path);
    script.add(statement("b", RepairStage::write, "w1;"));
    script.add(statement("a", RepairStage::remove, "r2;"));
    script.add(statement("a", RepairStage::write, "w2;"));
    script.add(statement("b", RepairStage::remove, "r1;"));
    script.add(statement("b", RepairStage::write, "w3;"));
    script.add(statement("a", RepairStage::remove, "r4;"));
    script.add(statement("c\nDROP DATABASE shop;", RepairStage::write, "w5;"));
    script.keep();
    EXPECT_EQ(script.finish(), 7U);
    EXPECT_EQ(
        text(), repair_preamble() +
                    "\n-- shop.b: 3 statements\nSTART TRANSACTION;\nr1;\nw1;\nw3;\nCOMMIT;\n"
                    "\n-- shop.a: 3 statements\nSTART TRANSACTION;\nr2;\nr4;\nw2;\nCOMMIT;\n"
                    "\n-- shop.c\\x0ADROP DATABASE shop;: 1 statement\nSTART TRANSACTION;\n"
                    "w5;\nCOMMIT;\n");
}

/// What was kept of an earlier slice stays; a table of which nothing is left has no heading.
TEST_F(RepairScriptFile, LeavesOutWhatIsWithdrawn) {
    RepairScript script(path);
    script.add(statement("a", RepairStage::write, "w1;"));
    script.keep();
    script.add(statement("a", RepairStage::write, "w2;"));
    script.add(statement("a", RepairStage::remove, "r2;"));
    script.add(statement("b", RepairStage::write, "w3;"));
    script.withdraw({"shop", "a"});
    script.withdraw({"shop", "none"});
    script.add(statement("a", RepairStage::write, "w4;"));
    script.keep();
    script.add(statement("b", RepairStage::write, "w5;"));
    EXPECT_EQ(script.finish(), 3U) << "w5 was neither kept nor withdrawn";
    EXPECT_EQ(
        text(), repair_preamble() +
                    "\n-- shop.a: 2 statements\nSTART TRANSACTION;\nw1;\nw4;\nCOMMIT;\n"
                    "\n-- shop.b: 1 statement\nSTART TRANSACTION;\nw3;\nCOMMIT;\n");
}

/// Longer than what is read at once, and more of them.
TEST_F(RepairScriptFile, HasLongStatementsWhole) {
    std::string a;
    std::string b;
    {
        RepairScript script(path);
        for (int i = 0; i < 20; ++i) {
            const std::string sql = std::to_string(i) + std::string(100'000, 'x') + ";";
            const bool is_a = i % 3 == 0;
            script.add(statement(is_a ? "a" : "b", RepairStage::write, sql));
            (is_a ? a : b) += sql + "\n";
        }
        script.keep();
        EXPECT_EQ(script.finish(), 20U);
    }
    EXPECT_EQ(
        text(), repair_preamble() + "\n-- shop.a: 7 statements\nSTART TRANSACTION;\n" + a +
                    "COMMIT;\n\n-- shop.b: 13 statements\nSTART TRANSACTION;\n" + b + "COMMIT;\n");
    EXPECT_EQ(files(), 1U) << "what waited is left beside it";
}

TEST_F(RepairScriptFile, LeavesWhatWasThereUntilItIsFinished) {
    std::ofstream(path) << "of before";
    {
        RepairScript script(path);
        script.add(statement("a", RepairStage::write, "w;"));
    }
    EXPECT_EQ(text(), "of before");
    EXPECT_EQ(files(), 1U);
    RepairScript empty(path);
    EXPECT_EQ(empty.finish(), 0U);
    EXPECT_EQ(text(), repair_preamble());
}

/// Of a file that takes 10,000 bytes: while statements come, and only where they are brought
/// together.
TEST_F(RepairScriptFile, IsRefusedWhereTheDiskIsFull) {
    for (const std::size_t bytes : {20'000U, 6000U}) {
        SCOPED_TRACE(bytes);
        std::ofstream(path) << "of before";
        try {
            RepairScript script(path);
            const test::FileSizeLimit limit(10'000);
            script.add(statement("a", RepairStage::remove, std::string(bytes, 'x') + ";"));
            script.add(statement("a", RepairStage::write, std::string(bytes, 'y') + ";"));
            script.keep();
            (void)script.finish();
            ADD_FAILURE() << "where did it go?";
        } catch (const Error& error) {
            EXPECT_EQ(error.exit_code(), ExitCode::could_not_finish);
            EXPECT_NE(std::string(error.what()).find("File too large"), std::string::npos)
                << error.what();
        }
        EXPECT_EQ(text(), "of before");
        EXPECT_EQ(files(), 1U);
    }
}

TEST_F(RepairScriptFile, IsRefusedWhereItCannotBeWritten) {
    try {
        const RepairScript script(folder / "none" / "repair.sql");
        FAIL() << "there is no such folder";
    } catch (const Error& error) {
        EXPECT_EQ(error.exit_code(), ExitCode::could_not_finish);
        EXPECT_NE(
            std::string(error.what()).find("cannot write the repair file"), std::string::npos);
    }
}

}  // namespace
}  // namespace cutover::repair_script_test
