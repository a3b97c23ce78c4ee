#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/name_pattern.hpp"

namespace cutover {

enum class OnlineDdlMode : std::uint8_t { copy, gh_ost, dms };

/// The task's `online_ddl`. A tool such as gh-ost changes a table by filling a second one of the
/// new definition, the shadow, and swapping names; the old one, and what the tool notes for itself,
/// is trash. But for the mode `copy` the task leaves shadow and trash out.
struct OnlineDdl {
    OnlineDdlMode mode = OnlineDdlMode::copy;
    NamePattern shadow{"^_(.+)_(gho|new)$"};  ///< Its first group is the real table's name.
    NamePattern trash{"^_(.+)_(ghc|del|old)$"};
};

/// A table of such a tool.
struct ToolTable {
    bool is_shadow = false;
    std::string real{};  ///< What the pattern takes for the name of the table that is changed.
};

/// Nothing where the task copies such tables like any others, or the name fits neither pattern.
[[nodiscard]] std::optional<ToolTable> tool_table(
    const OnlineDdl& online_ddl, const std::string& table);

/// Whether a tool that changes `real` gives a table this name: it cuts a name that is too long.
[[nodiscard]] bool is_of(const ToolTable& tool, const std::string& name, const std::string& real);

/// By these triggers pt-online-schema-change keeps its new table current.
[[nodiscard]] bool is_trigger_of_pt_osc(std::string_view trigger);

}  // namespace cutover
