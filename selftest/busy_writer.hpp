#pragma once

#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "selftest/scratch_databases.hpp"

namespace cutover {

/// Writes the same to both servers for as long as it lives, to tables that nobody compares: in
/// databases of their own, and beside those that are compared, of which the plan was made before.
/// Their logs, clocks and caches move while something else is verified.
class BusyWriter {
  public:
    BusyWriter(const SelftestServers& servers, const ScratchDatabases& databases);

    /// Ends the writing, and leaves nothing beside what is compared; throws what it failed with.
    void stop();

  private:
    void write(const std::stop_token& stopped);

    struct Side {
        std::unique_ptr<StatementRunner> server{};
        std::vector<std::string> tables{};  ///< Quoted; the last one is beside those compared.
    };

    std::vector<Side> sides_{};
    std::exception_ptr failure_{};  ///< Of the thread; looked at once it has ended.
    std::jthread thread_;
};

}  // namespace cutover
