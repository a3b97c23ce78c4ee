#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/evidence.hpp"

namespace cutover {

/// "run_started", "checks_made", ...: what the record's column `kind` holds.
[[nodiscard]] std::string_view kind_of(const EvidenceEntry& entry);

/// One line of JSON; equal entries have equal text. A string that is not valid UTF-8 becomes
/// {"hex":"..."}, so every byte of a name survives (docs/formats.md, "Evidence").
[[nodiscard]] std::string to_json(const EvidenceEntry& entry);

/// The entry again. Keys that are not known are ignored and missing ones take their defaults, so
/// that a key may be added within one format version; nothing for an unknown kind, for text that
/// is not JSON, and for a value of the wrong type or range.
[[nodiscard]] std::optional<EvidenceEntry> entry_from_json(
    std::string_view kind, std::string_view text);

}  // namespace cutover
