#pragma once

#include <string>
#include <string_view>

#include "core/catalog.hpp"

namespace cutover {

/// What stood on the destination before the task made anything, as text for a note of the
/// progress: one "kind database name" a line, names in hex. Whatever is there later and not on
/// this list was made by the task.
[[nodiscard]] std::string objects_note(const Catalog& before);

/// The part of the catalog that the note lists.
[[nodiscard]] Catalog listed_in(std::string_view note, const Catalog& now);

}  // namespace cutover
