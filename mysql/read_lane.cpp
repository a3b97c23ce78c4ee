#include "mysql/read_lane.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include <mysql.h>

#include "mysql/key_boundaries.hpp"
#include "mysql/progress_reading.hpp"
#include "mysql/row_reader.hpp"
#include "mysql/statements.hpp"

namespace cutover {

MysqlReadLane::MysqlReadLane(
    Session session, std::shared_ptr<LargeRows> large_rows, bool can_let_go)
    : session_(std::move(session)), large_rows_(std::move(large_rows)), can_let_go_(can_let_go) {
    take_text_as_stored(session_);
}

/// A transaction keeps the metadata lock of every table that it has read, and whoever changes a
/// definition waits for that, with everybody who comes after it.
Session& MysqlReadLane::reading() {
    if (can_let_go_ && !has_savepoint_) {
        session_.execute("SAVEPOINT cutover_moment", "setting up the session");
        has_savepoint_ = true;
    }
    return session_;
}

void MysqlReadLane::let_go() {
    const Turn turn(*this);
    if (has_savepoint_) {
        session_.execute("ROLLBACK TO SAVEPOINT cutover_moment", "letting go of what was read");
    }
}

void MysqlReadLane::read(
    const RowSource& source, const Chunk& chunk, RowBlock& block, const RowSink& sink) {
    const Turn turn(*this);
    read_rows(*fetch_chunk(reading(), source, chunk, large_rows_.get()), {}, block, sink);
}

void MysqlReadLane::read_keys(
    const RowSource& source,
    const std::vector<KeyTuple>& keys,
    RowBlock& block,
    const RowSink& sink) {
    const Turn turn(*this);
    const std::size_t at_once = keys_at_once(source);
    const FetchOptions options{.large_rows = large_rows_.get(), .kept = &by_keys_};
    for (std::size_t begin = 0; begin < keys.size(); begin += at_once) {
        const std::size_t count = std::min(at_once, keys.size() - begin);
        const std::span<const KeyTuple> some(keys.data() + begin, count);
        read_rows(*fetch_keys(reading(), source, some, options), {}, block, sink);
    }
}

std::optional<std::uint64_t> MysqlReadLane::rows_sent() {
    const Turn turn(*this);
    return cutover::rows_sent(session_);
}

std::optional<ServerDigest> MysqlReadLane::digest(const RowSource& source, const Chunk& chunk) {
    const Turn turn(*this);
    return digest_rows(reading(), source, chunk);
}

std::optional<KeyTuple> MysqlReadLane::key_at(
    const RowSource& source, const Chunk& chunk, std::uint64_t row) {
    const Turn turn(*this);
    return find_key(reading(), source, chunk, row);
}

std::uint64_t MysqlReadLane::count(const RowSource& source) {
    const Turn turn(*this);
    return count_rows(reading(), source);
}

std::vector<KeyTuple> MysqlReadLane::boundaries(const RowSource& source, std::uint64_t chunk_rows) {
    const Turn turn(*this);
    return find_boundaries(reading(), source, chunk_rows);
}

std::optional<LogPlace> MysqlReadLane::applied(const std::string& task) {
    const Turn turn(*this);
    return read_applied_place(session_, task);
}

void MysqlReadLane::keep_alive(std::chrono::milliseconds idle) {
    const std::unique_lock lock(busy_, std::try_to_lock);
    const auto now = std::chrono::steady_clock::now();
    if (lock && now - used_ >= idle) {
        used_ = now;
        static_cast<void>(mysql_ping(session_.handle()));
    }
}

}  // namespace cutover
