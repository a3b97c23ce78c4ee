#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/ddl_change.hpp"
#include "core/sql_tokens.hpp"

namespace cutover {

/// Goes through the tokens of one statement and writes what it finds into a change. Past the end
/// are tokens of no text, so nothing has to ask how many are left. Used by the parsers of the
/// kinds of statements only; `change` must outlive it.
class DdlReader {
  public:
    DdlReader(const std::vector<SqlToken>& tokens, DdlChange& change)
        : tokens_(tokens), change_(change) {}

    [[nodiscard]] const SqlToken& at(std::size_t place) const;

    [[nodiscard]] std::size_t place() const { return place_; }

    [[nodiscard]] std::size_t size() const { return tokens_.size(); }

    [[nodiscard]] const std::vector<SqlToken>& tokens() const { return tokens_; }

    [[nodiscard]] DdlChange& change() { return change_; }

    void seek(std::size_t place) { place_ = place; }

    [[nodiscard]] bool word(std::string_view upper, std::size_t ahead = 0) const;
    [[nodiscard]] bool symbol(std::string_view text, std::size_t ahead = 0) const;

    /// Steps over all of these words, or over none where one is missing.
    bool accept(std::initializer_list<std::string_view> words);
    bool accept_one_of(std::initializer_list<std::string_view> words);
    bool accept_symbol(std::string_view text);

    /// [IF EXISTS]
    void accept_if_exists();

    /// [IF NOT EXISTS]
    void accept_if_not_exists() { accept({"IF", "NOT", "EXISTS"}); }

    /// [WAIT n | NOWAIT] of MariaDB: how long the source's session would wait is no matter of the
    /// replay, so it is an aside.
    void accept_wait();

    /// name or name.name; false where none stands here, or one of three parts. An unqualified one
    /// is looked for in `database`.
    bool object(DdlObjectKind kind, DdlRole role, const std::string& database);

    /// The same in the session's default database.
    bool object(DdlObjectKind kind, DdlRole role) {
        return object(kind, role, change_.logged.database);
    }

    bool database(DdlRole role);

    /// The name that begins at the place; does not move. `end` is behind it.
    struct Name {
        TableName name{};
        std::size_t end = 0;  ///< The place itself where there is no name.
    };

    [[nodiscard]] Name name_at(
        std::size_t place, DdlObjectKind kind, const std::string& database) const;

    /// Nothing is left, but for one semicolon.
    [[nodiscard]] bool at_end() const;

    /// Behind the parenthesis that opens here, or the place itself.
    void skip_parentheses();

  private:
    [[nodiscard]] std::string folded(std::string name) const;

    const std::vector<SqlToken>& tokens_;
    DdlChange& change_;
    std::size_t place_ = 0;
    SqlToken nothing_{};
};

}  // namespace cutover
