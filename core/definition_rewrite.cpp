#include "core/definition_rewrite.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/reference_rewrite.hpp"
#include "core/routine_head.hpp"

namespace cutover {
namespace {

/// `root` as a word, a quoted name or a string, or the @`host` of a variable token.
std::string account_part(const SqlToken& token, const SqlDialect& dialect) {
    if (token.kind == TokenKind::variable) {
        const std::string_view text = token.text.substr(1);
        const bool quotes = !text.empty() && (text[0] == '`' || text[0] == '\'' || text[0] == '"');
        return quotes ? name_of({TokenKind::quoted_name, text}) : std::string(text);
    }
    return token.kind == TokenKind::string ? value_of(token, dialect) : name_of(token);
}

std::string_view keyword_of(ObjectKind kind) {
    switch (kind) {
        case ObjectKind::view: return "VIEW";
        case ObjectKind::trigger: return "TRIGGER";
        case ObjectKind::procedure: return "PROCEDURE";
        case ObjectKind::function: return "FUNCTION";
        case ObjectKind::event: return "EVENT";
        case ObjectKind::sequence: return "SEQUENCE";
    }
    return "VIEW";
}

/// Rewrites one definition; `next_` is the place that has been reached.
class Definition {
  public:
    Definition(
        const CodeObject& object,
        const NameMapping& names,
        const ServerFacts& destination,
        const std::string& session_database)
        : object_(object),
          names_(names),
          destination_(destination),
          session_database_(session_database.empty() ? object.name.database : session_database),
          edit_(object.create_statement, dialect_of(object.sql_mode)) {}

    std::string run() {
        head();
        switch (object_.kind) {
            case ObjectKind::procedure:
            case ObjectKind::function: routine(); break;
            case ObjectKind::trigger: trigger(); break;
            case ObjectKind::event: event(); break;
            case ObjectKind::view:
            case ObjectKind::sequence: break;
        }
        const bool is_view = object_.kind == ObjectKind::view;  // code looks where it is itself
        ReferenceContext context{.database = is_view ? session_database_ : object_.name.database};
        if (object_.kind == ObjectKind::trigger) {
            context.row_table = TableName{object_.name.database, object_.table};
        }
        rename_references(edit_, next_, context, names_);
        respell_character_sets(edit_, destination_);
        return edit_.text();
    }

  private:
    /// {CREATE | ALTER} ... KIND [IF NOT EXISTS] name
    void head() {
        const std::string_view keyword = keyword_of(object_.kind);
        bool says_security = object_.kind != ObjectKind::view;
        for (next_ = 0; next_ < edit_.size() && !edit_.word(next_, keyword); ++next_) {
            alters_ = alters_ || edit_.word(next_, "ALTER");
            if (edit_.word(next_, "DEFINER") && edit_.symbol(next_ + 1, "=")) {
                const std::size_t end = definer_end();
                edit_.remove(next_, end);
                next_ = end - 1;
            } else if (edit_.word(next_, "SECURITY")) {
                says_security = true;
                edit_.replace(++next_, "INVOKER");
            }
        }
        if (!says_security) {  // only a statement that was logged, and then DEFINER is meant
            edit_.replace(next_, "SQL SECURITY INVOKER " + std::string(edit_.at(next_).text));
        }
        name();
    }

    void name() {
        ++next_;
        next_ += edit_.word(next_, "IF") && edit_.word(next_ + 1, "NOT") ? 3U : 0U;
        if (edit_.symbol(next_ + 1, ".")) {
            edit_.remove(next_, next_ + 2);
            next_ += 2;
        }
        const bool table_like =
            object_.kind == ObjectKind::view || object_.kind == ObjectKind::sequence;
        const TableName there =
            table_like ? names_.table(object_.name)
                       : TableName{names_.database(object_.name.database), object_.name.table};
        edit_.replace(next_++, quoted_name(there));
    }

    /// Behind DEFINER = user, user@host or current_user().
    [[nodiscard]] std::size_t definer_end() const {
        const std::size_t rest = next_ + 3;
        if (edit_.at(rest).kind == TokenKind::variable) {
            return rest + (edit_.at(rest).text == "@" ? 2 : 1);
        }
        return edit_.symbol(rest, "(") ? rest + 2 : rest;
    }

    /// SHOW CREATE prints SQL SECURITY among the characteristics, and only where it is INVOKER.
    void routine() {
        const RoutineHead head = routine_head(edit_.tokens(), next_);
        next_ = head.body;
        for (std::size_t at = head.characteristics; at < head.body; ++at) {
            if (edit_.word(at, "SECURITY")) {
                edit_.replace(at + 1, "INVOKER");
                return;
            }
        }
        edit_.insert_after(head.characteristics - 1, "\n    SQL SECURITY INVOKER");
    }

    /// BEFORE INSERT ON [db.]table
    void trigger() {
        while (next_ < edit_.size() && !edit_.word(next_, "ON")) {
            ++next_;
        }
        ++next_;
        if (edit_.symbol(next_ + 1, ".")) {
            edit_.remove(next_, next_ + 2);
            next_ += 2;
        }
        if (next_ < edit_.size()) {
            edit_.replace(
                next_++, quoted_name(names_.table({object_.name.database, object_.table})));
        }
    }

