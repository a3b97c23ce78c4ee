#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/change_target.hpp"
#include "core/row_image.hpp"

namespace cutover {

enum class ApplyMode {
    exact,          ///< Each row must be there, or not be there, as the log has it.
    converge,       ///< By key, whatever is there: what was goes, found or not, and what is comes.
    overwrite,      ///< The same, and what was not as the log has it is a conflict on record.
    where_present,  ///< Of an update: a row that is not there is none of the task's.
    over_where_present,  ///< The same, and what stands in the way of the row's new values goes.
};

/// SQL that applies logged rows, in their order, in one text: statements joined by semicolons, so
/// that many of them cost one round trip. Any session of the destination reads it the same.
struct ChangeStatements {
    struct Statement {
        std::size_t begin = 0;  ///< In `sql`.
        std::size_t end = 0;    ///< Behind its last character; a semicolon may follow.
        RowChange change = RowChange::insert;
        TableName table{};                    ///< The destination's.
        std::optional<std::uint64_t> rows{};  ///< How many it must find or write; empty: any.
        std::uint64_t enum_errors = 0;  ///< Values '' that are no member: each makes a warning.
        bool may_conflict = false;      ///< To find other than `rows` is put on record, no error.
        std::size_t condition = 0;      ///< In `sql`: how it finds its row; 0: it does not.
        std::string key{};              ///< The same, of one that does not and may conflict.
    };

    std::string sql{};
    std::vector<Statement> statements{};

    [[nodiscard]] std::string_view text_of(const Statement& statement) const {
        return std::string_view(sql).substr(statement.begin, statement.end - statement.begin);
    }

    void clear();
};

/// Appends what applies the rows of one event. Pure.
///
/// A row is changed or deleted where its key is found, several of them in one statement where their
/// order cannot matter and the key is a number; a table without a key is searched by all of a row's
/// values, byte for byte, for one of possibly several equal rows. To
/// converge, what was there goes, found or not, and what is there then comes, over whatever has its
/// key or one of its unique values: that row has changes of its own still to come in the log. Of
/// equal rows without a key that could be done but once, so copies of several moments are none.
void append_changes(
    const ChangeTarget& target,
    RowChange change,
    const RowImages& images,
    ApplyMode mode,
    ChangeStatements& statements);

/// "changing a row of shop.orders", for errors.
[[nodiscard]] std::string purpose_of(const ChangeStatements::Statement& statement);

/// How the statement's row is found, for people: "`id` <=> 7", cut short where it is long; empty
/// where it is not.
[[nodiscard]] std::string key_text(
    const ChangeStatements& changes, const ChangeStatements::Statement& statement);

}  // namespace cutover
