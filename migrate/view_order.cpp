#include "migrate/view_order.hpp"

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

}  // namespace

std::vector<const CodeObject*> in_order_of_need(const std::vector<const CodeObject*>& views) {
    Order order(views);
    for (const CodeObject* view : views) {
        order.visit(view);
    }
    return order.take();
}

}  // namespace cutover
