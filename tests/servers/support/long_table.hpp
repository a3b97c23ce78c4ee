#pragma once

#include <atomic>
#include <thread>

#include "tests/servers/support/private_server.hpp"

namespace cutover::test {

/// `copy`.`long`: long rows, so that a chunk is of some 400 of them, and its rows change while it
/// is read.
class LongTable {
  public:
    static constexpr int rows = 1600;

    /// Nobody writes to the row of this number.
    static constexpr const char* damaged = "711";

    explicit LongTable(const PrivateServer& source);

    ~LongTable() { stop(); }

    LongTable(const LongTable&) = delete;
    LongTable& operator=(const LongTable&) = delete;

    /// One statement after the other: rows change, go, and come, all over the table. What fails,
    /// because the server is gone, is not tried again.
    void start_writing();
    void stop();

    [[nodiscard]] int written() const { return written_; }

    /// One row is another one on this server from now on.
    static void damage(const PrivateServer& destination);

  private:
    const PrivateServer& source_;
    std::atomic<bool> stop_{false};
    std::atomic<int> written_{0};
    std::thread writer_{};
};

}  // namespace cutover::test
