#include "core/ddl_code.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/reference_rewrite.hpp"
#include "core/routine_head.hpp"

namespace cutover {
namespace {

/// user, user@host, 'user'@'host', CURRENT_USER, CURRENT_ROLE()
bool skip_account(DdlReader& reader) {
    const SqlToken& user = reader.at(reader.place());
    if (!is_name(user) && user.kind != TokenKind::string) {
        return false;
    }
    reader.seek(reader.place() + 1);
    reader.skip_parentheses();
    const SqlToken& host = reader.at(reader.place());
    if (host.kind == TokenKind::variable) {  // user @ host leaves the sign alone
        reader.seek(reader.place() + (host.text == "@" ? 2U : 1U));
    }
    return true;
}

bool skip_to(DdlReader& reader, std::string_view upper) {
    std::size_t depth = 0;
    for (; reader.place() < reader.size(); reader.seek(reader.place() + 1)) {
        depth += reader.symbol("(") ? 1U : 0U;
        depth -= reader.symbol(")") && depth > 0 ? 1U : 0U;
        if (depth == 0 && reader.word(upper)) {
            return true;
        }
    }
    return false;
}

/// The body is whatever is left; there has to be something.
bool take_body(DdlReader& reader) {
    const bool is_there = !reader.at_end();
    reader.seek(reader.size());
    return is_there;
}

bool is_database_option(const SqlToken& token) {
    constexpr std::array<std::string_view, 8> options{
        "CHARACTER", "CHARSET", "COLLATE", "DEFAULT", "ENCRYPTION", "COMMENT", "READ", "UPGRADE"};
    return std::any_of(options.begin(), options.end(), [&](std::string_view option) {
        return is_word(token, option);
    });
}

/// CHARSET, ENCRYPTION and COMMENT are no reserved words: what follows tells a name from an option.
bool has_database_name(const DdlReader& reader) {
    const SqlToken& token = reader.at(reader.place());
    const bool reserved = is_word(token, "CHARACTER") || is_word(token, "COLLATE") ||
                          is_word(token, "DEFAULT") || is_word(token, "READ");
    return is_name(token) && !reserved &&
           (!is_database_option(token) || is_database_option(reader.at(reader.place() + 1)));
}

bool skip_options(DdlReader& reader) {
    while (!reader.at_end()) {
        if (reader.symbol(";")) {
            return false;
        }
        reader.seek(reader.place() + 1);
    }
    return true;
}

/// True where one is stepped over, false where it is broken off, nothing where none stands here.
std::optional<bool> skip_clause(DdlReader& reader) {
    if (reader.accept({"ALGORITHM"})) {
        return reader.accept_symbol("=") &&
               reader.accept_one_of({"UNDEFINED", "MERGE", "TEMPTABLE"});
    }
    if (reader.accept({"DEFINER"})) {
        return reader.accept_symbol("=") && skip_account(reader);
    }
    if (reader.accept({"SQL", "SECURITY"})) {
        return reader.accept_one_of({"DEFINER", "INVOKER"});
    }
    return reader.accept({"AGGREGATE"}) ? std::optional(true) : std::nullopt;
}

/// ON SCHEDULE, ON COMPLETION, status, comment, up to DO; only an ALTER renames.
bool read_event_body(DdlReader& reader, bool creates) {
    while (!reader.at_end()) {
        if (reader.accept({"DO"})) {
            return take_body(reader);
        }
        if (!creates && reader.accept({"RENAME", "TO"})) {
            if (!reader.object(DdlObjectKind::event, DdlRole::renamed_to)) {
                return false;
            }
            DdlObject& event = reader.change().objects.front();
            event.role = DdlRole::renamed_from;
            continue;
        }
        if (reader.symbol(";")) {
            return false;
        }
        reader.seek(reader.place() + 1);
    }
    return !creates;  // CREATE EVENT without DO is cut short
}

}  // namespace

bool skip_code_head(DdlReader& reader) {
    std::optional<bool> clause = true;
    while (clause.value_or(false)) {
        clause = skip_clause(reader);
    }
    return !clause.has_value();
}

bool read_view(DdlReader& reader, DdlRole role) {
    if (role == DdlRole::created) {
        reader.accept_if_not_exists();
    } else {
        reader.accept_if_exists();
    }
    if (!reader.object(DdlObjectKind::view, role)) {
        return false;
    }
    reader.skip_parentheses();
    if (!reader.accept({"AS"}) || reader.at_end()) {
        return false;
    }
    DdlChange& change = reader.change();
    const char* const begin = reader.at(reader.place()).text.data();
    const std::string_view sql = change.logged.sql;
    for (const TableName& name : referenced_tables(
             sql.substr(static_cast<std::size_t>(begin - sql.data())),
             dialect_of(change.logged.sql_mode), change.logged.database)) {
        change.objects.push_back(
            {.kind = DdlObjectKind::table, .role = DdlRole::read, .name = name});
    }
    return take_body(reader);
}

bool is_loadable_function(const DdlReader& reader) {
    const bool guarded = reader.word("IF") && reader.word("NOT", 1);
    const std::size_t name = guarded ? 3 : 0;
    return reader.word("RETURNS", name + 1) && reader.word("SONAME", name + 3);
}

bool read_create_routine(DdlReader& reader, DdlObjectKind kind) {
    reader.accept_if_not_exists();
    if (!reader.object(kind, DdlRole::created)) {
        return false;
    }
    const RoutineHead head = routine_head(reader.tokens(), reader.place());
    const bool has_type = kind != DdlObjectKind::function ||
                          head.characteristics > after_parentheses(reader.tokens(), reader.place());
    reader.seek(head.body);
    return has_type && take_body(reader);
}

bool read_create_trigger(DdlReader& reader) {
    reader.accept_if_not_exists();
    if (!reader.object(DdlObjectKind::trigger, DdlRole::created) ||
        !reader.accept_one_of({"BEFORE", "AFTER"}) || !skip_to(reader, "ON")) {
        return false;
    }
    reader.accept({"ON"});
    return reader.object(DdlObjectKind::table, DdlRole::referenced) &&
           reader.accept({"FOR", "EACH", "ROW"}) && take_body(reader);
}

bool read_create_event(DdlReader& reader) {
    reader.accept_if_not_exists();
    return reader.object(DdlObjectKind::event, DdlRole::created) &&
           reader.accept({"ON", "SCHEDULE"}) && read_event_body(reader, true);
}

bool read_alter_event(DdlReader& reader) {
    reader.accept_if_exists();
    return reader.object(DdlObjectKind::event, DdlRole::altered) && !reader.at_end() &&
           read_event_body(reader, false);
}

bool read_create_database(DdlReader& reader) {
    reader.accept_if_not_exists();
    return reader.database(DdlRole::created) && skip_options(reader);
}

bool read_alter_database(DdlReader& reader) {
    if (reader.at_end()) {
        return false;
    }
    if (has_database_name(reader)) {
        return reader.database(DdlRole::altered) && !reader.at_end() && skip_options(reader);
    }
    DdlChange& change = reader.change();
    change.objects.push_back(
        {DdlObjectKind::database,
         DdlRole::altered,
         {change.logged.database, ""},
         reader.place(),
         reader.place()});
    return skip_options(reader);
}

bool read_named(DdlReader& reader, DdlObjectKind kind, DdlRole role) {
    if (role == DdlRole::created) {
        reader.accept_if_not_exists();
    } else {
        reader.accept_if_exists();
    }
    if (!reader.object(kind, role)) {
        return false;
    }
    return kind == DdlObjectKind::package ? take_body(reader) : skip_options(reader);
}

bool read_drop_one(DdlReader& reader, DdlObjectKind kind) {
    reader.accept_if_exists();
    return reader.object(kind, DdlRole::dropped) && reader.at_end();
}

}  // namespace cutover
