#pragma once

#include <optional>

#include "core/ddl_reader.hpp"

namespace cutover {

/// What a statement is that begins with CREATE, ALTER or DROP, read from behind that word, with
/// what it is about put into the reader's change. Nothing where it is not understood to its end.
[[nodiscard]] std::optional<DdlKind> read_create(DdlReader& reader);
[[nodiscard]] std::optional<DdlKind> read_alter(DdlReader& reader);
[[nodiscard]] std::optional<DdlKind> read_drop(DdlReader& reader);

}  // namespace cutover
