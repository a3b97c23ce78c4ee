#include "migrate/online_changes.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"

namespace cutover {
namespace {

constexpr const char* shadow_note = "ddl.shadows";

}  // namespace

void OnlineChanges::load() {
    kept_ = migration_.progress.note(shadow_note).value_or("");
    std::optional<ShadowMemory> memory = parse_shadow_memory(kept_);
    if (!memory) {
        throw Error(
            Recovery::none,
            "the progress in the schema `cutover` on the destination is damaged; begin anew with "
            "--restart");
    }
    memory_ = *std::move(memory);
}

OnlineStep OnlineChanges::take(
    const DdlChange& change, const ShadowStatement& logged, const NameMapping& names) {
    OnlineStep step = take_step(memory_, migration_.request.task.objects, change, logged);
    if (step.made) {
        look_at_foreign_keys(*step.made, names);
    }
    return step;
}

void OnlineChanges::keep() {
    std::string text = to_text(memory_);
    if (text != kept_) {
        migration_.progress.keep_note(shadow_note, text);
        kept_ = std::move(text);
    }
}

/// LIKE leaves them behind, and those of other tables go with the old one: over there they would
/// stay.
void OnlineChanges::look_at_foreign_keys(const TableName& shadow, const NameMapping& names) {
    ShadowTable& made = memory_.shadows.at(shadow);
    const TableName there = names.table({shadow.database, made.real});
    const Catalog catalog = migration_.destination.catalog({there.database});
    const bool has_some =
        std::any_of(catalog.tables.begin(), catalog.tables.end(), [&](const auto& table) {
            return std::any_of(
                table.foreign_keys.begin(), table.foreign_keys.end(),
                [&](const auto& key) { return table.name == there || key.referenced == there; });
        });
    if (has_some && made.obstacle.empty()) {
        made.obstacle = "foreign keys of or to that table do not go along";
    }
}

std::string trigger_refusal(const ObjectSelection& selection, const DdlChange& change) {
    const bool is_pt_osc = change.kind == DdlKind::create_trigger && !change.objects.empty() &&
                           is_trigger_of_pt_osc(change.objects.front().name.table);
    for (const DdlObject& object : change.objects) {
        if (is_pt_osc && object.kind == DdlObjectKind::table && find_rule(selection, object.name)) {
            return "pt-online-schema-change begins to change " + display(object.name) +
                   ", and its swap cannot be followed; wait until it has finished";
        }
    }
    return {};
}

}  // namespace cutover
