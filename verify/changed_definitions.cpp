#include "verify/changed_definitions.hpp"

#include <map>
#include <utility>

#include "core/definition_normal_form.hpp"

namespace cutover {
namespace {

bool same(const TableDefinition& a, const TableDefinition& b) {
    return a.unreadable == b.unreadable &&
           (a.create_statement == b.create_statement || normal_form(a) == normal_form(b));
}

bool same(const CodeObject& a, const CodeObject& b) {
    return a.unreadable == b.unreadable && a.create_statement == b.create_statement &&
           a.sql_mode == b.sql_mode;
}

/// By kind and name: a procedure and a function may share theirs.
template<typename Definition>
using ByName = std::map<std::pair<int, TableName>, const Definition*>;

ByName<TableDefinition> tables_of(const TaskPlan& plan, const Catalog& catalog) {
    ByName<TableDefinition> tables;
    for (const TablePlan& table : plan.tables) {
        tables[{0, table.source}] = find_table(catalog, table.source);
    }
    return tables;
}

ByName<CodeObject> code_of(const TaskPlan& plan, const Catalog& catalog) {
    ByName<CodeObject> code;
    for (const ObjectPlan& object : plan.objects) {
        code[{static_cast<int>(object.kind), object.source}] = nullptr;
    }
    for (const CodeObject& object : catalog.objects) {
        const auto planned = code.find({static_cast<int>(object.kind), object.name});
        if (planned != code.end()) {
            planned->second = &object;
        }
    }
    return code;
}

template<typename Definition>
void add_changed(
    const ByName<Definition>& before,
    const ByName<Definition>& after,
    std::set<TableName>& changed) {
    for (const auto& [name, definition] : before) {
        const auto now = after.find(name);
        const bool is_there =
            now != after.end() && (definition == nullptr) == (now->second == nullptr);
        if (!is_there || (definition != nullptr && !same(*definition, *now->second))) {
            changed.insert(name.second);
        }
    }
    for (const auto& [name, definition] : after) {
        if (!before.contains(name)) {
            changed.insert(name.second);
        }
    }
}

}  // namespace

std::set<TableName> changed_definitions(
    const TaskPlan& plan_before, const Catalog& before, const SourceGround& after) {
    std::set<TableName> changed;
    add_changed(tables_of(plan_before, before), tables_of(after.plan, after.catalog), changed);
    add_changed(code_of(plan_before, before), code_of(after.plan, after.catalog), changed);
    return changed;
}

}  // namespace cutover
