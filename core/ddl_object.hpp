#pragma once

#include <cstddef>
#include <cstdint>

#include "core/names.hpp"

namespace cutover {

enum class DdlObjectKind : std::uint8_t {
    database,  ///< Its name has no table.
    table,     ///< In RENAME TABLE and ALTER TABLE it may also be a view or a sequence.
    view,
    procedure,
    function,
    trigger,
    event,
    sequence,
    package,
};

enum class DdlRole : std::uint8_t {
    created,
    altered,  ///< Also truncated, given an index, exchanged with a partition.
    dropped,
    renamed_from,  ///< In an ALTER: it may be altered as well.
    renamed_to,    ///< Stands behind its renamed_from.
    read,          ///< Of LIKE and of a SELECT, also a view's.
    referenced,    ///< By a foreign key, UNION=(...), a default's sequence; a trigger's table.
};

struct DdlObject {
    DdlObjectKind kind = DdlObjectKind::table;
    DdlRole role = DdlRole::altered;
    TableName name{};  ///< No database: unqualified, and the session had no default one.
    /// Its name is in [first, end) of meaningful_tokens(); where both are equal it is understood
    /// there (ALTER DATABASE ...) and both are 0 where it comes from a SELECT.
    std::size_t first = 0;
    std::size_t end = 0;
};

}  // namespace cutover
