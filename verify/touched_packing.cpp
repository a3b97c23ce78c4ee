#include "verify/touched_packing.hpp"

#include <cstdint>
#include <cstring>

namespace cutover {
namespace {

/// In front of each row; its key as text and its digests follow.
struct PackedHead {
    std::uint32_t table;
    std::uint32_t key_bytes;
    bool was_there;
    bool is_there;
    bool has_before;
    bool has_after;
};

template<typename T>
void put(std::string& packed, const T& value) {
    packed.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template<typename T>
T take(std::string_view& packed) {
    T value{};
    std::memcpy(&value, packed.data(), sizeof value);
    packed.remove_prefix(sizeof value);
    return value;
}

}  // namespace

void append_packed(
    std::string& packed, std::size_t table, std::string_view key, const TouchedRow& row) {
    put(packed, PackedHead{
                    static_cast<std::uint32_t>(table), static_cast<std::uint32_t>(key.size()),
                    row.was_there, row.is_there, row.before.has_value(), row.after.has_value()});
    packed += key;
    for (const std::optional<Digest>& digest : {row.before, row.after}) {
        if (digest) {
            put(packed, *digest);
        }
    }
}

std::optional<PackedRow> first_packed(std::string_view packed) {
    std::string_view rest = packed;
    if (rest.size() < sizeof(PackedHead)) {
        return std::nullopt;
    }
    const auto head = take<PackedHead>(rest);
    const std::size_t digests = (head.has_before ? 1U : 0U) + (head.has_after ? 1U : 0U);
    if (rest.size() < head.key_bytes + digests * sizeof(Digest)) {
        return std::nullopt;
    }
    PackedRow row{
        .table = head.table,
        .key = rest.substr(0, head.key_bytes),
        .row = {.was_there = head.was_there, .is_there = head.is_there}};
    rest.remove_prefix(head.key_bytes);
    if (head.has_before) {
        row.row.before = take<Digest>(rest);
    }
    if (head.has_after) {
        row.row.after = take<Digest>(rest);
    }
    row.bytes = packed.size() - rest.size();
    return row;
}

}  // namespace cutover
