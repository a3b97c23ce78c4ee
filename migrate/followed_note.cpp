#include "migrate/followed_note.hpp"

#include <array>

#include "core/error.hpp"
#include "core/hex.hpp"

namespace cutover {
namespace {

constexpr const char* note_name = "followed.tables";

}  // namespace

std::string followed_note(const std::map<TableName, TableName>& names) {
    std::string note;
    for (const auto& [source, there] : names) {
        note += to_hex(source.database) + " " + to_hex(source.table) + " " +
                to_hex(there.database) + " " + to_hex(there.table) + "\n";
    }
    return note;
}

std::optional<std::map<TableName, TableName>> parse_followed_note(std::string_view note) {
    std::map<TableName, TableName> names;
    while (!note.empty()) {
        std::array<std::string, 4> parts;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const char end_mark = i + 1 == parts.size() ? '\n' : ' ';
            const std::size_t end = note.find(end_mark);
            const auto part =
                end == std::string_view::npos ? std::nullopt : from_hex(note.substr(0, end));
            if (!part) {
                return std::nullopt;
            }
            parts[i] = *part;
            note.remove_prefix(end + 1);
        }
        names[{parts[0], parts[1]}] = {parts[2], parts[3]};
    }
    return names;
}

std::map<TableName, TableName> followed_now(ProgressStore& progress) {
    if (const std::optional<std::string> note = progress.note(note_name)) {
        std::optional<std::map<TableName, TableName>> recorded = parse_followed_note(*note);
        if (!recorded) {
            throw Error(
                Recovery::none,
                "the progress in the schema `cutover` on the destination is damaged; begin anew "
                "with --restart");
        }
        return *std::move(recorded);
    }
    std::map<TableName, TableName> names;
    for (const TableProgress& table : progress.load_tables()) {
        names.emplace(table.source, table.destination);
    }
    return names;
}

void keep_followed(ProgressStore& progress, const std::map<TableName, TableName>& names) {
    progress.keep_note(note_name, followed_note(names));
}

}  // namespace cutover
