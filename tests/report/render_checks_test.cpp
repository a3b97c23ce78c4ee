#include "report/render_checks.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace cutover::render_checks_test {
namespace {

CheckResult result(CheckStatus status, const std::string& id) {
    return {
        .id = id,
        .title = "The source account may read the selected tables",
        .status = status,
        .found = "cutover@% lacks SELECT on shop.*",
        .why = "Tables that an account may not read are hidden from it: they would be left out.",
        .fix = status == CheckStatus::pass ? "" : "GRANT SELECT ON `shop`.* TO `cutover`@`%`;",
        .ignored_reason = status == CheckStatus::ignored ? "an old table" : ""};
}

TEST(RenderChecks, ReadsLikeThis) {
    CheckResult prose = result(CheckStatus::warn, "capacity.packet");
    prose.fix =
        "On the destination, and in its option file:\nSET GLOBAL max_allowed_packet = 67108864;";
    const std::vector<CheckResult> results{
        result(CheckStatus::pass, "source.reachable"), prose,
        result(CheckStatus::ignored, "binlog.retention"),
        result(CheckStatus::fail, "source.privilege.select")};
    EXPECT_EQ(
        render_checks(results, false),
        "IGNORED binlog.retention\n"
        "        wanted: The source account may read the selected tables\n"
        "        found:  cutover@% lacks SELECT on shop.*\n"
        "        as:     an old table\n"
        "\n"
        "WARN    capacity.packet\n"
        "        wanted: The source account may read the selected tables\n"
        "        found:  cutover@% lacks SELECT on shop.*\n"
        "        why:    Tables that an account may not read are hidden from it: they\n"
        "                would be left out.\n"
        "        fix:    On the destination, and in its option file:\n"
        "                SET GLOBAL max_allowed_packet = 67108864;\n"
        "\n"
        "FAIL    source.privilege.select\n"
        "        wanted: The source account may read the selected tables\n"
        "        found:  cutover@% lacks SELECT on shop.*\n"
        "        why:    Tables that an account may not read are hidden from it: they\n"
        "                would be left out.\n"
        "        fix:    GRANT SELECT ON `shop`.* TO `cutover`@`%`;\n"
        "\n"
        "FAIL    of 4 checks 1 passed, 1 ignored by the task, 1 warned, 1 failed:\n"
        "        source.privilege.select\n");
}

TEST(RenderChecks, AllPassedIsOneLine) {
    EXPECT_EQ(
        render_checks({result(CheckStatus::pass, "a"), result(CheckStatus::pass, "b")}, false),
        "PASS    of 2 checks 2 passed\n");
}

TEST(RenderChecks, ColoursAreOnlyThereWhereAskedFor) {
    const std::vector<CheckResult> results{result(CheckStatus::fail, "a")};
    EXPECT_NE(render_checks(results, true).find("\x1b[1;31mFAIL    \x1b[0m"), std::string::npos);
    EXPECT_EQ(render_checks(results, false).find('\x1b'), std::string::npos);
}

TEST(RenderChecks, NoLineIsWiderThanTheTerminalButAStatement) {
    CheckResult wide = result(CheckStatus::fail, "a");
    wide.found = std::string(300, 'x');
    for (int i = 0; i < 100; ++i) {
        wide.why += " \xE2\x98\x83\xE2\x98\x83";
    }
    const std::string statement = "GRANT SELECT ON `" + std::string(90, 'y') + "`.* TO `u`@`%`;";
    wide.fix = "prose " + std::string(200, 'z') + "\n" + statement;
    std::istringstream lines(render_checks({wide}, false));
    bool statement_is_whole = false;
    for (std::string line; std::getline(lines, line);) {
        std::size_t columns = 0;
        for (const char c : line) {
            columns += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
        }
        const bool is_statement = line.find(statement) != std::string::npos;
        statement_is_whole = statement_is_whole || is_statement;
        EXPECT_TRUE(is_statement || columns <= 80) << line;
    }
    EXPECT_TRUE(statement_is_whole);
}

TEST(RenderChecks, NamesCannotMoveTheCursor) {
    CheckResult hostile = result(CheckStatus::fail, "a");
    const std::string right_to_left{'\xE2', '\x80', '\xAE'};
    hostile.found = "table \x1b[2J" + right_to_left;
    const std::string text = render_checks({hostile}, false);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_NE(text.find("\\x1B[2J\\u{202E}"), std::string::npos) << text;
}

}  // namespace
}  // namespace cutover::render_checks_test
