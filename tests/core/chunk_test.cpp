#include "core/chunk.hpp"

#include <gtest/gtest.h>

namespace cutover::chunk_test {
namespace {

const KeyValue ten{KeyValue::Kind::natural, 10, {}};
const KeyValue twenty{KeyValue::Kind::natural, 20, {}};

std::string describe(const Chunk& chunk) {
    const auto bound = [](const std::optional<KeyTuple>& key) {
        return key ? to_text(*key) : std::string("*");
    };
    return "(" + bound(chunk.after) + ", " + bound(chunk.up_to) + "]";
}

struct CutCase {
    const char* name;
    std::vector<KeyTuple> boundaries;
    std::vector<std::string> expected;
};

const CutCase cut_cases[] = {
    {"no boundary", {}, {"(*, *]"}},
    {"one boundary", {{ten}}, {"(*, n10]", "(n10, *]"}},
    {"two boundaries", {{ten}, {twenty}}, {"(*, n10]", "(n10, n20]", "(n20, *]"}},
};

TEST(Cut, CoversEveryKeyExactlyOnce) {
    for (const CutCase& test : cut_cases) {
        SCOPED_TRACE(test.name);
        std::vector<std::string> actual;
        for (const Chunk& chunk : cut(7, test.boundaries)) {
            actual.push_back(describe(chunk));
        }
        EXPECT_EQ(actual, test.expected);
    }
}

}  // namespace
}  // namespace cutover::chunk_test
