#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace cutover {

/// Numbers by the names that templates have for them.
using Places = std::map<std::string, std::uint64_t, std::less<>>;

/// The template with each {name} as its number. A name that is not there is a bug of the table
/// that the template is from.
[[nodiscard]] std::string expand(std::string_view text, const Places& places);

}  // namespace cutover
