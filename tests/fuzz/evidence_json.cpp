/// Any bytes as the payload of any kind of record: read or refused, and what was read is written
/// and read again to the same text. Input: the kind, a line break, the payload.
#include "runtime/evidence_json.hpp"

#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {

void evidence_json(std::string_view bytes) {
    const std::size_t line = bytes.find('\n');
    if (line == std::string_view::npos) {
        return;
    }
    const auto entry = entry_from_json(bytes.substr(0, line), bytes.substr(line + 1));
    if (entry) {
        const std::string json = to_json(*entry);
        const auto again = entry_from_json(kind_of(*entry), json);
        require(again.has_value(), "what was written is refused");
        require(to_json(*again) == json, "what was written reads as something else");
    }
}

}  // namespace cutover::fuzz
