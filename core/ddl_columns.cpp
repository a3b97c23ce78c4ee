#include "core/ddl_columns.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "core/routine_head.hpp"

namespace cutover {
namespace {

class Parts {
  public:
    Parts(const DdlChange& change, const std::vector<SqlToken>& tokens)
        : change_(change), tokens_(tokens), table_(change.objects.front()) {}

    std::vector<DdlPart> find() {
        at_ = table_.end;
        switch (change_.kind) {
            case DdlKind::create_table: create_table(); break;
            case DdlKind::alter_table: alter_table(); break;
            case DdlKind::create_index:
            case DdlKind::drop_index: index(); break;
            default: break;
        }
        return std::move(parts_);
    }

  private:
    [[nodiscard]] const SqlToken& token(std::size_t place) const {
        return place < tokens_.size() ? tokens_[place] : nothing_;
    }

    [[nodiscard]] bool word(std::string_view upper) const { return is_word(token(at_), upper); }

    [[nodiscard]] bool symbol(std::string_view text) const { return is_symbol(token(at_), text); }

    bool accept_one_of(std::initializer_list<std::string_view> words) {
        const bool here = std::any_of(
            words.begin(), words.end(), [this](std::string_view upper) { return word(upper); });
        at_ += here ? 1U : 0U;
        return here;
    }

    void skip_if_exists() {
        if (accept_one_of({"IF"})) {
            accept_one_of({"NOT"});
            accept_one_of({"EXISTS"});
        }
    }

    void column(const TableName& table) {
        if (is_name(token(at_))) {
            parts_.push_back({at_++, table});
        }
    }

    void other() {
        if (is_name(token(at_))) {
            parts_.push_back({at_++, std::nullopt});
        }
    }

    /// (a, b(10) DESC, (expression)): a name that stands first in a part.
    void key_parts(const TableName& table) {
        const std::size_t end = after_parentheses(tokens_, at_);
        bool first = true;
        for (++at_; at_ + 1 < end; ++at_) {
            if (first && is_name(token(at_)) && !is_symbol(token(at_ + 1), ".")) {
                parts_.push_back({at_, table});
            }
            first = symbol(",");
            if (symbol("(")) {
                at_ = after_parentheses(tokens_, at_) - 1;
            }
        }
        at_ = end;
    }

    /// Up to the comma or parenthesis that ends the entry, noting what REFERENCES and AFTER name.
    void rest_of_entry() {
        while (at_ < tokens_.size() && !symbol(",") && !symbol(")")) {
            if (accept_one_of({"REFERENCES"})) {
                references();
            } else if (word("AFTER") && change_.kind == DdlKind::alter_table) {
                ++at_;
                column(table_.name);
            } else if (symbol("(")) {
                at_ = after_parentheses(tokens_, at_);
            } else {
                ++at_;
            }
        }
    }

    void references() {
        const auto parent = std::find_if(
            change_.objects.begin(), change_.objects.end(), [this](const DdlObject& object) {
                return object.role == DdlRole::referenced && object.first == at_;
            });
        if (parent != change_.objects.end()) {
            at_ = parent->end;
            if (symbol("(")) {
                key_parts(parent->name);
            }
        }
    }

    [[nodiscard]] bool is_key_word() const {
        const bool vector =
            word("VECTOR") && (is_word(token(at_ + 1), "KEY") || is_word(token(at_ + 1), "INDEX") ||
                               is_symbol(token(at_ + 1), "("));
        return vector || word("PRIMARY") || word("UNIQUE") || word("KEY") || word("INDEX") ||
               word("FULLTEXT") || word("SPATIAL") || word("FOREIGN");
    }

    /// A column, key or constraint of CREATE TABLE or behind ADD.
    void entry() {
        if (accept_one_of({"CONSTRAINT"}) && !is_key_word() && !word("CHECK")) {
            other();
        }
        const bool period = word("PERIOD") && is_word(token(at_ + 1), "FOR");
        if (is_key_word()) {
            while (at_ < tokens_.size() && !symbol("(") && !symbol(",")) {
                parts_.push_back({at_++, std::nullopt});  // KEY name USING BTREE
            }
            if (symbol("(")) {
                key_parts(table_.name);
            }
        } else if (!word("CHECK") && !period && !word("PARTITION")) {
            column(table_.name);
        }
        rest_of_entry();
    }

    void entries() {
        do {
            ++at_;
            entry();
        } while (symbol(","));
        at_ += symbol(")") ? 1U : 0U;
    }

    void create_table() {
        if (symbol("(")) {
            entries();
        }
    }

    void alter_table() {
        at_ += word("WAIT") ? 2U : word("NOWAIT") ? 1U : 0U;
        while (at_ < tokens_.size()) {
            clause();
            rest_of_entry();
            if (!symbol(",")) {
                return;
            }
            ++at_;
        }
    }

    void clause() {
        if (accept_one_of({"ADD"})) {
            add();
        } else if (accept_one_of({"DROP"})) {
            drop();
        } else if (accept_one_of({"MODIFY"})) {
            optional_column_word();
            column(table_.name);
        } else if (accept_one_of({"CHANGE"})) {
            optional_column_word();
            column(table_.name);
            column(table_.name);
        } else if (accept_one_of({"ALTER"})) {
            alter_part();
        } else if (accept_one_of({"RENAME"})) {
            rename();
        }
    }

    void optional_column_word() {
        accept_one_of({"COLUMN"});
        skip_if_exists();
    }

    void add() {
        optional_column_word();
        if (symbol("(")) {
            entries();
        } else {
            entry();
        }
    }

    void drop() {
        const bool versioning = word("SYSTEM") && is_word(token(at_ + 1), "VERSIONING");
        const bool period = word("PERIOD") && is_word(token(at_ + 1), "FOR");
        if (word("PARTITION") || word("PRIMARY") || versioning || period) {
            return;
        }
        accept_one_of({"FOREIGN"});
        if (accept_one_of({"INDEX", "KEY", "CONSTRAINT", "CHECK"})) {
            skip_if_exists();
            other();
            return;
        }
        optional_column_word();
        column(table_.name);
    }

    void alter_part() {
        if (accept_one_of({"INDEX", "KEY", "CONSTRAINT", "CHECK"})) {
            skip_if_exists();
            other();
            return;
        }
        optional_column_word();
        column(table_.name);
    }

    void rename() {
        const bool of_column = word("COLUMN");
        if (!accept_one_of({"COLUMN", "INDEX", "KEY"})) {
            return;
        }
        skip_if_exists();
        for (int name = 0; name < 2; ++name) {
            if (of_column) {
                column(table_.name);
            } else {
                other();
            }
            accept_one_of({"TO"});
        }
    }

    /// INDEX name [USING type] ON table (parts): also the name is no column.
    void index() {
        for (at_ = 0; at_ < table_.first; ++at_) {
            if (is_name(token(at_))) {
                parts_.push_back({at_, std::nullopt});
            }
        }
        at_ = table_.end;
        if (change_.kind == DdlKind::create_index && symbol("(")) {
            key_parts(table_.name);
        }
    }

    const DdlChange& change_;
    const std::vector<SqlToken>& tokens_;
    const DdlObject& table_;
    std::size_t at_ = 0;
    std::vector<DdlPart> parts_{};
    SqlToken nothing_{};
};

}  // namespace

std::vector<DdlPart> parts_of(const DdlChange& change, const std::vector<SqlToken>& tokens) {
    return change.objects.empty() ? std::vector<DdlPart>{} : Parts(change, tokens).find();
}

}  // namespace cutover
