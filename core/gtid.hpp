#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutover {

/// Which MySQL server numbered a transaction: its @@server_uuid. Ordered as its text is.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    friend bool operator==(const Uuid&, const Uuid&) = default;

    friend std::strong_ordering operator<=>(const Uuid& a, const Uuid& b) {
        return a.bytes <=> b.bytes;
    }
};

/// "3e11fa47-71ca-11e1-9e33-c80aa9429562": lower case, with dashes.
[[nodiscard]] std::string to_text(const Uuid& uuid);

/// The same in either case; nothing for any other text. Without dashes or in braces, as UUID_TO_BIN
/// takes it, no GTID has it.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);

/// Transactions are numbered from 1 to this; 2^63 - 1 itself only ends an interval (MySQL manual,
/// "GTID Format and Storage").
inline constexpr std::uint64_t last_gtid_number = (std::uint64_t{1} << 63U) - 2;

/// The name of one transaction in MySQL, the same on every server that has applied it.
struct Gtid {
    Uuid source{};
    std::string tag{};  ///< Lower case; from MySQL 8.3 on. Empty: untagged.
    std::uint64_t number = 0;

    friend bool operator==(const Gtid&, const Gtid&) = default;
};

/// "uuid:7" or "uuid:tag:7".
[[nodiscard]] std::string to_text(const Gtid& gtid);

/// The same, without blanks; nothing for any other text.
[[nodiscard]] std::optional<Gtid> parse_gtid(std::string_view text);

/// The tag in lower case; nothing where it is not a letter or underscore followed by at most 31
/// letters, digits and underscores (MySQL manual, "Tagged GTIDs").
[[nodiscard]] std::optional<std::string> parse_gtid_tag(std::string_view text);

/// 1 to last_gtid_number in plain decimal; nothing for any other text. A leading zero is refused
/// rather than guessed at: the server reads 010 as octal.
[[nodiscard]] std::optional<std::uint64_t> parse_gtid_number(std::string_view text);

}  // namespace cutover
