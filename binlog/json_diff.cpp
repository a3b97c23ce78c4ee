/// The format is that of Json_diff_vector::read_binary() in MySQL's json_diff.cc.
#include "binlog/json_diff.hpp"

#include <fmt/format.h>

#include "binlog/damaged_log.hpp"
#include "binlog/json_binary.hpp"

namespace cutover {
namespace {

JsonDiff read_json_diff(ByteReader& reader) {
    JsonDiff diff;
    const std::uint8_t operation = reader.u8();
    if (operation > static_cast<std::uint8_t>(JsonDiff::Operation::remove)) {
        throw DamagedLog(fmt::format("a JSON diff has operation {}", operation));
    }
    diff.operation = static_cast<JsonDiff::Operation>(operation);
    diff.path = reader.text(reader.length());
    if (!diff.path.starts_with('$')) {
        throw DamagedLog("the path of a JSON diff does not begin with $");
    }
    if (diff.operation != JsonDiff::Operation::remove) {
        append_json_text(reader.take(reader.length()), diff.value);
    }
    return diff;
}

}  // namespace

std::vector<JsonDiff> read_json_diffs(ByteReader& reader) {
    ByteReader rest(reader.take(reader.u32()));
    std::vector<JsonDiff> diffs;
    while (!rest.at_end()) {
        diffs.push_back(read_json_diff(rest));
    }
    return diffs;
}

}  // namespace cutover
