#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/progress.hpp"

namespace cutover {

/// The names of followed tables, on the source and over there, as text for a note of the progress:
/// a line each, the four parts in hex with blanks between.
[[nodiscard]] std::string followed_note(const std::map<TableName, TableName>& names);

/// Nothing where followed_note() made no such text.
[[nodiscard]] std::optional<std::map<TableName, TableName>> parse_followed_note(
    std::string_view note);

/// The tables that the task follows by now: the copied ones, or those that are on record since a
/// change of a definition made or dropped one. Throws Error where the record is damaged.
[[nodiscard]] std::map<TableName, TableName> followed_now(ProgressStore& progress);

/// Puts them on record.
void keep_followed(ProgressStore& progress, const std::map<TableName, TableName>& names);

}  // namespace cutover
