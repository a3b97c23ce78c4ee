#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ddl_change.hpp"
#include "core/ddl_scope.hpp"
#include "core/name_mapping.hpp"
#include "core/server_facts.hpp"

namespace cutover {

/// Why a statement that touches the selection is not replayed as it is, and someone has to decide.
enum class DdlObstacle : std::uint8_t {
    none,
    not_understood,
    /// Changes of rows that no row image follows. Those of one table that is not selected are
    /// passed over; what triggers of it do elsewhere is not seen.
    rows_by_statement,
    no_database,       ///< An unqualified name, and the session had no default database.
    unclear_name,      ///< A name that tokens cannot tell the meaning of.
    mixed_objects,     ///< One of several objects is not selected, and they cannot be parted.
    renamed_out,       ///< A table leaves the selection: its changes would be lost (M7).
    renamed_in,        ///< A table comes into it, with rows that were never copied.
    renamed_column,    ///< A column that the task renames is named where tokens cannot tell.
    partial_database,  ///< DROP DATABASE, and more or less than its tables is over there.
    missing_rows,      ///< Rows or a definition would come from what is not over there.
    unsupported,
};

/// "renamed_out", ...
[[nodiscard]] std::string_view to_text(DdlObstacle obstacle);

/// What the task makes of objects. Lives as long as the call.
struct DdlTarget {
    const NameMapping& names;  ///< With what the statement brings: see learn_names().
    const ServerFacts& destination;
    std::function<DdlShare(const DdlObject&)> share{};
};

struct DdlRewrite {
    std::vector<std::string> statements{};  ///< Empty, with no obstacle: none of it is selected.
    DdlObstacle obstacle = DdlObstacle::none;
    std::string reason{};  ///< For people, printable; empty where there is no obstacle.
};

/// The statement for the destination, to be run under the sql_mode of the logged one and with its
/// default database's name over there as the default one:
/// - every name of an object is qualified and quoted, and is what `names` says; columns that the
///   task renames too, where the grammar says that they are columns;
/// - of DROP and RENAME of several only what is selected is left; a swap through a name that is not
///   selected is whole, for what counts is where a table ends;
/// - views, routines, triggers and events as rewrite_code() makes them: no DEFINER, SQL SECURITY
///   INVOKER, DISABLE;
/// - without WAIT and START TRANSACTION; a function or trigger that is dropped may be missing,
///   because it may be a loadable function, or of a table that is not selected.
/// Nothing that is selected is left out without an obstacle. The result was parsed again and is the
/// same kind of statement about the same objects, all of them qualified.
[[nodiscard]] DdlRewrite rewrite_ddl(const DdlChange& change, const DdlTarget& target);

}  // namespace cutover
