#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cutover {

/// Version of the evidence file's format. A reader refuses a higher one.
inline constexpr std::uint64_t evidence_format = 1;

/// A record as it lies in the file.
struct StoredRecord {
    std::uint64_t number = 0;
    std::uint64_t run = 0;
    std::string_view at{};
    std::string_view kind{};
    std::string_view payload{};
};

/// SHA-256, as 64 hex digits, of the text that the task's chain begins with; it stands in for
/// the hash before record 1, so a record cannot be moved to another task's file.
[[nodiscard]] std::string first_hash(std::string_view task);

/// SHA-256 of the previous record's hash and this record's fields, one a line; the payload is
/// last, and no other field can hold a line break, so different records have different texts.
[[nodiscard]] std::string chain_hash(std::string_view previous, const StoredRecord& record);

}  // namespace cutover
