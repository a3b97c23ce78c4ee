/// Any bytes as binary JSON of a row image, and as the diffs of one value. The judge is what reads
/// the text afterwards.
#include "binlog/json_binary.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "binlog/damaged_log.hpp"
#include "binlog/json_diff.hpp"
#include "core/json_canonical.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {
namespace {

void check_text(const std::string& text, std::size_t bytes) {
    JsonCanonical json;
    std::vector<char> form;
    require(json.append(text, form), "printed what is no JSON");
    require(text.size() <= 8 * bytes + 8, "printed far more than it read");
}

void print(Bytes bytes) {
    std::string text;
    try {
        append_json_text(bytes, text);
    } catch (const DamagedLog&) {
        return;
    }
    check_text(text, bytes.size());
}

void read_diffs(Bytes bytes) {
    std::vector<JsonDiff> diffs;
    try {
        ByteReader reader(bytes);
        diffs = read_json_diffs(reader);
    } catch (const DamagedLog&) {
        return;
    }
    for (const JsonDiff& diff : diffs) {
        const bool has_value = diff.operation != JsonDiff::Operation::remove;
        require(has_value != diff.value.empty(), "a diff with a value too many or too few");
        require(!diff.path.empty() && diff.path.size() < bytes.size(), "a path out of nothing");
        if (has_value) {
            check_text(diff.value, bytes.size());
        }
    }
}

}  // namespace

void json_binary(std::string_view bytes) {
    const Bytes value(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    print(value);
    read_diffs(value);
}

}  // namespace cutover::fuzz
