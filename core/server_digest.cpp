#include "core/server_digest.hpp"

#include <algorithm>
#include <cstddef>

namespace cutover {
namespace {

/// As long as the numbers are: the sums of many rows fit into no integer.
std::string sum_of(const std::string& one, const std::string& other) {
    std::string sum;
    unsigned carry = 0;
    for (std::size_t i = 0; i < std::max(one.size(), other.size()) || carry > 0; ++i) {
        for (const std::string* const number : {&one, &other}) {
            carry += i < number->size()
                         ? static_cast<unsigned>((*number)[number->size() - 1 - i] - '0')
                         : 0U;
        }
        sum += static_cast<char>('0' + carry % 10);
        carry /= 10;
    }
    std::reverse(sum.begin(), sum.end());
    return sum;
}

}  // namespace

ServerDigest& ServerDigest::operator+=(const ServerDigest& other) {
    rows += other.rows;
    low = sum_of(low, other.low);
    high = sum_of(high, other.high);
    return *this;
}

}  // namespace cutover
