#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutover {

/// One of several processes, perhaps on several machines, that share a verification: each compares
/// the chunks that fall to its number, and `merge` joins what they have found.
struct Shard {
    std::uint32_t number = 1;  ///< 1 to `of`.
    std::uint32_t of = 1;

    /// Tables begin at different shards, so that small ones are spread like the chunks of a large
    /// one; and a table that is cut otherwise moves no other table's chunks.
    [[nodiscard]] bool covers(std::size_t table_index, std::size_t chunk_index) const {
        return (table_index + chunk_index) % of == number - 1;
    }

    friend bool operator==(const Shard&, const Shard&) = default;
};

/// "shard 2 of 4".
[[nodiscard]] std::string to_text(const Shard& shard);

/// "2/4", as on the command line; nothing for any other text, and above 1,000 shards.
[[nodiscard]] std::optional<Shard> parse_shard(std::string_view text);

/// A verification's name in the evidence and, where it is a shard's, which: "id shard 2 of 4".
struct NamedPart {
    std::string verification{};
    std::optional<Shard> shard{};
};

[[nodiscard]] NamedPart parse_part(const std::string& name);

/// What parse_part() reads.
[[nodiscard]] std::string part_name(
    const std::string& verification, const std::optional<Shard>& shard);

/// "shard 2 of 4: 3 of 12 chunks".
[[nodiscard]] std::string share_text(const Shard& shard, std::uint64_t chunks, std::uint64_t of);

}  // namespace cutover
