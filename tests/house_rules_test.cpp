/// The rules of docs/architecture.md that can be read off the files. A rule that fails names the
/// file, the line and the reason, so that nobody has to know the rule to mend it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cutover {
namespace {

namespace fs = std::filesystem;

struct SourceFile {
    std::string path{};  ///< Relative to the root.
    std::vector<std::string> lines{};

    [[nodiscard]] std::string folder() const { return path.substr(0, path.find('/')); }

    [[nodiscard]] bool is_header() const { return path.size() > 4 && path.ends_with(".hpp"); }
};

SourceFile read_source(const fs::path& file) {
    SourceFile source{.path = fs::relative(file, CUTOVER_SOURCE_DIR).generic_string()};
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        source.lines.push_back(line);
    }
    return source;
}

std::vector<SourceFile> sources_of(const std::vector<std::string>& folders) {
    std::vector<SourceFile> sources;
    for (const std::string& folder : folders) {
        if (!fs::exists(fs::path(CUTOVER_SOURCE_DIR) / folder)) {
            continue;  // binlog/ arrives with incremental migration
        }
        for (const auto& entry :
             fs::recursive_directory_iterator(fs::path(CUTOVER_SOURCE_DIR) / folder)) {
            const std::string extension = entry.path().extension().string();
            if (extension == ".hpp" || extension == ".cpp") {
                sources.push_back(read_source(entry.path()));
            }
        }
    }
    EXPECT_GT(sources.size(), 10U) << "the rules were checked against almost nothing";
    return sources;
}

const std::vector<std::string> product_folders{"core",    "binlog", "runtime", "mysql",
                                               "migrate", "verify", "report",  "app"};

/// The text between the delimiters of an #include line; empty for any other line.
std::string included(const std::string& line) {
    if (line.rfind("#include", 0) != 0) {
        return {};
    }
    const std::size_t open = line.find_first_of("<\"");
    const std::size_t close = line.find_last_of(">\"");
    return line.substr(open + 1, close - open - 1);
}

const std::map<std::string, std::set<std::string>> allowed_folders{
    {"core", {"core"}},
    {"binlog", {"core", "binlog"}},
    {"runtime", {"core", "runtime"}},
    {"mysql", {"core", "binlog", "mysql"}},
    {"migrate", {"core", "runtime", "migrate"}},
    {"verify", {"core", "runtime", "verify"}},
    {"report", {"core", "report"}},
    {"app", {"core", "binlog", "runtime", "mysql", "migrate", "verify", "report", "app"}},
};

TEST(HouseRules, FoldersIncludeOnlyWhatTheArrowsAllow) {
    for (const SourceFile& source : sources_of(product_folders)) {
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const std::string target = included(source.lines[i]);
            const std::string folder = target.substr(0, target.find('/'));
            if (target.find('/') == std::string::npos || allowed_folders.count(folder) == 0) {
                continue;
            }
            EXPECT_TRUE(allowed_folders.at(source.folder()).count(folder) == 1)
                << source.path << ':' << i + 1 << " includes " << target << ": " << source.folder()
                << " must not know " << folder
                << "; data flows one way (docs/architecture.md), so move the shared part to core";
        }
    }
}

struct HeavyHeader {
    const char* prefix;
    std::vector<std::string> homes;  ///< Folders or files that may include it.
    const char* reason;
};

const HeavyHeader heavy_headers[] = {
    {"mysql.h", {"mysql/"}, "the client library stays behind RAII in one folder"},
    {"mysql/", {"mysql/", "app/"}, "only app wires the real database"},
    {"oneapi/tbb", {"runtime/pipeline.cpp"}, "one place decides how threads are used"},
    {"tbb/", {"runtime/pipeline.cpp"}, "one place decides how threads are used"},
    {"CLI/", {"app/command_line"}, "it costs 3 s to compile"},
    {"xxhash.h", {"core/digest.cpp"}, "one place decides what a digest is"},
    {"sqlite3.h", {"runtime/"}, "C libraries live behind RAII"},
    {"openssl/", {"runtime/"}, "C libraries live behind RAII"},
    {"nlohmann/", {"app/", "report/", "runtime/"}, "it costs 1.7 s; JSON is mapped at the edges"},
    {"regex", {}, "<regex> is slow, and not linear in its input"},
    {"format", {}, "g++ 12 has no <format>; use fmt"},
    {"source_location", {}, "clang 14 has none"},
};

