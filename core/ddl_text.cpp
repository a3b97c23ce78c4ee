#include "core/ddl_text.hpp"

#include <algorithm>
#include <set>

#include "core/ddl_columns.hpp"
#include "core/definition_rewrite.hpp"
#include "core/name_rules.hpp"
#include "core/reference_rewrite.hpp"
#include "core/token_edit.hpp"

namespace cutover {
namespace {

std::optional<ObjectKind> code_kind(DdlKind kind) {
    switch (kind) {
        case DdlKind::create_view:
        case DdlKind::alter_view: return ObjectKind::view;
        case DdlKind::create_procedure: return ObjectKind::procedure;
        case DdlKind::create_function: return ObjectKind::function;
        case DdlKind::create_trigger: return ObjectKind::trigger;
        case DdlKind::create_event:
        case DdlKind::alter_event: return ObjectKind::event;
        default: return std::nullopt;
    }
}

bool is_table_like(const DdlObject& object) {
    return object.kind == DdlObjectKind::table || object.kind == DdlObjectKind::view ||
           object.kind == DdlObjectKind::sequence;
}

/// The column's name over there where the task renames it; servers ignore the case of columns.
std::optional<std::string> fresh_column(
    const NameMapping& names, const TableName& table, const std::string& column) {
    const auto renamed = names.columns.find(table);
    if (renamed == names.columns.end()) {
        return std::nullopt;
    }
    for (const auto& [source, destination] : renamed->second) {
        if (lower_case(source) == lower_case(column)) {
            return destination;
        }
    }
    return std::nullopt;
}

class Text {
  public:
    Text(const DdlChange& change, const std::vector<bool>& kept, const DdlTarget& target)
        : change_(change),
          kept_(kept),
          target_(target),
          edit_(change.logged.sql, dialect_of(change.logged.sql_mode)) {}

    std::string make() {
        respell_character_sets(edit_, target_.destination);
        for (const DdlAside& aside : change_.asides) {
            erase(aside.first, aside.end);
        }
        rename_columns();
        if (change_.kind == DdlKind::rename_table) {
            cut_list(2);
        } else if (
            change_.kind == DdlKind::drop_table || change_.kind == DdlKind::drop_view ||
            change_.kind == DdlKind::drop_sequence) {
            cut_list(1);
        }
        for (std::size_t i = 0; i < change_.objects.size(); ++i) {
            if (kept_[i]) {
                name(change_.objects[i]);
            }
        }
        clauses();
        return edit_.text();
    }

  private:
    /// Leaves the space behind, so that no two tokens run together.
    void erase(std::size_t first, std::size_t end) {
        if (first < end) {
            edit_.remove(first, end - 1);
            edit_.replace(end - 1, "");
        }
    }

    void name(const DdlObject& object) {
        if (object.end == 0) {
            return;  // it comes from a SELECT
        }
        const TableName there = destination_of(object, target_.names);
        const std::string quoted =
            there.table.empty() ? quoted_name(there.database) : quoted_name(there);
        if (object.first == object.end) {
            edit_.insert_after(object.first - 1, " " + quoted);
        } else {
            edit_.remove(object.first, object.end - 1);
            edit_.replace(object.end - 1, quoted);
        }
    }

    /// Entries of `size` objects each; before the first that stays the commas
    /// behind go, else those in front.
    void cut_list(std::size_t size) {
        bool first = true;
        for (std::size_t i = 0; i + size <= change_.objects.size(); i += size) {
            const std::size_t begin = change_.objects[i].first;
            const std::size_t end = change_.objects[i + size - 1].end;
            if (kept_[i]) {
                first = false;
            } else if (first) {
                edit_.remove(begin, end + 1);
            } else {
                erase(begin - 1, end);
            }
        }
    }

    void rename_columns() {
        for (const DdlPart& part : parts_of(change_, edit_.tokens())) {
            if (part.table) {
                const auto fresh =
                    fresh_column(target_.names, *part.table, name_of(edit_.at(part.place)));
                if (fresh) {
                    edit_.replace(part.place, quoted_name(*fresh));
                }
            }
        }
    }

