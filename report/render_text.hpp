#pragma once

#include <string>

#include "report/certificate.hpp"

namespace cutover {

/// A summary for a terminal, at most 80 columns; ANSI colours only where asked for. Names and
/// values are shown by printable(), so they cannot move the cursor.
[[nodiscard]] std::string render_text(const Certificate& certificate, bool colour);

}  // namespace cutover
