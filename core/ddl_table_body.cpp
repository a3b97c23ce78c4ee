#include "core/ddl_table_body.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "core/reference_rewrite.hpp"

namespace cutover {
namespace {

class TableBody {
  public:
    TableBody(DdlReader& reader, bool alters)
        : reader_(reader), table_(reader.change().objects.back()), alters_(alters) {}

    bool run() {
        while (!reader_.at_end()) {
            if (depth_ == 0 && reader_.symbol(";")) {
                return false;
            }
            if (!alters_ && begins_select()) {
                select();
                return true;
            }
            if (!step()) {
                return false;
            }
        }
        return true;
    }

  private:
    /// One token, or all tokens of a name that is understood.
    bool step() {
        const bool starts_clause = alters_ && depth_ == 0 && clause_starts_;
        clause_starts_ = false;
        if (starts_clause) {
            const std::size_t before = reader_.place();
            if (!clause()) {
                return false;
            }
            if (reader_.place() != before) {
                return true;
            }
        }
        if (is_reference()) {
            return reference();
        }
        if (is_name(reader_.at(reader_.place())) && reader_.symbol(".", 1)) {
            qualified();
            return true;
        }
        depth_ += reader_.symbol("(") ? 1U : 0U;
        depth_ -= reader_.symbol(")") && depth_ > 0 ? 1U : 0U;
        clause_starts_ = depth_ == 0 && reader_.symbol(",");
        if (depth_ == 0 && reader_.word("START") && reader_.word("TRANSACTION", 1)) {
            start_transaction();
        }
        reader_.seek(reader_.place() + 1);
        return true;
    }

    /// MySQL 8.0.21 logs CREATE TABLE ... SELECT as a CREATE TABLE that leaves its transaction open
    /// for the rows (WL#13355). The rows follow as events, and no client may say this.
    void start_transaction() {
        reader_.change().asides.push_back({reader_.place(), reader_.place() + 2});
        reader_.seek(reader_.place() + 1);
    }

    /// WITH also begins WITH SYSTEM VERSIONING and, in a key, WITH PARSER.
    [[nodiscard]] bool begins_select() const {
        if (reader_.word("SELECT")) {
            return true;
        }
        const bool with = reader_.word("WITH") && !reader_.word("SYSTEM", 1);
        return depth_ == 0 &&
               (with || reader_.word("AS") || reader_.word("VALUES") || reader_.word("TABLE"));
    }

    void select() {
        DdlChange& change = reader_.change();
        change.from_select = true;
        const char* const begin = reader_.at(reader_.place()).text.data();
        const std::string_view sql = change.logged.sql;
        const std::string_view rest = sql.substr(static_cast<std::size_t>(begin - sql.data()));
        for (const TableName& name :
             referenced_tables(rest, dialect_of(change.logged.sql_mode), change.logged.database)) {
            change.objects.push_back(
                {.kind = DdlObjectKind::table, .role = DdlRole::read, .name = name});
        }
        reader_.seek(reader_.size());
    }

    /// What begins a clause of ALTER TABLE and has to do with another table (MySQL manual, "ALTER
    /// TABLE Statement" and "... Partition Operations"; MariaDB: CONVERT).
    bool clause() {
        if (reader_.word("RENAME")) {
            return rename();
        }
        if (reader_.word("EXCHANGE") && reader_.word("PARTITION", 1)) {
            reader_.seek(reader_.place() + 3);
            return reader_.accept({"WITH", "TABLE"}) && object(DdlRole::altered);
        }
        if (reader_.word("CONVERT") && reader_.word("PARTITION", 1)) {
            reader_.seek(reader_.place() + 3);
            return reader_.accept({"TO", "TABLE"}) && object(DdlRole::created);
        }
        if (reader_.accept({"CONVERT", "TABLE"})) {
            return object(DdlRole::dropped);
        }
        if (reader_.word("DISCARD") || reader_.word("IMPORT")) {
            reader_.change().unclear =
                "it takes the table's rows from a file or gives them up (TABLESPACE)";
        }
        return true;
    }

    bool object(DdlRole role) { return reader_.object(DdlObjectKind::table, role); }

