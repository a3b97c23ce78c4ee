/// Any bytes as the payload of any kind of record: read or refused, never a crash; and what was
/// read is written and read again to the same text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "runtime/evidence_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t line = input.find('\n');
    if (line == std::string_view::npos) {
        return 0;
    }
    const auto kind = input.substr(0, line);
    const auto entry = cutover::entry_from_json(kind, input.substr(line + 1));
    if (entry) {
        const std::string json = cutover::to_json(*entry);
        const auto again = cutover::entry_from_json(cutover::kind_of(*entry), json);
        if (!again || cutover::to_json(*again) != json) {
            std::abort();
        }
    }
    return 0;
}
