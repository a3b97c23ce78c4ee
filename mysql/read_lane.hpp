#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/database.hpp"
#include "mysql/large_rows.hpp"
#include "mysql/row_fetch.hpp"
#include "mysql/session.hpp"

namespace cutover {

/// A session in an open snapshot, as core knows it. A lost session stays lost: every later call
/// throws Recovery::retry_session, for another session would see a later moment; who retries opens
/// another snapshot. keep_alive() alone may be called by another thread meanwhile.
class MysqlReadLane final : public ReadLane {
  public:
    /// The session stands in its transaction already. `large_rows` may be null. Where it cannot let
    /// go, let_go() does nothing.
    MysqlReadLane(Session session, std::shared_ptr<LargeRows> large_rows, bool can_let_go);

    void read(
        const RowSource& source, const Chunk& chunk, RowBlock& block, const RowSink& sink) override;
    void read_keys(
        const RowSource& source,
        const std::vector<KeyTuple>& keys,
        RowBlock& block,
        const RowSink& sink) override;
    [[nodiscard]] std::optional<std::uint64_t> rows_sent() override;
    [[nodiscard]] std::optional<ServerDigest> digest(
        const RowSource& source, const Chunk& chunk) override;
    [[nodiscard]] std::optional<KeyTuple> key_at(
        const RowSource& source, const Chunk& chunk, std::uint64_t row) override;
    [[nodiscard]] std::uint64_t count(const RowSource& source) override;
    [[nodiscard]] std::vector<KeyTuple> boundaries(
        const RowSource& source, std::uint64_t chunk_rows) override;

    void let_go() override;

    /// As Snapshot::applied(), of this session.
    [[nodiscard]] std::optional<LogPlace> applied(const std::string& task);

    /// Shows the server that somebody is there, where the session has done nothing for so long.
    /// What fails here, the next call meets again.
    void keep_alive(std::chrono::milliseconds idle);

  private:
    /// The session is at work while it lives.
    class Turn {
      public:
        explicit Turn(MysqlReadLane& lane) : lane_(lane), lock_(lane.busy_) {}

        ~Turn() { lane_.used_ = std::chrono::steady_clock::now(); }

        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

      private:
        MysqlReadLane& lane_;
        std::scoped_lock<std::mutex> lock_;
    };

    /// The session, with a savepoint behind which what is read can be let go.
    [[nodiscard]] Session& reading();

    Session session_;
    bool has_savepoint_ = false;
    std::shared_ptr<LargeRows> large_rows_;
    bool can_let_go_;
    KeptStatement by_keys_{};  ///< Of the session, so closed before it.
    std::mutex busy_{};
    std::chrono::steady_clock::time_point used_ = std::chrono::steady_clock::now();
};

}  // namespace cutover
