#pragma once

#include <string>
#include <string_view>

namespace cutover {

/// The only place that makes text fit for HTML and XML, both between tags and inside quoted
/// attributes. First printable(): control bytes, invalid UTF-8 and bidirectional marks become
/// visible; then & < > " ' become entities. The result is valid in XML 1.0.
[[nodiscard]] std::string escape(std::string_view text);

}  // namespace cutover
