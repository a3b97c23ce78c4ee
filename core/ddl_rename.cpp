#include "core/ddl_rename.hpp"

#include <algorithm>

namespace cutover {

std::vector<RenamedTable> renamed_tables(const DdlChange& change) {
    std::vector<RenamedTable> tables;
    for (std::size_t i = 0; i + 1 < change.objects.size(); ++i) {
        const DdlObject& from = change.objects[i];
        const DdlObject& to = change.objects[i + 1];
        if (from.role != DdlRole::renamed_from || to.role != DdlRole::renamed_to) {
            continue;
        }
        const auto known = std::find_if(
            tables.begin(), tables.end(),
            [&](const RenamedTable& table) { return table.to.name == from.name; });
        if (known == tables.end()) {
            tables.push_back({.from = from, .to = to, .steps = {i}});
        } else {
            known->to = to;
            known->steps.push_back(i);
        }
    }
    return tables;
}

}  // namespace cutover
