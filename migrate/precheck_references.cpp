#include <array>
#include <set>

#include <fmt/format.h>

#include "migrate/precheck_family.hpp"
#include "migrate/references.hpp"
#include "migrate/table_index.hpp"

namespace cutover {
namespace {

/// What comes along, what is on the source and what is on the destination already.
class Ground {
  public:
    explicit Ground(const PrecheckInput& in)
        : in_(in),
          here_(in.source_catalog, in.source),
          there_(in.destination_catalog, in.destination) {
        for (const DatabaseDefinition& database : in.source_catalog.databases) {
            databases_.insert(database.name);
        }
        for (const TablePlan& table : in.plan.tables) {
            moved_.insert(here_.folded(table.source));
        }
        for (const ObjectPlan& object : in.plan.objects) {
            if (object.kind == ObjectKind::view || object.kind == ObjectKind::sequence) {
                moved_.insert(here_.folded(object.source));
            }
        }
    }

    [[nodiscard]] bool moves(const TableName& name) const {
        return moved_.contains(here_.folded(name));
    }

    [[nodiscard]] bool is_here(const TableName& name) const {
        return here_.table(name) != nullptr || here_.like_table(name) != nullptr;
    }

    /// False too where the catalog does not hold the database: nobody knows then.
    [[nodiscard]] bool is_missing_here(const TableName& name) const {
        return databases_.contains(name.database) && !is_here(name);
    }

    [[nodiscard]] bool is_there(const TableName& source) const {
        const TableName name = destination_name(in_.task, in_.destination, source);
        return there_.table(name) != nullptr || there_.like_table(name) != nullptr;
    }

    /// It is on the source, or may be, and neither comes along nor is on the destination already.
    [[nodiscard]] bool stays_behind(const TableName& name) const {
        return !moves(name) && !is_missing_here(name) && !is_there(name);
    }

    /// Calls `visit(object)` for each planned object that can be read.
    template<typename Visit>
    void for_each_object(Visit visit) const {
        for (const ObjectPlan& plan : in_.plan.objects) {
            const CodeObject* const object = here_.object(plan.kind, plan.source);
            if (object != nullptr && object->unreadable.empty()) {
                visit(*object);
            }
        }
    }

  private:
    const PrecheckInput& in_;
    TableIndex here_;
    TableIndex there_;
    std::set<std::string> databases_{};
    std::set<TableName> moved_{};
};

std::string shown(const CodeObject& object, const TableName& table, const char* verb) {
    return fmt::format(
        "{} {} {} {}", to_text(object.kind), display(object.name), verb, display(table));
}

std::optional<CheckFinding> views_are_whole(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    const Ground ground(in);
    std::vector<std::string> broken;
    ground.for_each_object([&](const CodeObject& object) {
        if (object.kind != ObjectKind::view) {
            return;
        }
        for (const TableName& name : tables_read_by(object)) {
            if (ground.is_missing_here(name)) {
                broken.push_back(shown(object, name, "reads from"));
            }
        }
    });
    return judge(
        {broken, "missing table"}, CheckStatus::fail, "every view reads from what exists",
        "Drop the view on the source, create what it reads from, or exclude it (\"exclude\" in the "
        "task file).");
}

std::optional<CheckFinding> code_stays_inside(const PrecheckInput& in) {
    if (!in.task.types.schema) {
        return std::nullopt;
    }
    const Ground ground(in);
    std::vector<std::string> views;
    std::vector<std::string> code;
    ground.for_each_object([&](const CodeObject& object) {
        const bool is_view = object.kind == ObjectKind::view;
        const char* const verb = is_view ? "reads from" : "uses";
        std::vector<std::string>& uses = is_view ? views : code;
        for (const TableName& name : is_view ? tables_read_by(object) : tables_named_by(object)) {
            if (ground.stays_behind(name)) {
                uses.push_back(shown(object, name, verb));
            }
        }
    });
    const char* const fix =
        "Select what they use, create it on the destination, or exclude them (\"exclude\" in the "
        "task file).";
    if (!views.empty()) {
        return judge({views, "view"}, CheckStatus::fail, {}, fix);
    }
    return judge({code, "use"}, CheckStatus::warn, "code uses what comes along", fix);
}

constexpr std::array reference_family{
    Check{
        {"code.broken_views", "Every view reads from what exists",
         "Such a view is broken on the source, and CREATE VIEW is refused over there.",
         CheckStatus::fail, false},
        views_are_whole},
    Check{
        {"code.outside", "Code uses selected tables only",
         "CREATE VIEW is refused where a table is missing; triggers, routines and events are "
         "created and fail when they run."},
        code_stays_inside},
};

}  // namespace

CheckFamily reference_checks() {
    return reference_family;
}

}  // namespace cutover
