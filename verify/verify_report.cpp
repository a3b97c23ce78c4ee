#include <algorithm>

#include "verify/verify.hpp"

namespace cutover {

std::string VerifyReport::outcome() const {
    // The enumerators are ordered from best to worst; nothing compared is not good news.
    TableVerdict worst = tables.empty() ? TableVerdict::unproven : TableVerdict::equal;
    for (const TableComparison& table : tables) {
        worst = std::max(worst, table.verdict);
    }
    for (const ObjectComparison& object : objects) {
        worst = std::max(worst, object.verdict);
    }
    switch (worst) {
        case TableVerdict::equal: return "equal";
        case TableVerdict::different: return "different";
        default: return "incomplete";
    }
}

ExitCode VerifyReport::exit_code() const {
    const std::string text = outcome();
    return text == "equal"       ? ExitCode::yes
           : text == "different" ? ExitCode::no
                                 : ExitCode::incomplete;
}

}  // namespace cutover
