/// Any bytes as a name or value on its way into the report.
#include <string>

#include "core/utf8.hpp"
#include "report/escape.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {

void html_escape(std::string_view bytes) {
    const std::string text = escape(bytes);
    require(is_utf8(text), "not UTF-8");
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        require(c >= 0x20 && c != 0x7F, "a control byte");
        require(c != '<' && c != '>' && c != '"' && c != '\'', "markup");
        if (c == '&') {
            bool entity = false;
            for (const char* known : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"}) {
                entity = entity || text.compare(at, std::string_view(known).size(), known) == 0;
            }
            require(entity, "an entity of somebody else");
        }
    }
}

}  // namespace cutover::fuzz
