#include "tests/servers/support/kinds.hpp"

#include <gtest/gtest.h>

#include "core/environment.hpp"

namespace cutover::test {
namespace {

const std::vector<PairOfKinds> every_pair{
    {"MariaDB to MariaDB", ServerKind::mariadb, ServerKind::mariadb},
    {"MySQL 5.6 to MariaDB", ServerKind::mysql56, ServerKind::mariadb},
    {"MySQL 5.6 to MySQL 5.6", ServerKind::mysql56, ServerKind::mysql56},
};

bool is_left_out(const PairOfKinds& pair) {
    return test::is_left_out(pair.source) || test::is_left_out(pair.destination);
}

std::vector<PairOfKinds> pairs_to_be_had() {
    std::vector<PairOfKinds> pairs;
    for (const PairOfKinds& pair : every_pair) {
        if (!is_left_out(pair)) {
            pairs.push_back(pair);
        }
    }
    return pairs;
}

std::vector<ServerKind> kinds_to_be_had() {
    std::vector<ServerKind> kinds{ServerKind::mariadb};
    if (!test::is_left_out(ServerKind::mysql56)) {
        kinds.push_back(ServerKind::mysql56);
    }
    return kinds;
}

}  // namespace

bool is_left_out(ServerKind kind) {
    return kind == ServerKind::mysql56 && environment("CUTOVER_WITHOUT_MYSQL56") == "1";
}

const std::vector<ServerKind> both_kinds = kinds_to_be_had();
const std::vector<PairOfKinds> pairs_of_kinds = pairs_to_be_had();

std::string left_out() {
    std::string lines;
    if (test::is_left_out(ServerKind::mysql56)) {
        lines += "left out of every test of both kinds of server: MySQL 5.6\n";
    }
    for (const PairOfKinds& pair : every_pair) {
        if (is_left_out(pair)) {
            lines += std::string("left out of every test of pairs: ") + pair.name + "\n";
        }
    }
    const testing::UnitTest& all = *testing::UnitTest::GetInstance();
    for (int i = 0; !lines.empty() && i < all.total_test_suite_count(); ++i) {
        const testing::TestSuite& suite = *all.GetTestSuite(i);
        for (int j = 0; j < suite.total_test_count(); ++j) {
            const std::string name = std::string(suite.name()) + "." + suite.GetTestInfo(j)->name();
            if (name.find(needs_mysql56) != std::string::npos) {
                lines += "left out: " + name + "\n";
            }
        }
    }
    return lines;
}

}  // namespace cutover::test
