/// The server tests, and what --without-mysql56 leaves out of them:
///   server_tests --left-out     prints it and runs nothing
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/servers/support/kinds.hpp"

int main(int argc, char** argv) {
    using cutover::test::left_out;
    testing::InitGoogleTest(&argc, argv);
    const std::string missing = left_out();
    std::cout << missing;
    if (argc == 2 && std::string(argv[1]) == "--left-out") {
        return 0;
    }
    if (!missing.empty()) {
        std::string& filter = testing::GTEST_FLAG(filter);
        const bool excludes = filter.find('-') != std::string::npos;
        filter += std::string(excludes ? ":*" : "-*") + cutover::test::needs_mysql56 + "*";
    }
    return RUN_ALL_TESTS();
}
