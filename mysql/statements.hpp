#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/chunk.hpp"
#include "core/insert_statement.hpp"
#include "core/row_source.hpp"

namespace cutover {

/// One value for a `?`. The form says as which type it is bound, so that the server compares it
/// as it orders the column.
struct Parameter {
    KeyValue value{};
    CellForm form = CellForm::integer;
    bool is_plain_text = false;  ///< Text of a type without character set (UUID, INET6).
};

/// A statement to prepare, with what is bound to it, in order.
struct Statement {
    std::string sql{};
    std::vector<Parameter> parameters{};
};

/// The rows of the chunk, in no order: digests need none, and a range of the clustered key comes
/// in its order anyway. A bounded chunk is read by the key's own index, whatever the optimiser
/// would guess: half of a table by a full scan, for each of its chunks, is the alternative.
///
/// ENUM and SET are read as their numbers, for members are compared by the definition's text.
[[nodiscard]] Statement select_rows(const RowSource& source, const Chunk& chunk);

/// COUNT(*) and two sums over the chunk's rows, of one half of each row's MD5 each (ServerDigest).
/// The first is negative where a row has no MD5, for it would not fit into max_allowed_packet.
[[nodiscard]] Statement digest_rows(const RowSource& source, const Chunk& chunk);

/// For how many keys a statement of select_keys() is to be. So few that every optimiser still looks
/// each of them up in the index: MySQL 5.7 and later give a range of values 8 MB of memory
/// (range_optimizer_max_mem_size), and a statement may hold 65,535 values.
[[nodiscard]] std::size_t keys_at_once(const RowSource& source);

/// The rows with these keys, at least one; each is looked up in the key's own index.
[[nodiscard]] Statement select_keys(const RowSource& source, std::span<const KeyTuple> keys);

/// The number of rows that the chunks of the source have together.
[[nodiscard]] Statement count_rows(const RowSource& source);

/// Smallest and largest key of a source with one key column; ignores `where`.
[[nodiscard]] Statement select_key_range(
    const RowSource& source,
    const std::optional<KeyTuple>& after,
    const std::optional<KeyTuple>& up_to);

/// Where a chunk of `rows` rows behind `after` ends: the key of its last row, if it has so many.
/// Ignores `where`: chunks need cover, not equal size.
[[nodiscard]] Statement select_boundary(
    const RowSource& source, const std::optional<KeyTuple>& after, std::uint64_t rows);

/// The key of the chunk's row of that number, from 1, among those of the source's `where`.
[[nodiscard]] Statement select_key_at(
    const RowSource& source, const Chunk& chunk, std::uint64_t row);

/// EXPLAIN of reading the keys in (after, up_to]; its `rows` is a guess.
[[nodiscard]] Statement explain_range(
    const RowSource& source,
    const std::optional<KeyTuple>& after,
    const std::optional<KeyTuple>& up_to);

/// INSERT of one row with a `?` for each of the target's columns.
[[nodiscard]] std::string insert_bound(const RowTarget& target);

/// True where a column takes a number from LOAD DATA only by way of a variable: as text, 0 is the
/// YEAR 2000, and a BIT is a string of its own.
[[nodiscard]] bool is_number_in_disguise(const WriteColumn& column, CellForm form);

/// LOAD DATA LOCAL of tab-separated lines with backslash escapes, bytes taken as they are.
[[nodiscard]] std::string load_data(const RowTarget& target, const std::vector<CellForm>& forms);

}  // namespace cutover
