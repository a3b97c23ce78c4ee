/// Any bytes as the lines of SHOW GRANTS, and what they allow.
#include "migrate/grant_line.hpp"

#include <string>
#include <vector>

#include "migrate/grants.hpp"
#include "tests/fuzz/targets.hpp"

namespace cutover::fuzz {

void grant_line(std::string_view bytes) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        lines.emplace_back(bytes.substr(at, end - at));
        static_cast<void>(parse_grant_line(lines.back()));
        at = end + 1;
    }
    for (const bool wildcards : {false, true}) {
        const Grants grants(lines, {.wildcards = wildcards, .fold_case = wildcards});
        if (grants.global("SELECT")) {
            const std::string pattern = grants.pattern_to_extend("shop");
            require(!pattern.empty(), "no pattern for a database");
        }
        static_cast<void>(grants.on_database("SELECT", "shop"));
        static_cast<void>(grants.on_table("SELECT", {"shop", "orders"}));
        static_cast<void>(grants.has_roles());
    }
}

}  // namespace cutover::fuzz
