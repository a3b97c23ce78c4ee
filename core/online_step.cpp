#include "core/online_step.hpp"

#include <algorithm>
#include <utility>

#include "core/ddl_rename.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {
namespace {

using Kind = OnlineStep::Kind;

bool is_acted_on(const DdlObject& object) {
    return object.role != DdlRole::read && object.role != DdlRole::referenced &&
           object.kind == DdlObjectKind::table;
}

std::vector<SqlToken> tokens_of(const DdlChange& change) {
    return meaningful_tokens(change.logged.sql, dialect_of(change.logged.sql_mode));
}

/// ALTER TABLE a RENAME [TO] b, and nothing more.
bool renames_only(const DdlChange& change) {
    if (change.kind == DdlKind::rename_table) {
        return true;
    }
    const std::vector<SqlToken> tokens = tokens_of(change);
    const std::size_t end = change.objects.at(1).end;
    const bool ends = end == tokens.size() || is_symbol(tokens[end], ";");
    return ends && is_word(tokens[change.objects.front().end], "RENAME");
}

/// CREATE TABLE IF NOT EXISTS: whether it made one the log does not say.
bool may_exist(const DdlChange& change) {
    const std::vector<SqlToken> tokens = tokens_of(change);
    const std::size_t first = change.objects.front().first;
    return first > 0 && is_word(tokens[first - 1], "EXISTS");
}

class Step {
  public:
    Step(
        ShadowMemory& memory,
        const ObjectSelection& selection,
        const DdlChange& change,
        const ShadowStatement& logged)
        : memory_(memory), selection_(selection), change_(change), logged_(logged) {}

    OnlineStep take() {
        if (!renamed_tables(change_).empty()) {
            return rename();
        }
        if (change_.kind == DdlKind::drop_database) {
            forget_database(change_.objects.front().name.database);
            return {};
        }
        std::string refusal = between_two_halves();
        if (!refusal.empty()) {
            return {.kind = Kind::refused, .refusal = std::move(refusal)};
        }
        note_changes_of_real_tables();
        switch (change_.kind) {
            case DdlKind::create_table: return create();
            case DdlKind::drop_table: return drop();
            default: return alter();
        }
    }

  private:
    /// A tool's table of one that is selected; nothing for other tables.
    [[nodiscard]] std::optional<ToolTable> tool_of(const TableName& name) const {
        std::optional<ToolTable> tool = tool_table(selection_.online_ddl, name.table);
        if (tool && !find_rule(selection_, TableName{name.database, tool->real}) &&
            !memory_.shadows.contains(name)) {
            return std::nullopt;
        }
        return tool;
    }

    /// Whether a tool that changes `real` calls a table so.
    [[nodiscard]] bool is_tool_of(const TableName& name, const TableName& real) const {
        const std::optional<ToolTable> tool = tool_table(selection_.online_ddl, name.table);
        return tool && name.database == real.database && is_of(*tool, name.table, real.table) &&
               find_rule(selection_, real);
    }

    [[nodiscard]] bool is_selected(const TableName& name) const {
        return find_rule(selection_, name).has_value();
    }

    void forget_database(const std::string& database) {
        const auto is_of_it = [&](const auto& entry) { return entry.first.database == database; };
        std::erase_if(memory_.shadows, is_of_it);
        std::erase_if(memory_.aside, is_of_it);
    }

    std::string between_two_halves() {
        for (const DdlObject& object : change_.objects) {
            for (const auto& [real, name] : memory_.aside) {
                const bool is_it =
                    object.name == real || object.name == TableName{real.database, name};
                if (is_acted_on(object) && is_it) {
                    std::string refusal = display(real) + " was renamed to " + printable(name) +
                                          " for an online change, and this comes before the new "
                                          "table has its name";
                    memory_.aside.erase(real);
                    return refusal;
                }
            }
        }
        return {};
    }

    /// The new table would not have that change.
    void note_changes_of_real_tables() {
        for (const DdlObject& object : change_.objects) {
            for (auto& [name, shadow] : memory_.shadows) {
                if (is_acted_on(object) && object.name == TableName{name.database, shadow.real}) {
                    hinder(shadow, display(object.name) + " was changed itself meanwhile");
                }
            }
        }
    }