    /// ON SCHEDULE ... [ON COMPLETION [NOT] PRESERVE] [RENAME TO name]
    /// [ENABLE | DISABLE [ON {SLAVE | REPLICA}]] [COMMENT text] [DO body]: SHOW CREATE leaves out
    /// only RENAME, a statement that was logged has what its author wrote.
    void event() {
        bool says_status = alters_;  // without one an ALTER leaves the event disabled
        for (; next_ < edit_.size() && !edit_.word(next_, "DO"); ++next_) {
            const bool status = edit_.word(next_, "ENABLE") || edit_.word(next_, "DISABLE");
            const bool comment =
                edit_.word(next_, "COMMENT") && edit_.at(next_ + 1).kind == TokenKind::string;
            if (status) {
                says_status = true;
                edit_.replace(next_, "DISABLE");
                if (edit_.word(next_ + 1, "ON")) {
                    edit_.remove(next_ + 1, next_ + 3);
                }
            } else if (edit_.word(next_, "RENAME") && edit_.word(next_ + 1, "TO")) {
                rename_event();
            } else if (comment && !says_status) {
                says_status = true;
                edit_.insert_after(next_ - 1, " DISABLE");
            }
        }
        if (next_ < edit_.size() && !says_status) {
            edit_.insert_after(next_ - 1, " DISABLE");
        }
    }

    void rename_event() {
        next_ += 2;
        std::string database = session_database_;
        if (edit_.symbol(next_ + 1, ".")) {
            database = name_of(edit_.at(next_));
            edit_.remove(next_, next_ + 2);
            next_ += 2;
        }
        const std::string fresh = name_of(edit_.at(next_));
        edit_.replace(next_, quoted_name(TableName{names_.database(database), fresh}));
    }

    const CodeObject& object_;
    const NameMapping& names_;
    const ServerFacts& destination_;
    std::string session_database_;
    TokenEdit edit_;
    std::size_t next_ = 0;
    bool alters_ = false;
};

}  // namespace

std::string definer_of(std::string_view create_statement, const SqlDialect& dialect) {
    const std::vector<SqlToken> tokens = meaningful_tokens(create_statement, dialect);
    for (std::size_t i = 0; i + 2 < tokens.size() && !is_symbol(tokens[i], "("); ++i) {
        if (is_word(tokens[i], "DEFINER") && is_symbol(tokens[i + 1], "=")) {
            const bool has_host =
                i + 3 < tokens.size() && tokens[i + 3].kind == TokenKind::variable;
            return account_part(tokens[i + 2], dialect) +
                   (has_host ? "@" + account_part(tokens[i + 3], dialect) : std::string());
        }
    }
    return {};
}

std::string rewrite_code(
    const CodeObject& object,
    const NameMapping& names,
    const ServerFacts& destination,
    const std::string& session_database) {
    return Definition(object, names, destination, session_database).run();
}

/// By what stands before them: CHARSET [=] x, CHARACTER SET [=] x, COLLATE [=] x, USING x.
void respell_character_sets(TokenEdit& edit, const ServerFacts& server) {
    for (std::size_t at = 1; at < edit.size(); ++at) {
        const SqlToken& token = edit.at(at);
        const std::size_t before = at - (at > 1 && edit.symbol(at - 1, "=") ? 2U : 1U);
        const bool named =
            is_name(token) && (edit.word(before, "CHARSET") || edit.word(before, "COLLATE") ||
                               edit.word(before, "SET") || edit.word(before, "USING"));
        const bool introducer =
            token.kind == TokenKind::word && token.text.starts_with('_') &&
            (edit.at(at + 1).kind == TokenKind::string || edit.at(at + 1).kind == TokenKind::bits);
        if (named || introducer) {
            const std::string name = ascii_lower(name_of(token));
            const std::string fresh = server_spelling(name, server);
            if (fresh != name) {
                edit.replace(at, fresh);
            }
        }
    }
}

std::string server_spelling(
    std::string_view character_set_or_collation, const ServerFacts& server) {
    const std::string_view mark = character_set_or_collation.starts_with('_') ? "_" : "";
    const std::string_view bare = character_set_or_collation.substr(mark.size());
    const auto known = [&](const std::string& spelling) {
        return server.character_sets.contains(spelling) || server.collations.contains(spelling);
    };
    std::string other;
    if (bare == "utf8" || bare.starts_with("utf8_")) {
        other = "utf8mb3" + std::string(bare.substr(4));
    } else if (bare == "utf8mb3" || bare.starts_with("utf8mb3_")) {
        other = "utf8" + std::string(bare.substr(7));
    }
    const bool respelt = !other.empty() && !known(std::string(bare)) && known(other);
    return respelt ? std::string(mark) + other : std::string(character_set_or_collation);
}

std::string server_sql_mode(std::string_view sql_mode, const ServerFacts& server) {
    const bool dropped = server.flavour == Flavour::mysql && server.version.major >= 8;
    std::string modes;
    for (std::size_t at = 0; at < sql_mode.size();) {
        const std::size_t end = std::min(sql_mode.find(',', at), sql_mode.size());
        const std::string_view mode = sql_mode.substr(at, end - at);
        if (!(dropped && mode == "NO_AUTO_CREATE_USER")) {
            modes += (modes.empty() ? "" : ",") + std::string(mode);
        }
        at = end + 1;
    }
    return modes;
}

}  // namespace cutover
