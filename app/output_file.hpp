#pragma once

#include <string>
#include <string_view>

namespace cutover {

/// Writes the whole file or leaves what was there: it is written beside it and renamed. Throws an
/// Error with exit 3 that says why it could not be.
void write_output_file(const std::string& path, std::string_view text);

}  // namespace cutover
