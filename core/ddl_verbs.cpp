#include "core/ddl_verbs.hpp"

#include <array>
#include <initializer_list>

#include "core/ddl_code.hpp"
#include "core/ddl_table.hpp"

namespace cutover {
namespace {

using Found = std::optional<DdlKind>;

Found kind_if(bool understood, DdlKind kind) {
    return understood ? Found(kind) : std::nullopt;
}

/// Things of the server that CREATE, ALTER and DROP are also about.
Found account_or_server(DdlReader& reader) {
    if (reader.accept_one_of({"USER", "ROLE"})) {
        return DdlKind::account;
    }
    reader.accept({"UNDO"});
    const bool of_server = reader.accept_one_of({"SERVER", "TABLESPACE", "INSTANCE"}) ||
                           reader.accept({"LOGFILE", "GROUP"}) ||
                           reader.accept({"RESOURCE", "GROUP"}) ||
                           reader.accept({"SPATIAL", "REFERENCE", "SYSTEM"});
    return kind_if(of_server, DdlKind::server_object);
}

Found create_function(DdlReader& reader) {
    if (is_loadable_function(reader)) {
        return DdlKind::loadable_function;
    }
    return kind_if(read_create_routine(reader, DdlObjectKind::function), DdlKind::create_function);
}

/// CREATE [OR REPLACE] [clauses] {VIEW | PROCEDURE | ...}
Found create_code(DdlReader& reader) {
    if (!skip_code_head(reader)) {
        return std::nullopt;
    }
    if (reader.accept({"VIEW"})) {
        return kind_if(read_view(reader, DdlRole::created), DdlKind::create_view);
    }
    if (reader.accept({"PROCEDURE"})) {
        return kind_if(
            read_create_routine(reader, DdlObjectKind::procedure), DdlKind::create_procedure);
    }
    if (reader.accept({"FUNCTION"})) {
        return create_function(reader);
    }
    if (reader.accept({"TRIGGER"})) {
        return kind_if(read_create_trigger(reader), DdlKind::create_trigger);
    }
    if (reader.accept({"EVENT"})) {
        return kind_if(read_create_event(reader), DdlKind::create_event);
    }
    if (reader.accept({"PACKAGE"})) {
        reader.accept({"BODY"});
        return kind_if(
            read_named(reader, DdlObjectKind::package, DdlRole::created), DdlKind::create_package);
    }
    return std::nullopt;
}

bool accept_index(DdlReader& reader) {
    const std::size_t before = reader.place();
    reader.accept_one_of({"ONLINE", "OFFLINE"});
    reader.accept_one_of({"UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR"});
    const bool is_index = reader.accept({"INDEX"});
    reader.seek(is_index ? reader.place() : before);
    return is_index;
}

/// TEMPORARY says nothing of a SEQUENCE, for MariaDB has no temporary ones but takes the word.
bool accept_maybe_temporary(DdlReader& reader, std::initializer_list<std::string_view> words) {
    const std::size_t before = reader.place();
    const bool temporary = reader.accept({"TEMPORARY"});
    if (!reader.accept_one_of(words)) {
        reader.seek(before);
        return false;
    }
    reader.change().temporary = temporary;
    return true;
}

Found alter_code(DdlReader& reader) {
    if (!skip_code_head(reader)) {
        return std::nullopt;
    }
    if (reader.accept({"VIEW"})) {
        return kind_if(read_view(reader, DdlRole::altered), DdlKind::alter_view);
    }
    if (reader.accept({"PROCEDURE"})) {
        return kind_if(
            read_named(reader, DdlObjectKind::procedure, DdlRole::altered),
            DdlKind::alter_procedure);
    }
    if (reader.accept({"FUNCTION"})) {
        return kind_if(
            read_named(reader, DdlObjectKind::function, DdlRole::altered), DdlKind::alter_function);
    }
    if (reader.accept({"EVENT"})) {
        return kind_if(read_alter_event(reader), DdlKind::alter_event);
    }
    return std::nullopt;
}

struct DropOfOne {
    std::string_view word{};
    DdlObjectKind object = DdlObjectKind::procedure;
    DdlKind kind = DdlKind::unknown;
};

constexpr std::array<DropOfOne, 4> drops_of_one{{
    {"PROCEDURE", DdlObjectKind::procedure, DdlKind::drop_procedure},
    {"FUNCTION", DdlObjectKind::function, DdlKind::drop_function},
    {"TRIGGER", DdlObjectKind::trigger, DdlKind::drop_trigger},
    {"EVENT", DdlObjectKind::event, DdlKind::drop_event},
}};

Found drop_one(DdlReader& reader) {
    for (const DropOfOne& drop : drops_of_one) {
        if (reader.accept({drop.word})) {
            return kind_if(read_drop_one(reader, drop.object), drop.kind);
        }
    }
    if (reader.accept({"PACKAGE"})) {
        reader.accept({"BODY"});
        return kind_if(read_drop_one(reader, DdlObjectKind::package), DdlKind::drop_package);
    }
    return account_or_server(reader);
}

}  // namespace

std::optional<DdlKind> read_create(DdlReader& reader) {
    reader.accept({"OR", "REPLACE"});
    if (reader.accept_one_of({"DATABASE", "SCHEMA"})) {
        return kind_if(read_create_database(reader), DdlKind::create_database);
    }
    if (accept_maybe_temporary(reader, {"TABLE"})) {
        return kind_if(read_create_table(reader), DdlKind::create_table);
    }
    if (accept_maybe_temporary(reader, {"SEQUENCE"})) {
        return kind_if(
            read_named(reader, DdlObjectKind::sequence, DdlRole::created),
            DdlKind::create_sequence);
    }
    if (accept_index(reader)) {
        return kind_if(read_create_index(reader), DdlKind::create_index);
    }
    const Found other = account_or_server(reader);
    return other ? other : create_code(reader);
}

std::optional<DdlKind> read_alter(DdlReader& reader) {
    if (reader.accept_one_of({"DATABASE", "SCHEMA"})) {
        return kind_if(read_alter_database(reader), DdlKind::alter_database);
    }
    if (reader.accept({"SEQUENCE"})) {
        return kind_if(
            read_named(reader, DdlObjectKind::sequence, DdlRole::altered), DdlKind::alter_sequence);
    }
    const std::size_t before = reader.place();
    reader.accept_one_of({"ONLINE", "OFFLINE"});
    reader.accept({"IGNORE"});
    if (reader.accept({"TABLE"})) {
        return kind_if(read_alter_table(reader), DdlKind::alter_table);
    }
    reader.seek(before);
    const Found other = account_or_server(reader);
    return other ? other : alter_code(reader);
}

std::optional<DdlKind> read_drop(DdlReader& reader) {
    if (accept_maybe_temporary(reader, {"TABLE", "TABLES"})) {
        return kind_if(read_drop_list(reader, DdlObjectKind::table), DdlKind::drop_table);
    }
    if (accept_maybe_temporary(reader, {"SEQUENCE"})) {
        return kind_if(read_drop_list(reader, DdlObjectKind::sequence), DdlKind::drop_sequence);
    }
    if (reader.accept({"VIEW"})) {
        return kind_if(read_drop_list(reader, DdlObjectKind::view), DdlKind::drop_view);
    }
    if (reader.accept_one_of({"DATABASE", "SCHEMA"})) {
        reader.accept_if_exists();
        return kind_if(
            reader.database(DdlRole::dropped) && reader.at_end(), DdlKind::drop_database);
    }
    return accept_index(reader) ? kind_if(read_drop_index(reader), DdlKind::drop_index)
                                : drop_one(reader);
}

}  // namespace cutover
