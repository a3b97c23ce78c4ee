#include "binlog/network_text.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

#include "core/gtid.hpp"

namespace cutover {

std::string network_text(ImageColumn::Spelling spelling, Bytes stored) {
    Uuid value;  // the longest of them, and of the right shape for one
    std::copy_n(stored.begin(), std::min(stored.size(), value.bytes.size()), value.bytes.begin());
    if (spelling == ImageColumn::Spelling::uuid) {
        return to_text(value);
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = spelling == ImageColumn::Spelling::inet4 ? AF_INET : AF_INET6;
    // It only fails for want of room.
    ::inet_ntop(family, value.bytes.data(), text.data(), static_cast<socklen_t>(text.size()));
    return text.data();
}

}  // namespace cutover
