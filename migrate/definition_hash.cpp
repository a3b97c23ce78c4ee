#include "migrate/definition_hash.hpp"

#include <map>
#include <set>

#include "core/digest.hpp"

namespace cutover {
namespace {

constexpr std::string_view counter = " AUTO_INCREMENT=";

std::string without_counter(const std::string& create_statement) {
    // The options follow the list of columns, which ends on a line of its own; a comment that
    // holds the same words comes later in the options.
    const std::size_t options = create_statement.rfind("\n) ");
    if (options == std::string::npos) {
        return create_statement;
    }
    const std::size_t begin = create_statement.find(counter, options);
    if (begin == std::string::npos) {
        return create_statement;
    }
    const std::size_t end =
        create_statement.find_first_not_of("0123456789", begin + counter.size());
    return create_statement.substr(0, begin) +
           (end == std::string::npos ? std::string() : create_statement.substr(end));
}

}  // namespace

std::string definition_hash(const TableDefinition& table) {
    const std::string text = without_counter(table.create_statement);
    return hex(row_digest({text.data(), text.size()}));
}

std::vector<std::string> changed_definitions(
    const std::vector<TableProgress>& recorded,
    const std::vector<TableName>& planned,
    const Catalog& source) {
    std::vector<std::string> changes;
    std::set<TableName> known;
    std::map<TableName, const TableDefinition*> definitions;
    for (const TableDefinition& table : source.tables) {
        definitions[table.name] = &table;
    }
    for (const TableProgress& table : recorded) {
        known.insert(table.source);
        const auto now = definitions.find(table.source);
        if (now == definitions.end()) {
            changes.push_back(display(table.source) + " is gone");
        } else if (definition_hash(*now->second) != table.definition_hash) {
            changes.push_back(display(table.source) + " was altered");
        }
    }
    for (const TableName& name : planned) {
        if (!known.contains(name)) {
            changes.push_back(display(name) + " is new");
        }
    }
    return changes;
}

}  // namespace cutover
