#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/chunk.hpp"
#include "core/row_source.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// Keys that cut the source into chunks of about `chunk_rows` rows: strictly increasing in the
/// server's order, never NULL, none repeated. Empty where there is no key or one chunk will do.
/// `where` is ignored: chunks must cover, sizes may differ.
///
/// A single integer key is cut by arithmetic, steered by EXPLAIN's guesses, which decide sizes
/// alone; any other key is walked, one step along its index for each row of the table.
///
/// With `chunk_rows` 0 nothing that the server guesses has a say: sessions that see one moment cut
/// alike, whatever was written since and whatever its statistics say. A single integer key is then
/// cut into some hundred parts of the keys that there are; they hold as many rows as they do.
[[nodiscard]] std::vector<KeyTuple> find_boundaries(
    Session& session, const RowSource& source, std::uint64_t chunk_rows);

/// As ReadLane::key_at().
[[nodiscard]] std::optional<KeyTuple> find_key(
    Session& session, const RowSource& source, const Chunk& chunk, std::uint64_t row);

}  // namespace cutover
