#pragma once

#include <string>

#include "report/certificate.hpp"

namespace cutover {

/// The contract's `report --json-report`, one document with a line feed at its end. Names and
/// values that are not valid UTF-8 are shown by printable(): JSON is for reading the verdict,
/// evidence.sqlite has the bytes.
[[nodiscard]] std::string render_json(const Certificate& certificate);

}  // namespace cutover
