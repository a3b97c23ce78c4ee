#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cutover::house {

/// A file of this checkout as the house rules see it.
struct SourceFile {
    std::string path{};  ///< Relative to the root, with '/'.
    std::vector<std::string> lines{};
    /// The same lines with comments and the insides of literals as blanks: what the compiler acts
    /// on, at the same places.
    std::vector<std::string> code{};
    std::size_t comment_lines = 0;  ///< Lines that hold a comment, alone or after code.

    [[nodiscard]] std::string folder() const { return path.substr(0, path.find('/')); }

    [[nodiscard]] bool is_header() const { return path.ends_with(".hpp"); }
};

/// The file cut into lines, its comments and literals found. Raw strings included.
[[nodiscard]] SourceFile source_file(std::string path, const std::string& text);

/// Every .hpp and .cpp below the folders; fails the test where there are next to none.
[[nodiscard]] std::vector<SourceFile> sources_of(const std::vector<std::string>& folders);

[[nodiscard]] std::string text_of(const std::filesystem::path& file);

/// core, runtime, mysql, ...: what is built into the program.
[[nodiscard]] const std::vector<std::string>& product_folders();

/// product_folders() and all else that is C++.
[[nodiscard]] std::vector<std::string> all_folders();

struct FunctionLength {
    std::size_t first_line = 0;  ///< From 1: where the declaration begins.
    std::size_t lines = 0;       ///< Up to and with the closing brace.
};

/// The bodies at namespace and class scope; lambdas count as part of the function around them.
[[nodiscard]] std::vector<FunctionLength> functions_of(const SourceFile& source);

/// The text between the delimiters of an #include line; empty for any other line.
[[nodiscard]] std::string included(const std::string& line);

/// The smallest value that at least `percent` of the values do not exceed.
[[nodiscard]] std::size_t percentile(std::vector<std::size_t> values, std::size_t percent);

}  // namespace cutover::house
