/// docs/checks.md is what operators search for an id: it must list every check, and no other.
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "migrate/precheck.hpp"
#include "tests/places.hpp"

namespace cutover::checks_page_test {
namespace {

std::string cell(std::istringstream& row) {
    std::string text;
    std::getline(row, text, '|');
    const std::size_t first = text.find_first_not_of(" `");
    const std::size_t last = text.find_last_not_of(" `");
    return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

/// Id -> level, from the rows of the page's tables.
std::map<std::string, std::string> documented() {
    std::ifstream page(std::string(test::source_folder) + "/docs/checks.md");
    std::map<std::string, std::string> levels;
    for (std::string line; std::getline(page, line);) {
        if (line.rfind("| `", 0) == 0) {
            std::istringstream row(line.substr(1));
            const std::string id = cell(row);
            EXPECT_TRUE(levels.emplace(id, cell(row)).second) << id << " is listed twice";
        }
    }
    return levels;
}

TEST(ChecksPage, ListsExactlyTheChecksThatExist) {
    std::map<std::string, std::string> expected;
    for (const CheckEntry& entry : list_checks()) {
        expected[std::string(entry.id)] =
            std::string(to_text(entry.worst)) + (entry.can_be_ignored ? "" : ", always");
    }
    EXPECT_EQ(documented(), expected);
}

}  // namespace
}  // namespace cutover::checks_page_test