    /// RENAME COLUMN, INDEX and KEY are about parts of the table.
    bool rename() {
        if (reader_.word("COLUMN", 1) || reader_.word("INDEX", 1) || reader_.word("KEY", 1)) {
            return true;
        }
        reader_.accept({"RENAME"});
        if (!reader_.accept_one_of({"TO", "AS"})) {
            reader_.accept_symbol("=");
        }
        if (!object(DdlRole::renamed_to)) {
            return false;
        }
        std::vector<DdlObject>& objects = reader_.change().objects;
        const auto table =
            std::find_if(objects.begin(), objects.end(), [this](const DdlObject& other) {
                return other.first == table_.first && other.role == DdlRole::altered;
            });
        const bool again = table == objects.end();  // two RENAME: no server takes it
        if (!again) {
            table->role = DdlRole::renamed_from;
            const DdlObject fresh = objects.back();
            objects.pop_back();
            objects.insert(table + 1, fresh);
            moves_ = fresh.name.database != table_.name.database;
            note_parent();
        }
        return !again;
    }

    [[nodiscard]] bool is_reference() const {
        const bool of_sequence = (reader_.word("NEXT") || reader_.word("PREVIOUS")) &&
                                 reader_.word("VALUE", 1) && reader_.word("FOR", 2);
        const bool function =
            reader_.word("NEXTVAL") || reader_.word("LASTVAL") || reader_.word("SETVAL");
        return reader_.word("REFERENCES") || is_union() || of_sequence ||
               (function && reader_.symbol("(", 1));
    }

    [[nodiscard]] bool is_union() const {
        return depth_ == 0 && reader_.word("UNION") &&
               (reader_.symbol("(", 1) || (reader_.symbol("=", 1) && reader_.symbol("(", 2)));
    }

    bool reference() {
        if (is_union()) {
            return merged_tables();
        }
        // Servers look for an unqualified parent where the child is, not in the default database.
        if (reader_.accept({"REFERENCES"})) {
            unqualified_parent_ = unqualified_parent_ || !reader_.symbol(".", 1);
            note_parent();
            return reader_.object(DdlObjectKind::table, DdlRole::referenced, table_.name.database);
        }
        if (!reader_.accept({"NEXT", "VALUE", "FOR"}) &&
            !reader_.accept({"PREVIOUS", "VALUE", "FOR"})) {
            reader_.seek(reader_.place() + 2);  // a function and its parenthesis
            ++depth_;
        }
        return reader_.object(DdlObjectKind::sequence, DdlRole::referenced);
    }

    void note_parent() {
        if (moves_ && unqualified_parent_) {
            reader_.change().unclear =
                "an unqualified table after REFERENCES, while the table moves to another database";
        }
    }

    /// UNION [=] (t1, db.t2) of the MERGE engine; the list may be empty.
    bool merged_tables() {
        reader_.accept({"UNION"});
        reader_.accept_symbol("=");
        reader_.accept_symbol("(");
        if (reader_.accept_symbol(")")) {
            return true;
        }
        do {
            if (!object(DdlRole::referenced)) {
                return false;
            }
        } while (reader_.accept_symbol(","));
        return reader_.accept_symbol(")");
    }

    /// t.column or db.t.column: of the table itself the qualifier may go, as a column of any other
    /// table cannot stand here. sequence.nextval is Oracle mode's.
    void qualified() {
        const std::size_t first = reader_.place();
        const bool three = reader_.symbol(".", 3);
        const std::size_t last = first + (three ? 4U : 2U);
        const bool in_own_case = !reader_.change().logged.lower_case_names;
        const std::string table = name_of(reader_.at(last - 2));
        const bool same_table = in_own_case ? table == table_.name.table
                                            : ascii_lower(table) == ascii_lower(table_.name.table);
        const bool same_database = !three || name_of(reader_.at(first)) == table_.name.database;
        const bool of_sequence =
            is_word(reader_.at(last), "NEXTVAL") || is_word(reader_.at(last), "CURRVAL");
        if (same_table && same_database && is_name(reader_.at(last)) && !of_sequence) {
            reader_.change().asides.push_back({first, last});
            reader_.seek(last + 1);
            return;
        }
        reader_.change().unclear = "a qualified name whose meaning is not known";
        reader_.seek(first + 2);
    }

    DdlReader& reader_;
    const DdlObject table_;
    bool alters_;
    std::size_t depth_ = 0;
    bool clause_starts_ = true;
    bool moves_ = false;
    bool unqualified_parent_ = false;
};

}  // namespace

bool read_create_body(DdlReader& reader) {
    return TableBody(reader, false).run();
}

bool read_alter_body(DdlReader& reader) {
    return TableBody(reader, true).run();
}

}  // namespace cutover
