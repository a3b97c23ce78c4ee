/// The rules of docs/architecture.md that can be read off the files. A rule that fails names the
/// file, the line and the reason, so that nobody has to know the rule to mend it.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/house/source_file.hpp"
#include "tests/places.hpp"

namespace cutover::house::house_rules_test {
namespace {

const std::map<std::string, std::set<std::string>> allowed_folders{
    {"core", {"core"}},
    {"binlog", {"core", "binlog"}},
    {"runtime", {"core", "runtime"}},
    {"mysql", {"core", "binlog", "mysql"}},
    {"migrate", {"core", "runtime", "migrate"}},
    {"verify", {"core", "runtime", "verify"}},
    {"selftest", {"core", "runtime", "verify", "selftest"}},
    {"report", {"core", "report"}},
    {"app",
     {"core", "binlog", "runtime", "mysql", "migrate", "verify", "selftest", "report", "app"}},
};

TEST(HouseRules, FoldersIncludeOnlyWhatTheArrowsAllow) {
    for (const SourceFile& source : sources_of(product_folders())) {
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const std::string target = included(source.lines[i]);
            const std::string folder = target.substr(0, target.find('/'));
            if (target.find('/') == std::string::npos || !allowed_folders.contains(folder)) {
                continue;
            }
            EXPECT_TRUE(allowed_folders.at(source.folder()).contains(folder))
                << source.path << ':' << i + 1 << " includes " << target << ": " << source.folder()
                << " must not know " << folder
                << "; data flows one way (docs/architecture.md), so move the shared part to core";
        }
    }
}

/// The words of each cutover_module() of the build, its name first.
std::vector<std::vector<std::string>> modules_of_the_build() {
    const std::string build = text_of(std::string(test::source_folder) + "/CMakeLists.txt");
    const std::string call = "\ncutover_module(";
    std::vector<std::vector<std::string>> modules;
    for (std::size_t at = build.find(call); at != std::string::npos; at = build.find(call, at)) {
        at += call.size();
        std::istringstream words(build.substr(at, build.find(')', at) - at));
        std::vector<std::string>& module = modules.emplace_back();
        for (std::string word; words >> word;) {
            module.push_back(word);
        }
    }
    return modules;
}

TEST(HouseRules, TheBuildLinksOnlyWhatTheArrowsAllow) {
    const std::string ours = "cutover_";
    std::set<std::string> seen;
    for (const std::vector<std::string>& module : modules_of_the_build()) {
        ASSERT_FALSE(module.empty());
        const std::string& name = module.front();
        ASSERT_EQ(allowed_folders.count(name), 1U) << name << " has no arrows";
        seen.insert(name);
        for (const std::string& word : module) {
            if (word.rfind(ours, 0) == 0) {
                EXPECT_EQ(allowed_folders.at(name).count(word.substr(ours.size())), 1U)
                    << "CMakeLists.txt: " << name << " USES " << word
                    << ", but must not know it (docs/architecture.md)";
            }
        }
    }
    for (const SourceFile& source : sources_of(product_folders())) {
        EXPECT_EQ(seen.count(source.folder()), 1U) << source.path << " belongs to no module";
    }
}

struct HeavyHeader {
    const char* prefix;
    std::vector<std::string> homes;  ///< Folders or files that may include it.
    const char* reason;
};

const HeavyHeader heavy_headers[] = {
    {"mysql.h", {"mysql/"}, "the client library stays behind RAII in one folder"},
    {"errmsg.h", {"mysql/"}, "the client library stays behind RAII in one folder"},
    {"mysqld_error.h", {"mysql/"}, "the client library stays behind RAII in one folder"},
    {"mysql/", {"mysql/", "app/", "tests/", "bench/"}, "only app wires the real database"},
    {"oneapi/tbb", {"runtime/pipeline.cpp"}, "one place decides how threads are used"},
    {"tbb/", {"runtime/pipeline.cpp"}, "one place decides how threads are used"},
    {"CLI/", {"app/command_line"}, "it costs 3 s to compile"},
    {"xxhash.h", {"core/digest.cpp"}, "one place decides what a digest is"},
    {"re2/", {"core/name_pattern.cpp"}, "one place knows what an expression is"},
    {"sqlite3.h", {"runtime/"}, "C libraries live behind RAII"},
    {"openssl/", {"runtime/", "tests/"}, "C libraries live behind RAII"},
    {"nlohmann/",
     {"app/", "report/", "runtime/", "tests/"},
     "it costs 1.7 s; JSON is mapped at the edges"},
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
    for (const SourceFile& source : sources_of(all_folders())) {
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

TEST(HouseRules, NoIncludeCycles) {
    std::map<std::string, std::set<std::string>> includes;
    for (const SourceFile& source : sources_of(product_folders())) {
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
    std::size_t suppressed = 0;
    for (const SourceFile& source : sources_of(all_folders())) {
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

/// Words that name nothing: whatever fits nowhere else ends up behind them.
TEST(HouseRules, FilesAreNamedAfterANoun) {
    for (const SourceFile& source : sources_of(all_folders())) {
        for (const char* word : {"util", "common", "helper", "manager", "misc"}) {
            EXPECT_EQ(source.path.find(word), std::string::npos)
                << source.path << ": which noun of the field is it? (docs/glossary.md)";
        }
        for (const char c : source.path) {
            EXPECT_TRUE(
                std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_' || c == '/' || c == '.')
                << source.path << ": files are snake_case";
        }
    }
}

/// A backtick put around something: at a literal's edge where texts are joined, or before a place
/// that fmt fills.
TEST(HouseRules, OnlyCoreNamesQuotesIdentifiers) {
    for (const SourceFile& source : sources_of(product_folders())) {
        for (std::size_t i = 0; i < source.lines.size() && source.path != "core/names.cpp"; ++i) {
            const bool has_literal = source.code[i].find_first_of("\"'") != std::string::npos;
            for (const char* quoting : {"\"`\" +", "'`' +", "+ \"`", "+ '`'", "`{", "`\" +"}) {
                EXPECT_FALSE(has_literal && source.lines[i].find(quoting) != std::string::npos)
                    << source.path << ':' << i + 1
                    << ": use quoted_name() of core/names.hpp; a backtick inside a name is doubled";
            }
        }
    }
}

TEST(HouseRules, MainIsTheTableOfContents) {
    const std::string text = text_of(std::string(test::source_folder) + "/app/main.cpp");
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 60);
}

}  // namespace
}  // namespace cutover::house::house_rules_test
