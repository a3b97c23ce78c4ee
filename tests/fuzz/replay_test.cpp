/// The fuzz targets over their seeds and thousands of mutations of them, the same ones in every
/// run: enough that no target can rot. Searching is libFuzzer's job (docs/checking.md).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/targets.hpp"
#include "tests/places.hpp"

namespace cutover::fuzz::replay_test {
namespace {

std::vector<std::string> seeds_of(const std::string& target) {
    const std::filesystem::path folder =
        std::filesystem::path(test::source_folder) / "testdata/fuzz" / target;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> seeds;
    for (const std::filesystem::path& file : files) {
        std::ifstream stream(file, std::ios::binary);
        seeds.emplace_back(
            std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return seeds;
}

/// Damages texts as libFuzzer does, from a seed of its own.
class Mutator {
  public:
    explicit Mutator(const std::vector<std::string>& seeds) : seeds_(seeds) {}

    std::string next() {
        std::string bytes = seeds_[below(seeds_.size())];
        for (std::size_t round = 1 + below(4); round > 0; --round) {
            damage(bytes);
        }
        return bytes;
    }

  private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : random_() % end; }

    void damage(std::string& bytes) {
        const std::size_t at = below(bytes.size());
        const std::size_t size = std::min<std::size_t>(1 + below(16), bytes.size() - at);
        const std::string& other = seeds_[below(seeds_.size())];
        const std::size_t from = below(other.size());
        switch (below(6)) {
            case 0:
                if (!bytes.empty()) {
                    bytes[at] = static_cast<char>(random_());
                }
                break;
            case 1: bytes.erase(at, size); break;
            case 2: bytes.insert(at, bytes.substr(at, size)); break;
            case 3: bytes.resize(at); break;
            case 4: bytes.insert(at, other.substr(from, 1 + below(32))); break;
            default: bytes.insert(at, 1, "\0'\"`\\{}[](),;/*-&<\n\xC3\xFF"[below(21)]); break;
        }
    }

    const std::vector<std::string>& seeds_;
    std::mt19937_64 random_{20240229};
};

std::string in_hex(const std::string& bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text;
}

void run(const Target& target, const std::string& bytes) {
    try {
        target.run(bytes);
    } catch (const std::exception& error) {
        ADD_FAILURE() << target.name << ": " << error.what()
                      << "\n  input in hex: " << in_hex(bytes);
    }
}

TEST(FuzzReplay, EveryTargetTakesItsSeedsAndThousandsOfMutations) {
    constexpr int mutations = 600;
    for (const Target& target : targets()) {
        SCOPED_TRACE(target.name);
        const std::vector<std::string> seeds = seeds_of(target.name);
        ASSERT_GE(seeds.size(), 3U) << "testdata/fuzz/" << target.name;
        for (const std::string& seed : seeds) {
            run(target, seed);
        }
        Mutator mutator(seeds);
        for (int i = 0; i < mutations && !::testing::Test::HasFailure(); ++i) {
            run(target, mutator.next());
        }
    }
}

TEST(FuzzReplay, EveryFolderOfSeedsHasATarget) {
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(test::source_folder) / "testdata/fuzz")) {
        const std::string name = entry.path().filename().string();
        EXPECT_TRUE(std::any_of(targets().begin(), targets().end(), [&](const Target& target) {
            return target.name == name;
        })) << name;
    }
}

}  // namespace
}  // namespace cutover::fuzz::replay_test
