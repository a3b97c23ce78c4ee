#pragma once

#include <string>
#include <vector>

#include "core/cell_form.hpp"
#include "core/key.hpp"
#include "core/names.hpp"

namespace cutover {

/// A column as it is read from one server.
struct ReadColumn {
    std::string name{};
    CellForm form = CellForm::integer;
    bool as_utf8mb4 = false;       ///< Of text: converted by the server, for the two sides differ.
    unsigned fraction_digits = 0;  ///< Of date and time.
    bool is_date_only = false;     ///< DATE: no time of day.
    std::uint64_t width = 0;       ///< BINARY(n): n, to pad to; 0 for other types.
    std::vector<std::string> members{};  ///< Of enumeration and set, as UTF-8.
    std::string character_set{};  ///< Of text: the column's own; to show its values to people.
};

/// Which rows and columns of a table to read, and by which key to cut it.
struct RowSource {
    TableName table{};
    std::vector<ReadColumn> columns{};
    std::vector<KeyColumn> key{};  ///< Empty: the table is read as one chunk.
    std::string key_name{};        ///< Its index on that server, to be used; empty: no hint.
    std::string where{};           ///< The task's own condition, as SQL; empty: all rows.

    /// Further tables whose rows are to be read behind its own, in the same forms and by keys of
    /// the same order. For verify alone: a ReadLane knows of `table` only.
    std::vector<RowSource> also{};
};

[[nodiscard]] std::vector<CellForm> forms_of(const RowSource& source);

enum class OnConflict {
    fail,           ///< A row that is there already is an error.
    keep_existing,  ///< It stays as it is.
    overwrite,      ///< It is replaced by key.
};

struct WriteColumn {
    std::string name{};
    std::size_t block_column = 0;      ///< Which column of the RowBlock it is filled from.
    std::string from_character_set{};  ///< Of text: what the block holds it in, where the column
                                       ///< has another set; the server converts.
    std::string data_type{};           ///< DATA_TYPE over there: "bit", "year", "uuid" and "json"
                                       ///< each want their values spelt in a way of their own.

    friend bool operator==(const WriteColumn&, const WriteColumn&) = default;
};

/// Where rows go. Generated columns are read and compared, but never written.
struct RowTarget {
    TableName table{};
    std::vector<WriteColumn> columns{};
    OnConflict on_conflict = OnConflict::fail;

    friend bool operator==(const RowTarget&, const RowTarget&) = default;
};

}  // namespace cutover
