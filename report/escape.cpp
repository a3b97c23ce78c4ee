#include "report/escape.hpp"

#include "core/names.hpp"

namespace cutover {
namespace {

/// U+FFFE and U+FFFF, which XML 1.0 forbids (section 2.2, "Characters").
constexpr std::string_view forbidden_lead = "\xEF\xBF";

bool is_forbidden(std::string_view text, std::size_t at) {
    return text.substr(at, 2) == forbidden_lead && at + 2 < text.size() &&
           (text[at + 2] == '\xBE' || text[at + 2] == '\xBF');
}

}  // namespace

std::string escape(std::string_view text) {
    const std::string shown = printable(text);
    std::string escaped;
    escaped.reserve(shown.size());
    for (std::size_t at = 0; at < shown.size(); ++at) {
        switch (shown[at]) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default:
                if (is_forbidden(shown, at)) {
                    escaped += shown[at + 2] == '\xBE' ? "\\u{FFFE}" : "\\u{FFFF}";
                    at += 2;
                } else {
                    escaped += shown[at];
                }
        }
    }
    return escaped;
}

}  // namespace cutover
