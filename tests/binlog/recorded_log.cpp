#include "tests/binlog/recorded_log.hpp"

#include <algorithm>
#include <array>

#include "binlog/damaged_log.hpp"

namespace cutover {

RecordedLog::RecordedLog(Bytes bytes) : reader_(bytes), size_(bytes.size()) {
    constexpr std::array<std::uint8_t, 4> magic{0xFE, 'b', 'i', 'n'};
    const Bytes begin = reader_.take(magic.size());
    if (!std::equal(begin.begin(), begin.end(), magic.begin())) {
        throw DamagedLog("a file that does not begin as a binary log does");
    }
}

std::optional<Bytes> RecordedLog::next() {
    if (reader_.at_end()) {
        return std::nullopt;
    }
    ByteReader ahead = reader_;
    return reader_.take(read_event_header(ahead).size);
}

}  // namespace cutover