    static void hinder(ShadowTable& shadow, const std::string& obstacle) {
        if (shadow.obstacle.empty()) {
            shadow.obstacle = obstacle;
        }
    }

    OnlineStep create() {
        const TableName& name = change_.objects.front().name;
        const std::optional<ToolTable> tool = tool_table(selection_.online_ddl, name.table);
        const bool is_like = change_.objects.size() == 2 && !change_.from_select &&
                             change_.objects[1].role == DdlRole::read &&
                             is_tool_of(name, change_.objects[1].name);
        if (!tool || !tool->is_shadow || !(is_like || tool_of(name))) {
            return {};
        }
        const bool may_be_older = may_exist(change_);
        if (may_be_older && memory_.shadows.contains(name)) {
            return {.kind = Kind::noted};
        }
        ShadowTable shadow{.real = is_like ? change_.objects[1].name.table : tool->real};
        if (!is_like) {
            shadow.obstacle = display(name) + " was not made LIKE the table that it replaces";
        }
        if (may_be_older) {
            hinder(shadow, display(name) + " was made IF NOT EXISTS, so it may be an older one");
        }
        memory_.shadows[name] = std::move(shadow);
        return {.kind = Kind::noted, .made = name};
    }

    /// Others of the list go the usual way.
    OnlineStep drop() {
        for (const DdlObject& object : change_.objects) {
            memory_.shadows.erase(object.name);
        }
        return {};
    }

    /// One on other tables is no matter here; one on both is refused elsewhere.
    [[nodiscard]] bool acts_on_tools_only() const {
        return count_acted_on() > 0 &&
               std::all_of(
                   change_.objects.begin(), change_.objects.end(), [this](const DdlObject& object) {
                       return !is_acted_on(object) || tool_of(object.name);
                   });
    }

    OnlineStep alter() {
        if (!acts_on_tools_only()) {
            return {};
        }
        const bool is_known = change_.kind == DdlKind::alter_table ||
                              change_.kind == DdlKind::create_index ||
                              change_.kind == DdlKind::drop_index;
        for (const DdlObject& object : change_.objects) {
            const auto found = memory_.shadows.find(object.name);
            if (found == memory_.shadows.end() || !is_acted_on(object)) {
                continue;
            }
            if (is_known && change_.unclear.empty() && count_acted_on() == 1) {
                remember(found->second);
            } else {
                hinder(
                    found->second, "a statement on " + display(object.name) +
                                       " is not understood: " + printable(change_.logged.sql));
            }
        }
        return {.kind = Kind::noted};
    }

    [[nodiscard]] std::ptrdiff_t count_acted_on() const {
        return std::count_if(change_.objects.begin(), change_.objects.end(), is_acted_on);
    }

    void remember(ShadowTable& shadow) {
        const bool is_known = std::any_of(
            shadow.statements.begin(), shadow.statements.end(),
            [&](const ShadowStatement& known) { return known.place == logged_.place; });
        if (!is_known) {
            shadow.statements.push_back(logged_);
        }
    }

    /// What its pairs are, by where each table begins and ends.
    struct Pairs {
        std::vector<std::pair<TableName, TableName>> left{};  ///< Real ones, and their new names.
        std::vector<std::pair<TableName, TableName>> came{};  ///< Shadows, and the real names.
        std::vector<TableName> back{};                        ///< Real ones that were aside.
        std::vector<std::pair<TableName, TableName>> among_tools{};
        bool has_others = false;  ///< Selected tables in a pair that is none of these.
    };

    [[nodiscard]] Pairs pairs() const {
        Pairs pairs;
        for (const RenamedTable& table : renamed_tables(change_)) {
            const TableName& from = table.from.name;
            const TableName& to = table.to.name;
            const auto aside = memory_.aside.find(to);
            const bool was_aside =
                aside != memory_.aside.end() && from == TableName{to.database, aside->second};
            const std::optional<ToolTable> tool = tool_table(selection_.online_ddl, from.table);
            if (is_selected(from) && is_tool_of(to, from)) {
                pairs.left.emplace_back(from, to);
            } else if (was_aside) {
                pairs.back.push_back(to);
            } else if (is_selected(to) && is_tool_of(from, to) && tool->is_shadow) {
                pairs.came.emplace_back(from, to);
            } else if (!is_selected(from) && !is_selected(to)) {
                pairs.among_tools.emplace_back(from, to);
            } else {
                pairs.has_others = true;
            }
        }
        return pairs;
    }