bool lives_in(const std::string& path, const std::vector<std::string>& homes) {
    return std::any_of(homes.begin(), homes.end(), [&](const std::string& home) {
        return path.rfind(home, 0) == 0;
    });
}

TEST(HouseRules, HeavyHeadersHaveOneHome) {
    for (const SourceFile& source : sources_of(product_folders)) {
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const std::string target = included(source.lines[i]);
            for (const HeavyHeader& heavy : heavy_headers) {
                const std::string prefix = heavy.prefix;
                const bool hit = prefix.ends_with('/') || prefix == "oneapi/tbb"
                                     ? target.rfind(prefix, 0) == 0
                                     : target == prefix;
                EXPECT_TRUE(!hit || lives_in(source.path, heavy.homes))
                    << source.path << ':' << i + 1 << " includes " << target << ": "
                    << heavy.reason;
            }
        }
    }
}

TEST(HouseRules, FilesAreSmall) {
    for (const SourceFile& source : sources_of(
             {"core", "binlog", "runtime", "mysql", "migrate", "verify", "report", "app",
              "tests"})) {
        EXPECT_LE(source.lines.size(), 400U) << source.path << ": one noun a file; find the second";
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            EXPECT_LE(source.lines[i].size(), 200U) << source.path << ':' << i + 1;
        }
    }
}

TEST(HouseRules, NoIncludeCycles) {
    std::map<std::string, std::set<std::string>> includes;
    for (const SourceFile& source : sources_of(product_folders)) {
        for (const std::string& line : source.lines) {
            const std::string target = included(line);
            if (source.is_header() && target.ends_with(".hpp")) {
                includes[source.path].insert(target);
            }
        }
    }
    // Whatever includes nothing that is left can be taken away; a rest that stays is a cycle.
    for (bool progress = true; progress;) {
        progress = false;
        for (auto header = includes.begin(); header != includes.end();) {
            const bool free = std::none_of(
                header->second.begin(), header->second.end(),
                [&](const std::string& target) { return includes.count(target) == 1; });
            header = free ? includes.erase(header) : std::next(header);
            progress = progress || free;
        }
    }
    for (const auto& [header, targets] : includes) {
        ADD_FAILURE() << header << " is part of an include cycle";
    }
}

struct BannedText {
    const char* text;
    const char* reason;
};

const BannedText banned_texts[] = {
    {"GTEST_"
     "SKIP",
     "a skipped test counts as passed"},
    {"DISABLED"
     "_",
     "a disabled test counts as passed"},
    {"TO"
     "DO",
     "do it, or write it into the closing note"},
    {"FIX"
     "ME",
     "do it, or write it into the closing note"},
    {"using name"
     "space std",
     "name where things come from"},
    {"std::"
     "endl",
     "it flushes; write '\\n'"},
};

TEST(HouseRules, NothingIsPutOff) {
    std::vector<std::string> folders = product_folders;
    folders.emplace_back("tests");
    std::size_t suppressed = 0;
    for (const SourceFile& source : sources_of(folders)) {
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            for (const BannedText& banned : banned_texts) {
                EXPECT_EQ(source.lines[i].find(banned.text), std::string::npos)
                    << source.path << ':' << i + 1 << " has " << banned.text << ": "
                    << banned.reason;
            }
            suppressed += source.lines[i].find(
                              "NO"
                              "LINT") == std::string::npos
                              ? 0U
                              : 1U;
        }
    }
    EXPECT_LE(suppressed, 5U) << "every suppression needs a reason that convinces";
}

TEST(HouseRules, MainIsTheTableOfContents) {
    const SourceFile source = read_source(fs::path(CUTOVER_SOURCE_DIR) / "app/main.cpp");
    EXPECT_LE(source.lines.size(), 60U);
}

}  // namespace
}  // namespace cutover
