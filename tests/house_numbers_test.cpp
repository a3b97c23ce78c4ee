/// The numbers of docs/architecture.md: how long files and functions are, and how much of a header
/// is comment. A number that fails names the files to look at first.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/house/source_file.hpp"

namespace cutover::house::house_numbers_test {
namespace {

std::vector<std::size_t> lengths_of(const std::vector<SourceFile>& sources, bool headers) {
    std::vector<std::size_t> lengths;
    for (const SourceFile& source : sources) {
        if (source.is_header() == headers) {
            lengths.push_back(source.lines.size());
        }
    }
    return lengths;
}

TEST(HouseNumbers, NoFileIsLong) {
    for (const SourceFile& source : sources_of(all_folders())) {
        const std::size_t most = source.is_header() ? 120 : 400;
        EXPECT_LE(source.lines.size(), most) << source.path << ": one noun a file; find the second";
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            EXPECT_LE(source.lines[i].size(), 200U) << source.path << ':' << i + 1;
        }
    }
}

TEST(HouseNumbers, MostFilesAreShort) {
    const std::vector<SourceFile> sources = sources_of(product_folders());
    EXPECT_LE(percentile(lengths_of(sources, true), 50), 80U) << "the median of the headers";
    EXPECT_LE(percentile(lengths_of(sources, false), 50), 200U) << "the median of the sources";
}

TEST(HouseNumbers, FunctionsAreShort) {
    std::vector<std::size_t> lengths;
    for (const SourceFile& source : sources_of(product_folders())) {
        for (const FunctionLength& function : functions_of(source)) {
            lengths.push_back(function.lines);
            EXPECT_LE(function.lines, 60U)
                << source.path << ':' << function.first_line << ": say it in two sentences";
        }
    }
    EXPECT_GT(lengths.size(), 1000U) << "the functions were not found";
    EXPECT_LE(percentile(lengths, 90), 25U) << "nine of ten functions are to be shorter";
}

// Test bodies are lists of facts, and a table of cases is one statement.
TEST(HouseNumbers, TestsAreNotLongEither) {
    for (const SourceFile& source : sources_of({"tests", "bench"})) {
        for (const FunctionLength& function : functions_of(source)) {
            EXPECT_LE(function.lines, 100U) << source.path << ':' << function.first_line;
        }
    }
}

/// Of the lines that hold anything: a blank line is neither comment nor code.
TEST(HouseNumbers, AQuarterToAThirdOfTheHeadersIsComment) {
    std::size_t comments = 0;
    std::size_t lines = 0;
    std::vector<std::pair<std::size_t, std::string>> shares;
    for (const SourceFile& source : sources_of(product_folders())) {
        if (source.is_header()) {
            const auto blank = static_cast<std::size_t>(
                std::count(source.lines.begin(), source.lines.end(), std::string()));
            comments += source.comment_lines;
            lines += source.lines.size() - blank;
            shares.emplace_back(
                100 * source.comment_lines / (source.lines.size() - blank), source.path);
        }
    }
    ASSERT_GT(lines, 0U);
    std::sort(shares.begin(), shares.end());
    const std::string least = shares.front().second;
    const std::string most = shares.back().second;
    EXPECT_GE(100 * comments, 25 * lines) << "a header is a contract; the barest is " << least;
    EXPECT_LE(100 * comments, 38 * lines) << "say it in the code; the wordiest is " << most;
}

}  // namespace
}  // namespace cutover::house::house_numbers_test
