#pragma once

#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "selftest/scratch_databases.hpp"

namespace cutover {

/// Writes to both servers for as long as it lives, in databases of the selftest that nobody
/// compares: their logs, clocks and caches move while something else is verified.
class BusyWriter {
  public:
    BusyWriter(const SelftestServers& servers, const ScratchDatabases& databases);

    /// Ends the writing; throws what it failed with.
    void stop();

  private:
    void write(const std::stop_token& stopped);

    struct Side {
        std::unique_ptr<StatementRunner> server{};
        std::string table{};  ///< Quoted.
    };

    std::vector<Side> sides_{};
    std::exception_ptr failure_{};  ///< Of the thread; looked at once it has ended.
    std::jthread thread_;
};

}  // namespace cutover
