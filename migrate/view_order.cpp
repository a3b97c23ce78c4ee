#include "migrate/view_order.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/reference_rewrite.hpp"

namespace cutover {
namespace {

std::vector<TableName> needs_of(const CodeObject& view) {
    std::vector<TableName> needed =
        referenced_tables(view.create_statement, {}, view.name.database);
    std::erase(needed, view.name);
    return needed;
}

class Order {
  public:
    explicit Order(const std::vector<const CodeObject*>& views) {
        for (const CodeObject* view : views) {
            by_name_.emplace(view->name, view);
        }
    }

    void visit(const CodeObject* view) {
        if (!seen_.insert(view->name).second) {
            return;
        }
        for (const TableName& needed : needs_of(*view)) {
            const auto found = by_name_.find(needed);
            if (found != by_name_.end()) {
                visit(found->second);
            }
        }
        sorted_.push_back(view);
    }

    std::vector<const CodeObject*> take() { return std::move(sorted_); }

  private:
    std::map<TableName, const CodeObject*> by_name_{};
    std::set<TableName> seen_{};
    std::vector<const CodeObject*> sorted_{};
};

bool exists(const Catalog& catalog, const TableName& name) {
    return find_table(catalog, name) != nullptr ||
           std::any_of(
               catalog.objects.begin(), catalog.objects.end(), [&](const CodeObject& object) {
                   return object.name == name &&
                          (object.kind == ObjectKind::view || object.kind == ObjectKind::sequence);
               });
}

}  // namespace

std::vector<const CodeObject*> in_order_of_need(const std::vector<const CodeObject*>& views) {
    Order order(views);
    for (const CodeObject* view : views) {
        order.visit(view);
    }
    return order.take();
}

std::vector<Refusal> broken_views(const Catalog& source, const TaskPlan& plan) {
    std::vector<Refusal> broken;
    for (const ObjectPlan& planned : plan.objects) {
        const auto view = std::find_if(
            source.objects.begin(), source.objects.end(), [&](const CodeObject& object) {
                return object.kind == ObjectKind::view && planned.kind == ObjectKind::view &&
                       object.name == planned.source;
            });
        if (view == source.objects.end()) {
            continue;
        }
        for (const TableName& needed : needs_of(*view)) {
            if (find_database(source, needed.database) != nullptr && !exists(source, needed)) {
                broken.push_back(
                    {display(view->name), "the view reads from " + display(needed) +
                                              ", which does not exist: it is broken on the source; "
                                              "drop it there or exclude it"});
                break;
            }
        }
    }
    return broken;
}

}  // namespace cutover
