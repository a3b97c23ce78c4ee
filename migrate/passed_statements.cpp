#include "migrate/passed_statements.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/hex.hpp"
#include "migrate/definition_hash.hpp"

namespace cutover {
namespace {

constexpr const char* passed_note = "ddl.passed";

constexpr std::size_t parts_of_a_line = 6;

/// Six texts in hex, with blanks between; nothing where the line is no such.
std::optional<std::array<std::string, parts_of_a_line>> parse_line(std::string_view line) {
    std::array<std::string, parts_of_a_line> parts;
    for (std::string& part : parts) {
        const std::size_t end = std::min(line.find(' '), line.size());
        const std::optional<std::string> text = from_hex(line.substr(0, end));
        if (!text) {
            return std::nullopt;
        }
        part = *text;
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return parts;
}

}  // namespace

void PassedStatements::load(ProgressStore& progress, const Catalog& destination, bool is_certain) {
    passed_.clear();
    const std::string note = progress.note(passed_note).value_or("");
    for (std::string_view rest = note; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const auto parts = parse_line(rest.substr(0, end));
        if (!parts) {
            throw Error(
                Recovery::none,
                "the progress in the schema `cutover` on the destination is damaged; begin anew "
                "with --restart");
        }
        const auto& [database, table, database_there, table_there, look, what] = *parts;
        const Passed passed{{database_there, table_there}, look, what};
        if (!is_certain || look_of(find_table(destination, passed.there)) == look) {
            passed_[{database, table}] = passed;
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

void PassedStatements::add(
    ProgressStore& progress,
    const TableName& source,
    const TableDefinition* there,
    const std::string& what) {
    const TableName name_there = there == nullptr ? TableName{} : there->name;
    if (passed_.try_emplace(source, Passed{name_there, look_of(there), what}).second) {
        keep(progress);
    }
}

/// What was made anew is known again.
void PassedStatements::learn(
    ProgressStore& progress,
    const DdlChange& change,
    const NameMapping& names,
    const Catalog& destination) {
    bool is_other = false;
    for (const DdlObject& object : change.objects) {
        const auto known = passed_.find(object.name);
        if (known == passed_.end() || object.role == DdlRole::read ||
            object.role == DdlRole::referenced) {
            continue;
        }
        const TableDefinition* const there = find_table(destination, names.table(object.name));
        if (there == nullptr || object.role == DdlRole::created) {
            passed_.erase(known);
        } else {
            known->second.look = look_of(there);
        }
        is_other = true;
    }
    if (is_other) {
        keep(progress);
    }
}

void PassedStatements::require_none(const TableName& source) const {
    const auto found = passed_.find(source);
    if (found != passed_.end()) {
        throw Error(
            Recovery::none, ExitCode::no,
            fmt::format(
                "rows of {} were logged behind a statement that the task's \"ddl\" passes over, "
                "{}: "
                "they can no longer be told by the destination's definition; make the same change "
                "there by hand and run again, or copy the task anew with --restart",
                display(source), found->second.what));
    }
}

std::string PassedStatements::look_of(const TableDefinition* there) {
    return there == nullptr ? "-" : definition_hash(*there);
}

void PassedStatements::keep(ProgressStore& progress) const {
    std::string note;
    for (const auto& [source, passed] : passed_) {
        note += fmt::format(
            "{} {} {} {} {} {}\n", to_hex(source.database), to_hex(source.table),
            to_hex(passed.there.database), to_hex(passed.there.table), to_hex(passed.look),
            to_hex(passed.what));
    }
    progress.keep_note(passed_note, note);
}

}  // namespace cutover
