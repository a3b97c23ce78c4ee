#include "migrate/objects_before.hpp"

#include <algorithm>
#include <set>

#include "core/hex.hpp"

namespace cutover {
namespace {

std::string line(std::string_view kind, const TableName& name) {
    return std::string(kind) + " " + to_hex(name.database) + " " + to_hex(name.table) + "\n";
}

std::string line(const DatabaseDefinition& database) {
    return line("database", {database.name, ""});
}

std::string line(const TableDefinition& table) {
    return line("table", table.name);
}

std::string line(const CodeObject& object) {
    return line(to_text(object.kind), object.name);
}

std::set<std::string, std::less<>> lines_of(std::string_view note) {
    std::set<std::string, std::less<>> lines;
    while (!note.empty()) {
        const std::size_t end = std::min(note.find('\n'), note.size() - 1) + 1;
        lines.emplace(note.substr(0, end));
        note.remove_prefix(end);
    }
    return lines;
}

}  // namespace

std::string objects_note(const Catalog& before) {
    std::string note;
    const auto add = [&](const auto& list) {
        for (const auto& item : list) {
            note += line(item);
        }
    };
    add(before.databases);
    add(before.tables);
    add(before.objects);
    return note;
}

Catalog listed_in(std::string_view note, const Catalog& now) {
    const auto lines = lines_of(note);
    Catalog listed;
    const auto keep = [&](const auto& from, auto& to) {
        std::copy_if(from.begin(), from.end(), std::back_inserter(to), [&](const auto& item) {
            return lines.contains(line(item));
        });
    };
    keep(now.databases, listed.databases);
    keep(now.tables, listed.tables);
    keep(now.objects, listed.objects);
    return listed;
}

}  // namespace cutover
