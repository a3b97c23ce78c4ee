#pragma once

#include <string>

#include "core/row_source.hpp"

namespace cutover {

/// What a server has to SELECT for its ServerDigest of rows: COUNT(*), and two sums of slices of
/// their MD5. Functions alone that every MySQL and MariaDB has, and SELECT is all they take.
[[nodiscard]] std::string digest_expressions(const RowSource& source);

}  // namespace cutover
