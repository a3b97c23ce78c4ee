#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ddl_change.hpp"
#include "core/object_selection.hpp"
#include "core/shadow_memory.hpp"

namespace cutover {

/// A shadow table that has taken the place of the real one.
struct Swap {
    TableName real{};
    TableName shadow{};
    std::vector<ShadowStatement> statements{};  ///< What made the one of the other, in order.
};

/// What a statement of the log is to the online changes that are under way.
struct OnlineStep {
    enum class Kind : std::uint8_t {
        usual,    ///< Nothing: it goes its usual way.
        noted,    ///< It is one of a tool's: nothing happens over there.
        swapped,  ///< What was remembered is to be replayed on the real tables.
        refused,
    };

    Kind kind = Kind::usual;
    std::vector<Swap> swaps{};
    std::string refusal{};            ///< Why, for people.
    std::optional<TableName> made{};  ///< A shadow table that was made now.
};

/// Takes the statement into the memory. With what the log repeats after a crash the memory comes
/// to be the same again, and a swap that memory.swapped names has no statements any more. What is
/// refused it forgets: the memory is kept then only where a person has decided on the statement.
///
/// Remembered are ALTER TABLE, CREATE INDEX and DROP INDEX on a shadow table of a table that is
/// selected. CREATE TABLE ... LIKE the real one begins anew, DROP TABLE forgets; whatever else is
/// done to the shadow, or to the real table meanwhile, is an obstacle, which stops the swap. The
/// swap is RENAME TABLE or ALTER TABLE ... RENAME, of both tables at once or of one after the
/// other.
[[nodiscard]] OnlineStep take_step(
    ShadowMemory& memory,
    const ObjectSelection& selection,
    const DdlChange& change,
    const ShadowStatement& logged);

/// The statement as if it named the real table: its names are other ones, its text is not changed.
[[nodiscard]] DdlChange on_real_table(DdlChange change, const Swap& swap);

}  // namespace cutover
