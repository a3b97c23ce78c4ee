#pragma once

#include <string>

#include "report/certificate.hpp"

namespace cutover {

/// One self-contained page: no script, no network, light and dark, fit for print, laptop and
/// phone. The same certificate gives the same bytes.
[[nodiscard]] std::string render_html(const Certificate& certificate);

}  // namespace cutover
