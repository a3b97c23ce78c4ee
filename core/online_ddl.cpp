#include "core/online_ddl.hpp"

#include <algorithm>
#include <cstddef>

namespace cutover {

std::optional<ToolTable> tool_table(const OnlineDdl& online_ddl, const std::string& table) {
    if (online_ddl.mode == OnlineDdlMode::copy) {
        return std::nullopt;
    }
    if (std::optional<std::string> real = online_ddl.shadow.group_of(table)) {
        return ToolTable{.is_shadow = true, .real = *std::move(real)};
    }
    if (std::optional<std::string> real = online_ddl.trash.group_of(table)) {
        return ToolTable{.is_shadow = false, .real = *std::move(real)};
    }
    return std::nullopt;
}

bool is_of(const ToolTable& tool, const std::string& name, const std::string& real) {
    constexpr std::ptrdiff_t longest_name = 64;
    const auto begins_character = [](char byte) { return (byte & '\xC0') != '\x80'; };
    const bool is_cut = std::count_if(name.begin(), name.end(), begins_character) == longest_name &&
                        real.rfind(tool.real, 0) == 0;
    return tool.real == real || is_cut;
}

bool is_trigger_of_pt_osc(std::string_view trigger) {
    return trigger.rfind("pt_osc_", 0) == 0;
}

}  // namespace cutover
