#include "tests/house/source_file.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include <gtest/gtest.h>

#include "tests/places.hpp"

namespace cutover::house {
namespace {

/// Goes through a text once and blanks what is no code.
class Blanker {
  public:
    explicit Blanker(std::string text) : text_(std::move(text)) {}

    std::string run() {
        while (at_ < text_.size()) {
            if (text_.compare(at_, 2, "//") == 0) {
                blank_to(text_.find('\n', at_), true);
            } else if (text_.compare(at_, 2, "/*") == 0) {
                const std::size_t end = text_.find("*/", at_);
                blank_to(end == std::string::npos ? end : end + 2, true);
            } else if (text_.compare(at_, 2, "R\"") == 0 && !follows_word()) {
                raw_string();
            } else if (text_[at_] == '"' || (text_[at_] == '\'' && !follows_word())) {
                literal(text_[at_]);
            } else {
                ++at_;
            }
        }
        return text_;
    }

    /// Of each character of the text, whether it was part of a comment.
    [[nodiscard]] const std::vector<std::pair<std::size_t, std::size_t>>& comments() const {
        return comments_;
    }

  private:
    /// A quote in 1'000 opens nothing.
    [[nodiscard]] bool follows_word() const {
        return at_ > 0 && std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0;
    }

    void blank_to(std::size_t end, bool comment) {
        end = std::min(end, text_.size());
        if (comment) {
            comments_.emplace_back(at_, end);
        }
        for (; at_ < end; ++at_) {
            text_[at_] = text_[at_] == '\n' ? '\n' : ' ';
        }
    }

    void literal(char quote) {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2U : 1U;
        }
        ++at_;
        blank_to(end, false);
        at_ = std::min(at_ + 1, text_.size());
    }

    void raw_string() {
        const std::size_t open = text_.find('(', at_);
        const std::string close = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
        const std::size_t end = text_.find(close, open);
        at_ += 2;
        blank_to(end + close.size() - 1, false);
        ++at_;
    }

    std::string text_;
    std::size_t at_ = 0;
    std::vector<std::pair<std::size_t, std::size_t>> comments_{};
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::size_t lines_with_comment(
    const std::string& text, const std::vector<std::pair<std::size_t, std::size_t>>& comments) {
    std::vector<std::size_t> numbers;
    for (const auto& [begin, end] : comments) {
        const auto at = text.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto first = static_cast<std::size_t>(std::count(text.begin(), at, '\n'));
        const auto more = static_cast<std::size_t>(
            std::count(at, text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
        for (std::size_t line = first; line <= first + more; ++line) {
            numbers.push_back(line);
        }
    }
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers.size();
}

std::vector<SourceFile> sources_below(const std::string& folder) {
    const std::filesystem::path root(test::source_folder);
    std::vector<SourceFile> sources;
    if (!std::filesystem::exists(root / folder)) {
        return sources;  // binlog/ arrives with incremental migration
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension == ".hpp" || extension == ".cpp") {
            sources.push_back(source_file(
                std::filesystem::relative(entry.path(), root).generic_string(),
                text_of(entry.path())));
        }
    }
    return sources;
}

}  // namespace

SourceFile source_file(std::string path, const std::string& text) {
    Blanker blanker(text);
    SourceFile source{.path = std::move(path), .lines = lines_of(text)};
    source.code = lines_of(blanker.run());
    source.comment_lines = lines_with_comment(text, blanker.comments());
    return source;
}

std::string text_of(const std::filesystem::path& file) {
    const std::ifstream stream(file, std::ios::binary);
    EXPECT_TRUE(stream.good()) << "cannot read " << file;
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::vector<SourceFile> sources_of(const std::vector<std::string>& folders) {
    static std::map<std::string, std::vector<SourceFile>> read;  // a dozen rules ask for the same
    std::vector<SourceFile> sources;
    for (const std::string& folder : folders) {
        const auto [known, is_new] = read.try_emplace(folder);
        if (is_new) {
            known->second = sources_below(folder);
        }
        sources.insert(sources.end(), known->second.begin(), known->second.end());
    }
    EXPECT_GT(sources.size(), 10U) << "the rules were checked against almost nothing";
    return sources;
}

const std::vector<std::string>& product_folders() {
    static const std::vector<std::string> folders{
        "core", "binlog", "runtime", "mysql", "migrate", "verify", "selftest", "report", "app"};
    return folders;
}

std::vector<std::string> all_folders() {
    std::vector<std::string> folders = product_folders();
    folders.insert(folders.end(), {"tests", "bench"});
    return folders;
}

std::string included(const std::string& line) {
    if (line.rfind("#include", 0) != 0) {
        return {};
    }
    const std::size_t open = line.find_first_of("<\"");
    const std::size_t close = line.find_last_of(">\"");
    return line.substr(open + 1, close - open - 1);
}

std::size_t percentile(std::vector<std::size_t> values, std::size_t percent) {
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    return values[(values.size() * percent + 99) / 100 - 1];
}

}  // namespace cutover::house