    OnlineStep rename() {
        const Pairs pairs = this->pairs();
        const bool is_tools = !pairs.left.empty() || !pairs.came.empty() || !pairs.back.empty();
        if (!is_tools) {
            rename_among_tools(pairs);
            std::string refusal = between_two_halves();
            note_changes_of_real_tables();
            return {
                .kind = refusal.empty() ? Kind::usual : Kind::refused,
                .refusal = std::move(refusal)};
        }
        if (pairs.has_others || !renames_only(change_)) {
            return {
                .kind = Kind::refused,
                .refusal = "it renames tables of an online change in a way that is not understood"};
        }
        return take_swap(pairs);
    }

    void rename_among_tools(const Pairs& pairs) {
        for (const auto& [from, to] : pairs.among_tools) {
            memory_.shadows.erase(from);
            const std::optional<ToolTable> tool = tool_of(to);
            if (tool && tool->is_shadow) {
                memory_.shadows[to] = {
                    .real = tool->real, .obstacle = display(to) + " had another name before"};
            }
        }
    }

    OnlineStep take_swap(const Pairs& pairs) {
        OnlineStep step{.kind = pairs.came.empty() ? Kind::noted : Kind::swapped};
        for (const auto& [real, name] : pairs.left) {
            memory_.aside[real] = name.table;
        }
        for (const TableName& real : pairs.back) {
            memory_.aside.erase(real);
        }
        for (const auto& [shadow, real] : pairs.came) {
            std::string refusal = take_place(step, shadow, real);
            if (!refusal.empty()) {
                return {.kind = Kind::refused, .refusal = std::move(refusal)};
            }
        }
        rename_among_tools(pairs);
        if (step.kind == Kind::swapped) {
            memory_.swapped = logged_.place;
        }
        return step;
    }

    /// Why it must not; empty: it is in the step. In both cases that change is over.
    std::string take_place(OnlineStep& step, const TableName& shadow, const TableName& real) {
        const bool had_room = memory_.aside.erase(real) == 1;
        const auto known = memory_.shadows.find(shadow);
        std::string refusal;
        std::vector<ShadowStatement> statements;
        if (memory_.swapped != logged_.place) {
            if (known == memory_.shadows.end()) {
                refusal =
                    "the beginning of that online change was not seen: the new table was made "
                    "before following began";
            } else if (!known->second.obstacle.empty()) {
                refusal = known->second.obstacle;
            } else if (!had_room || known->second.real != real.table) {
                refusal = "it was not made for that one, or that one was not renamed before";
            } else {
                statements = known->second.statements;
            }
        }
        memory_.shadows.erase(shadow);
        if (!refusal.empty()) {
            return display(shadow) + " takes the place of " + display(real) + ", but " + refusal;
        }
        step.swaps.push_back({.real = real, .shadow = shadow, .statements = std::move(statements)});
        return {};
    }

    ShadowMemory& memory_;
    const ObjectSelection& selection_;
    const DdlChange& change_;
    const ShadowStatement& logged_;
};

}  // namespace

OnlineStep take_step(
    ShadowMemory& memory,
    const ObjectSelection& selection,
    const DdlChange& change,
    const ShadowStatement& logged) {
    const bool is_unclear = change.kind == DdlKind::unknown || change.kind == DdlKind::rows;
    if (selection.online_ddl.mode == OnlineDdlMode::copy || is_unclear || change.objects.empty()) {
        return {};
    }
    return Step(memory, selection, change, logged).take();
}

DdlChange on_real_table(DdlChange change, const Swap& swap) {
    for (DdlObject& object : change.objects) {
        if (object.kind == DdlObjectKind::table && object.name == swap.shadow) {
            object.name = swap.real;
        }
    }
    return change;
}

}  // namespace cutover