    void clauses() {
        const bool alters_routine =
            change_.kind == DdlKind::alter_procedure || change_.kind == DdlKind::alter_function;
        for (std::size_t at = 0; alters_routine && at < edit_.size(); ++at) {
            if (edit_.word(at, "SECURITY") && edit_.word(at + 1, "DEFINER")) {
                edit_.replace(at + 1, "INVOKER");
            }
        }
        const bool may_be_missing =
            change_.kind == DdlKind::drop_function || change_.kind == DdlKind::drop_trigger;
        if (may_be_missing && !change_.if_exists) {
            edit_.insert_after(change_.objects.front().first - 1, " IF EXISTS");
        }
    }

    const DdlChange& change_;
    const std::vector<bool>& kept_;
    const DdlTarget& target_;
    TokenEdit edit_;
};

/// Tables whose columns the statement may name: by the places of their names, or as a SELECT's.
std::set<TableName> tables_with_columns(const DdlChange& change, const NameMapping& names) {
    std::set<TableName> tables;
    for (const DdlObject& object : change.objects) {
        if (names.columns.contains(object.name)) {
            tables.insert(object.name);
        }
    }
    const bool has_body = code_kind(change.kind).has_value();
    const std::string& database = change.objects.front().name.database;
    for (const TableName& name :
         has_body
             ? referenced_tables(change.logged.sql, dialect_of(change.logged.sql_mode), database)
             : std::vector<TableName>{}) {
        if (names.columns.contains(name)) {
            tables.insert(name);
        }
    }
    return tables;
}

/// Places at which a name is an object's, a column that is renamed, or an index's.
std::set<std::size_t> sure_places(
    const DdlChange& change, const std::vector<SqlToken>& tokens, bool qualified_is_sure) {
    std::set<std::size_t> places;
    for (const DdlObject& object : change.objects) {
        for (std::size_t place = object.first; place < object.end; ++place) {
            places.insert(place);
        }
    }
    for (const DdlPart& part : parts_of(change, tokens)) {
        places.insert(part.place);
    }
    for (std::size_t place = 1; qualified_is_sure && place < tokens.size(); ++place) {
        if (is_symbol(tokens[place - 1], ".")) {
            places.insert(place);
        }
    }
    return places;
}

}  // namespace

TableName destination_of(const DdlObject& object, const NameMapping& names) {
    if (is_table_like(object)) {
        return names.table(object.name);
    }
    return {names.database(object.name.database), object.name.table};
}

std::optional<std::string> unsure_column(const DdlChange& change, const NameMapping& names) {
    const std::set<TableName> tables =
        names.columns.empty() ? std::set<TableName>{} : tables_with_columns(change, names);
    if (tables.empty()) {
        return std::nullopt;
    }
    const SqlDialect dialect = dialect_of(change.logged.sql_mode);
    const std::vector<SqlToken> tokens = meaningful_tokens(change.logged.sql, dialect);
    const std::set<std::size_t> sure =
        sure_places(change, tokens, code_kind(change.kind).has_value());
    for (std::size_t place = 0; place < tokens.size(); ++place) {
        if (!is_name(tokens[place]) || sure.contains(place)) {
            continue;
        }
        const std::string name = name_of(tokens[place]);
        if (std::any_of(tables.begin(), tables.end(), [&](const TableName& table) {
                return fresh_column(names, table, name).has_value();
            })) {
            return name;
        }
    }
    return std::nullopt;
}

std::string ddl_text(
    const DdlChange& change, const std::vector<bool>& kept, const DdlTarget& target) {
    const std::optional<ObjectKind> kind = code_kind(change.kind);
    if (!kind) {
        return Text(change, kept, target).make();
    }
    CodeObject object{.kind = *kind, .name = change.objects.front().name};
    object.create_statement = change.logged.sql;
    object.sql_mode = change.logged.sql_mode;
    for (const DdlObject& other : change.objects) {
        object.table = other.role == DdlRole::referenced ? other.name.table : object.table;
    }
    return rewrite_code(object, target.names, target.destination, change.logged.database);
}

}  // namespace cutover
