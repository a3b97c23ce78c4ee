#pragma once

#include <string>
#include <string_view>

namespace cutover {

/// Appends a JSON string in quotes, escaped as MySQL does: quotes, backslashes and the control
/// characters below U+0020. What else the bytes are is left to whoever reads the text.
void append_json_string(std::string_view bytes, std::string& out);

/// Appends the shortest digits that are `number` and no other, laid out as MySQL does (1.5,
/// 1e300), and always with a point or an exponent: 1.0 is a double, 1 an integer.
/// Throws DamagedLog for infinities and what is no number, which JSON cannot hold.
void append_json_double(double number, std::string& out);

}  // namespace cutover
