#include "tests/chaos/support/counts.hpp"

#include <iostream>

namespace cutover::test {

void count_chaos(int number, const std::string& of_what) {
    std::cout << "chaos " << number << ' ' << of_what << '\n' << std::flush;
}

}  // namespace cutover::test
