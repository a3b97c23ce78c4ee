#include "core/ddl_table.hpp"

#include "core/ddl_table_body.hpp"

namespace cutover {
namespace {

/// To the end, where no name of an object can be; false at a second statement.
bool skip_rest(DdlReader& reader) {
    while (!reader.at_end()) {
        if (reader.symbol(";")) {
            return false;
        }
        const std::size_t before = reader.place();
        reader.accept_wait();
        if (reader.place() == before) {
            reader.seek(before + 1);
        }
    }
    return true;
}

/// ON table (columns) ...; in both an index is of one table.
bool read_indexed_table(DdlReader& reader) {
    if (!reader.accept({"ON"}) || !reader.object(DdlObjectKind::table, DdlRole::altered)) {
        return false;
    }
    return skip_rest(reader);
}

}  // namespace

bool read_create_table(DdlReader& reader) {
    reader.accept_if_not_exists();
    if (!reader.object(DdlObjectKind::table, DdlRole::created) || reader.at_end()) {
        return false;
    }
    const bool open = reader.symbol("(") && reader.word("LIKE", 1);
    reader.seek(reader.place() + (open ? 1U : 0U));
    if (reader.accept({"LIKE"})) {
        return reader.object(DdlObjectKind::table, DdlRole::read) &&
               (!open || reader.accept_symbol(")")) && reader.at_end();
    }
    return read_create_body(reader);
}

bool read_alter_table(DdlReader& reader) {
    reader.accept_if_exists();
    if (!reader.object(DdlObjectKind::table, DdlRole::altered)) {
        return false;
    }
    reader.accept_wait();
    return read_alter_body(reader);
}

bool read_rename_table(DdlReader& reader) {
    if (!reader.accept_one_of({"TABLE", "TABLES"})) {
        return false;
    }
    reader.accept_if_exists();
    do {
        if (!reader.object(DdlObjectKind::table, DdlRole::renamed_from)) {
            return false;
        }
        reader.accept_wait();
        if (!reader.accept({"TO"}) || !reader.object(DdlObjectKind::table, DdlRole::renamed_to)) {
            return false;
        }
    } while (reader.accept_symbol(","));
    return reader.at_end();
}

bool read_truncate_table(DdlReader& reader) {
    reader.accept({"TABLE"});
    if (!reader.object(DdlObjectKind::table, DdlRole::altered)) {
        return false;
    }
    reader.accept_wait();
    if (reader.accept_one_of({"DROP", "REUSE"}) && !reader.accept({"STORAGE"})) {
        return false;
    }
    return reader.at_end();
}

bool read_create_index(DdlReader& reader) {
    reader.accept_if_not_exists();
    if (!is_name(reader.at(reader.place()))) {
        return false;
    }
    reader.seek(reader.place() + 1);
    if (reader.accept_one_of({"USING", "TYPE"})) {
        reader.seek(reader.place() + 1);
    }
    return read_indexed_table(reader);
}

bool read_drop_index(DdlReader& reader) {
    reader.accept_if_exists();
    if (!is_name(reader.at(reader.place()))) {
        return false;
    }
    reader.seek(reader.place() + 1);
    return read_indexed_table(reader);
}

bool read_drop_list(DdlReader& reader, DdlObjectKind kind) {
    reader.accept_if_exists();
    do {
        if (!reader.object(kind, DdlRole::dropped)) {
            return false;
        }
    } while (reader.accept_symbol(","));
    reader.accept_wait();
    reader.accept_one_of({"RESTRICT", "CASCADE"});
    reader.accept_wait();
    return reader.at_end();
}

}  // namespace cutover
