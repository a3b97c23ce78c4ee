#include "mysql/read_lane.hpp"

#include <utility>

#include "mysql/key_boundaries.hpp"
#include "mysql/row_reader.hpp"

namespace cutover {

MysqlReadLane::MysqlReadLane(Session session, std::shared_ptr<LargeRows> large_rows)
    : session_(std::move(session)), large_rows_(std::move(large_rows)) {
    take_text_as_stored(session_);
}

void MysqlReadLane::read(
    const RowSource& source, const Chunk& chunk, RowBlock& block, const RowSink& sink) {
    read_rows(*fetch_chunk(session_, source, chunk, large_rows_.get()), {}, block, sink);
}

std::optional<std::uint64_t> MysqlReadLane::rows_sent() {
    return cutover::rows_sent(session_);
}

std::uint64_t MysqlReadLane::count(const RowSource& source) {
    return count_rows(session_, source);
}

std::vector<KeyTuple> MysqlReadLane::boundaries(const RowSource& source, std::uint64_t chunk_rows) {
    return find_boundaries(session_, source, chunk_rows);
}

}  // namespace cutover
